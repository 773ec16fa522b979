package org.stemma.client;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stemma.api.Codec;
import org.stemma.api.asset.AssetVersion;
import org.stemma.api.asset.ContentTree.Manifest;
import org.stemma.client.content.AssetCheck;
import org.stemma.client.content.Manifests;
import org.stemma.client.gateway.Address;
import org.stemma.client.gateway.Gateway;
import org.stemma.client.gateway.Json;
import org.stemma.client.gateway.RefusedCall;
import org.stemma.client.royalty.Account;
import org.stemma.client.royalty.GatewayLedger;
import org.stemma.client.royalty.Recomputation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Checks that trust no gateway's arithmetic: made here, from files and public records. Public methods: picocli finds an
 * inherited command only so.
 */
abstract class CheckCommands {
    private static final int ABSENT = 404;

    private final Session session;

    CheckCommands(Session session) {
        this.session = session;
    }

    /** Prints a file's root and leaves. */
    @Command(description = "prints a file's manifest and its root; needs no gateway")
    public int manifest(
            @Parameters(paramLabel = "FILE") Path file,
            @Option(
                            names = "--kind",
                            defaultValue = "",
                            description = "model: one file, also where it is an archive; else an archive's files")
                    String kind)
            throws IOException {
        Manifest manifest = Manifests.of(file, kind);
        if (session.printsIds()) {
            session.lines(List.of(manifest.root().value()));
            return Stemma.OK;
        }
        JsonObject shown = new JsonObject();
        shown.addProperty("root", manifest.root().value());
        shown.addProperty("files", manifest.leaves().size());
        shown.addProperty("bytes", manifest.bytes());
        shown.add(
                "leaves",
                JsonParser.parseString(Codec.encode(manifest)).getAsJsonObject().get("leaves"));
        return session.show(shown);
    }

    /** Prints who paid and who got what, and what differs. */
    @Command(description = "recomputes every settlement from receipts and policies, and says who paid and who got what")
    public int recompute(
            @Option(names = "--from-period", defaultValue = "0") long fromPeriod,
            @Option(
                            names = "--also",
                            paramLabel = "URL,KEYFILE",
                            description = "a further gateway, to see its organisation's payables too")
                    @Nullable
                    List<String> also) {
        List<Gateway> gateways = new ArrayList<>(List.of(session.gateway()));
        for (String further : also == null ? List.<String>of() : also) {
            int comma = further.indexOf(',');
            if (comma < 0) {
                throw session.usage("--also takes a gateway and a key file, joined by a comma");
            }
            gateways.add(session.gatewayAt(
                    session.uri(further.substring(0, comma)),
                    Optional.of(session.keyIn(further.substring(comma + 1)))));
        }
        GatewayLedger ledger = new GatewayLedger(gateways);
        Recomputation.Result result = Recomputation.of(ledger, fromPeriod);
        session.lines(Account.lines(result, ledger));
        return result.differences().isEmpty() ? Stemma.OK : Stemma.REFUSED;
    }

    /** What can be verified. */
    @Command(name = "verify", description = "checks what the ledger says against what is here")
    static final class VerifyCommand {
        private final Session session;

        VerifyCommand(Session session) {
            this.session = session;
        }

        @Command(description = "compares a file with the registered content, and says where it differs")
        int asset(
                @Parameters(paramLabel = "ASSET") String asset,
                @Parameters(paramLabel = "VERSION") long number,
                @Parameters(paramLabel = "FILE") Path file)
                throws IOException {
            Gateway gateway = session.gateway();
            String path = Address.of("/v1/assets/{}/versions/{}", asset, number);
            AssetVersion version = Json.bind(gateway.object(path), AssetVersion.class);
            List<String> differences =
                    AssetCheck.differences(version.content(), stored(gateway, path + "/manifest"), file);
            if (differences.isEmpty()) {
                session.lines(List.of(file + " is version " + number + " of " + asset + ": root "
                        + version.content().root()));
                return Stemma.OK;
            }
            session.lines(differences);
            session.err().println(file + " is not version " + number + " of " + asset);
            return Stemma.REFUSED;
        }

        private static Optional<Manifest> stored(Gateway gateway, String path) {
            try {
                return Optional.of(Json.bind(gateway.object(path), Manifest.class));
            } catch (RefusedCall e) {
                if (e.status() == ABSENT) {
                    return Optional.empty();
                }
                throw e;
            }
        }
    }
}
