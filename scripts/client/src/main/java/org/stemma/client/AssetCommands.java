package org.stemma.client;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stemma.api.AssetId;
import org.stemma.api.GrantId;
import org.stemma.api.MalformedException;
import org.stemma.api.PartyId;
import org.stemma.api.Ppm;
import org.stemma.api.asset.AssetVersion.Contributor;
import org.stemma.api.asset.AssetVersion.Parent;
import org.stemma.api.asset.ContentTree.Manifest;
import org.stemma.client.content.Contents;
import org.stemma.client.content.Manifests;
import org.stemma.client.content.Registrable;
import org.stemma.client.gateway.Address;
import org.stemma.client.gateway.Body;
import org.stemma.client.gateway.Json;
import org.stemma.client.gateway.RefusedCall;
import org.stemma.client.gateway.UnreachableException;
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

    @Command(
            description = {
                "registers a file as an asset, and stores its manifest",
                "The same again goes on with what is registered; --request for another one."
            })
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
        Manifest manifest = manifest(file, kind);
        Map<String, Object> body = version(manifest, spdx, source, contributors, parents)
                .with("kind", kind)
                .with("name", name)
                .with("owner", owner)
                .members();
        return register("/v1/assets", body, Optional.empty(), manifest);
    }

    @Command(
            name = "version",
            description = {
                "registers a file as the next version, and stores its manifest",
                "The same again goes on with what is registered; --request for another one."
            })
    int addVersion(
            @Parameters(paramLabel = "ASSET") String asset,
            @Parameters(paramLabel = "FILE") Path file,
            @Option(names = "--spdx", required = true) String spdx,
            @Option(names = "--source") @Nullable String source,
            @Option(names = "--contributor", paramLabel = "PARTY:ROLE:PPM") @Nullable List<String> contributors,
            @Option(names = "--parent", paramLabel = "ASSET:VERSION:GRANT") @Nullable List<String> parents)
            throws IOException {
        Manifest manifest = manifest(file, kindOf(asset));
        Map<String, Object> body =
                version(manifest, spdx, source, contributors, parents).members();
        return register(Address.of("/v1/assets/{}/versions", asset), body, Optional.of(asset), manifest);
    }

    /** What is on the ledger is said as soon as it is there: whatever happens to the manifest, its id is known. */
    private int register(String path, Map<String, Object> body, Optional<String> known, Manifest manifest) {
        JsonObject answer = session.gateway().post(path, session.request(path, body), body);
        session.show(answer);
        session.out().flush();
        String asset = known.orElseGet(() -> Json.text(answer, "id"));
        long version = known.isPresent() ? Json.number(answer, "version") : 1;
        try {
            store(asset, version, manifest);
        } catch (RefusedCall | UnreachableException e) {
            session.err()
                    .println("stemma: version " + version + " of " + asset
                            + " is registered, its manifest is not stored;"
                            + " the same command again goes on from here");
            throw e;
        }
        return Stemma.OK;
    }

    private String kindOf(String asset) {
        return Json.text(session.gateway().object(Address.of("/v1/assets/{}", asset)), "kind");
    }

    @Command(description = "lists the catalogue")
    int list(
            @Option(names = "--kind", defaultValue = "", description = "model or data_set") String kind,
            @Option(names = "--owner", defaultValue = "", paramLabel = "PARTY") String owner) {
        return session.showList(
                Address.query("/v1/assets", "kind", kind, "owner", owner), "id", "kind", "organisation", "name");
    }

    @Command(description = "shows an asset, or one of its versions with lineage and contributors")
    int show(
            @Parameters(paramLabel = "ASSET") String asset,
            @Parameters(paramLabel = "VERSION", arity = "0..1") @Nullable Long version) {
        return session.showObject(version == null ? Address.of("/v1/assets/{}", asset) : path(asset, version));
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
        store(asset, version, manifest(file, Manifests.MODEL));
        return session.show(session.gateway().putFile(path(asset, version) + "/artifact", file));
    }

    /** What could never be served is refused here: on the ledger it would stay for good. */
    private static Manifest manifest(Path file, String kind) throws IOException {
        if (kind.equals(Manifests.MODEL)) {
            Registrable.mustBeModel(file);
        }
        Manifest manifest = Manifests.of(file, kind);
        Registrable.mustBeKept(manifest);
        return manifest;
    }

    private static Body version(
            Manifest manifest,
            String spdx,
            @Nullable String source,
            @Nullable List<String> contributors,
            @Nullable List<String> parents) {
        List<String> made = contributors == null ? List.of() : contributors;
        return new Body()
                .with("content", Contents.of(manifest, spdx, source))
                .with(
                        "contributors",
                        made.stream().map(AssetCommands::contributor).toList())
                .with(
                        "parents",
                        parents == null
                                ? null
                                : parents.stream().map(AssetCommands::parent).toList());
    }

    private void store(String asset, long version, Manifest manifest) {
        session.gateway().putLines(path(asset, version) + "/manifest", manifest.leaves());
    }

    private static String path(String asset, long version) {
        return Address.of("/v1/assets/{}/versions/{}", asset, version);
    }

    static Contributor contributor(String text) {
        List<String> parts = parts(text, "PARTY:ROLE:PPM");
        return new Contributor(
                new PartyId(parts.get(0)),
                parts.get(1),
                new Ppm(Math.toIntExact(number(parts.get(2), Integer.MAX_VALUE, text))));
    }

    static Parent parent(String text) {
        List<String> parts = parts(text, "ASSET:VERSION:GRANT");
        return new Parent(
                new AssetId(parts.get(0)), number(parts.get(1), Long.MAX_VALUE, text), new GrantId(parts.get(2)));
    }

    private static long number(String digits, long most, String text) {
        try {
            long number = Long.parseLong(digits);
            if (number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below, as for a number that is too large.
        }
        throw new MalformedException("a whole number is expected for " + digits + " in " + text);
    }

    private static List<String> parts(String text, String form) {
        List<String> parts = List.of(text.split(":", -1));
        if (parts.size() != PARTS) {
            throw new MalformedException(form + " is expected, not " + text);
        }
        return parts;
    }
}
