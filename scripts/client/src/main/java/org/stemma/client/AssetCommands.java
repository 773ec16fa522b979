package org.stemma.client;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.stemma.api.AssetId;
import org.stemma.api.Codec;
import org.stemma.api.GrantId;
import org.stemma.api.MalformedException;
import org.stemma.api.PartyId;
import org.stemma.api.Ppm;
import org.stemma.api.asset.AssetVersion.Contributor;
import org.stemma.api.asset.AssetVersion.Parent;
import org.stemma.client.content.Contents;
import org.stemma.client.content.Manifests;
import org.stemma.client.gateway.Body;
import org.stemma.client.gateway.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Models and data sets. */
@Command(name = "asset", description = "models and data sets", mixinStandardHelpOptions = true)
final class AssetCommands {
    private static final int PARTS = 3;

    private final Session session;

    AssetCommands(Session session) {
        this.session = session;
    }

    @Command(description = "registers a file as an asset, and stores its manifest")
    int register(
            @Parameters(paramLabel = "FILE") Path file,
            @Option(names = "--kind", required = true, description = "model or data_set") String kind,
            @Option(names = "--name", required = true) String name,
            @Option(names = "--owner", required = true, paramLabel = "PARTY") String owner,
            @Option(names = "--spdx", required = true, description = "the SPDX licence of the files") String spdx,
            @Option(names = "--source", description = "where it came from, such as a package URL") @Nullable
                    String source,
            @Option(names = "--contributor", paramLabel = "PARTY:ROLE:PPM") @Nullable List<String> contributors,
            @Option(names = "--parent", paramLabel = "ASSET:VERSION:GRANT") @Nullable List<String> parents)
            throws IOException {
        Map<String, Object> body = version(file, spdx, source, contributors, parents)
                .with("kind", kind)
                .with("name", name)
                .with("owner", owner)
                .members();
        JsonObject answer = session.gateway().post("/v1/assets", session.request(), body);
        storeManifest(Json.text(answer, "id"), 1, file);
        return session.show(answer);
    }

    @Command(name = "version", description = "registers a file as the next version, and stores its manifest")
    int addVersion(
            @Parameters(paramLabel = "ASSET") String asset,
            @Parameters(paramLabel = "FILE") Path file,
            @Option(names = "--spdx", required = true) String spdx,
            @Option(names = "--source") @Nullable String source,
            @Option(names = "--contributor", paramLabel = "PARTY:ROLE:PPM") @Nullable List<String> contributors,
            @Option(names = "--parent", paramLabel = "ASSET:VERSION:GRANT") @Nullable List<String> parents)
            throws IOException {
        Map<String, Object> body =
                version(file, spdx, source, contributors, parents).members();
        JsonObject answer = session.gateway().post("/v1/assets/" + asset + "/versions", session.request(), body);
        storeManifest(asset, Json.number(answer, "version"), file);
        return session.show(answer);
    }

    @Command(description = "lists the catalogue")
    int list(
            @Option(names = "--kind", defaultValue = "", description = "model or data_set") String kind,
            @Option(names = "--owner", defaultValue = "", paramLabel = "PARTY") String owner) {
        return session.showList(
                Session.query("/v1/assets", "kind", kind, "owner", owner), "id", "kind", "organisation", "name");
    }

    @Command(description = "shows an asset, or one of its versions with lineage and contributors")
    int show(
            @Parameters(paramLabel = "ASSET") String asset,
            @Parameters(paramLabel = "VERSION", arity = "0..1") @Nullable Long version) {
        return session.showObject("/v1/assets/" + asset + (version == null ? "" : "/versions/" + version));
    }

    @Command(description = "shows the stored list of a version's files")
    int manifest(@Parameters(paramLabel = "ASSET") String asset, @Parameters(paramLabel = "VERSION") long version) {
        JsonObject manifest = session.gateway().object(path(asset, version) + "/manifest");
        return session.show(Json.array(manifest, "leaves"));
    }

    @Command(description = "stores a version's manifest and its file, so that this gateway serves it")
    int upload(
            @Parameters(paramLabel = "ASSET") String asset,
            @Parameters(paramLabel = "VERSION") long version,
            @Parameters(paramLabel = "FILE") Path file)
            throws IOException {
        storeManifest(asset, version, file);
        return session.show(session.gateway().putFile(path(asset, version) + "/artifact", file));
    }

    private static Body version(
            Path file,
            String spdx,
            @Nullable String source,
            @Nullable List<String> contributors,
            @Nullable List<String> parents)
            throws IOException {
        List<String> made = contributors == null ? List.of() : contributors;
        return new Body()
                .with("content", Contents.of(Manifests.of(file), spdx, source))
                .with(
                        "contributors",
                        made.stream().map(AssetCommands::contributor).toList())
                .with(
                        "parents",
                        parents == null
                                ? null
                                : parents.stream().map(AssetCommands::parent).toList());
    }

    private void storeManifest(String asset, long version, Path file) throws IOException {
        session.gateway().put(path(asset, version) + "/manifest", Codec.encode(Manifests.of(file)));
    }

    private static String path(String asset, long version) {
        return "/v1/assets/" + asset + "/versions/" + version;
    }

    static Contributor contributor(String text) {
        List<String> parts = parts(text, "PARTY:ROLE:PPM");
        return new Contributor(new PartyId(parts.get(0)), parts.get(1), new Ppm(Integer.parseInt(parts.get(2))));
    }

    static Parent parent(String text) {
        List<String> parts = parts(text, "ASSET:VERSION:GRANT");
        return new Parent(new AssetId(parts.get(0)), Long.parseLong(parts.get(1)), new GrantId(parts.get(2)));
    }

    private static List<String> parts(String text, String form) {
        List<String> parts = List.of(text.split(":", -1));
        if (parts.size() != PARTS) {
            throw new MalformedException(form + " is expected, not " + text);
        }
        return parts;
    }
}
