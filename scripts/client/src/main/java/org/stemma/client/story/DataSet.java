package org.stemma.client.story;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.stemma.api.Codec;
import org.stemma.api.asset.ContentTree.Manifest;
import org.stemma.api.license.Terms;
import org.stemma.api.member.Party;
import org.stemma.client.content.Contents;
import org.stemma.client.content.Manifests;
import org.stemma.client.gateway.Body;
import org.stemma.client.gateway.Gateway;

/** A library's sources as Archive registered them for the project, offered for training. */
record DataSet(Library library, Cast.Role holder, String asset, Terms terms) {
    private static final int THREADS = 3;

    /** Registers every library; one project may hold several. */
    static List<DataSet> register(List<Library> libraries, Member archive, Teller teller) {
        teller.chapter("Archive registers source archives of open-source libraries as data sets");
        List<String> names =
                libraries.stream().map(Library::holder).distinct().sorted().toList();
        List<Cast.Role> holders = Parallel.map(
                names,
                THREADS,
                name -> Cast.role(new Cast.Part(archive, slug(name), name, Party.Kind.RIGHTS_HOLDER), teller));
        return Parallel.map(
                libraries, THREADS, library -> register(library, holders.get(names.indexOf(library.holder())), teller));
    }

    private static DataSet register(Library library, Cast.Role holder, Teller teller) {
        Gateway owner = holder.member().as("owner");
        Manifest manifest = manifest(library);
        String asset = Desk.id(
                owner,
                "/v1/assets",
                "data:" + library.slug(),
                new Body()
                        .with("kind", "data_set")
                        .with(
                                "name",
                                library.coordinates().artifact() + " "
                                        + library.coordinates().version() + ", sources")
                        .with("owner", holder.party())
                        .with("content", Contents.of(manifest, library.spdx(), library.packageUrl()))
                        .with("contributors", new ArrayList<>()));
        Desk.patiently(() -> owner.put("/v1/assets/" + asset + "/versions/1/manifest", Codec.encode(manifest)));
        Terms terms = Figures.training(library);
        Desk.write(
                owner,
                "/v1/assets/" + asset + "/offers",
                "offer:" + library.slug(),
                new Body().with("terms", terms).with("meters", new ArrayList<>()));
        teller.say(library.coordinates() + ", " + library.spdx() + ", "
                + manifest.leaves().size() + " files, root "
                + manifest.root().hex().substring(0, 12) + "…, offered: "
                + terms.name().toLowerCase(java.util.Locale.ROOT)
                + ", upstream " + terms.upstream().value() / 10_000 + " %");
        return new DataSet(library, holder, asset, terms);
    }

    private static Manifest manifest(Library library) {
        try {
            return Manifests.of(library.archive());
        } catch (IOException e) {
            throw new StoryException("can't read " + library.archive(), e);
        }
    }

    private static String slug(String name) {
        return name.toLowerCase(java.util.Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    }
}
