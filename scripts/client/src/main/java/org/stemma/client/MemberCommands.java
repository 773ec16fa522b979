package org.stemma.client;

import org.jspecify.annotations.Nullable;
import org.stemma.client.gateway.Address;
import org.stemma.client.gateway.Body;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Parties, meters and the gateway's keys. */
final class MemberCommands {
    private MemberCommands() {}

    @Command(name = "party", description = "who is paid or pays", mixinStandardHelpOptions = true)
    static final class PartyCommand {
        private final Session session;

        PartyCommand(Session session) {
            this.session = session;
        }

        @Command(description = "registers a party of the gateway's organisation")
        int register(
                @Option(names = "--name", required = true) String name,
                @Option(names = "--kind", required = true, description = "rights_holder, department, licensee, ...")
                        String kind) {
            return session.write(
                    "/v1/parties",
                    new Body().with("name", name).with("kind", kind).members());
        }

        @Command(description = "lists all parties")
        int list() {
            return session.showList("/v1/parties", "id", "organisation", "kind", "name");
        }

        @Command(description = "shows a party")
        int show(@Parameters(paramLabel = "PARTY") String party) {
            return session.showObject(Address.of("/v1/parties/{}", party));
        }

        @Command(description = "lists what a party can claim")
        int payables(@Parameters(paramLabel = "PARTY") String party) {
            return session.showList(
                    Address.of("/v1/parties/{}/payables", party), "id", "asset", "period", "reason", "amount", "at");
        }
    }

    @Command(name = "meter", description = "what counts usage", mixinStandardHelpOptions = true)
    static final class MeterCommand {
        private final Session session;

        MeterCommand(Session session) {
            this.session = session;
        }

        @Command(description = "registers a meter's key")
        int register(
                @Option(names = "--name", required = true) String name,
                @Option(names = "--public-key", required = true, description = "Ed25519, 32 bytes in base64")
                        String publicKey) {
            return session.write(
                    "/v1/meters",
                    new Body().with("name", name).with("publicKey", publicKey).members());
        }

        @Command(description = "lists all meters")
        int list() {
            return session.showList("/v1/meters", "id", "organisation", "name");
        }

        @Command(description = "shows a meter")
        int show(@Parameters(paramLabel = "METER") String meter) {
            return session.showObject(Address.of("/v1/meters/{}", meter));
        }

        @Command(description = "has the gateway's meter report at once")
        int flush(@Parameters(paramLabel = "METER") String meter) {
            return session.write(Address.of("/v1/meters/{}/flush", meter), new Body().members());
        }

        @Command(description = "lists a meter's reports, as they were charged")
        int reports(@Parameters(paramLabel = "METER") String meter) {
            return session.showList(Address.query("/v1/usage-reports", "meter", meter), "sequence", "at", "lines");
        }
    }

    @Command(name = "key", description = "API keys of this gateway", mixinStandardHelpOptions = true)
    static final class KeyCommand {
        private final Session session;

        KeyCommand(Session session) {
            this.session = session;
        }

        @Command(description = "lists the keys, without their secrets")
        int list() {
            return session.showList("/v1/keys", "id", "identity", "label");
        }

        @Command(description = "makes a key for an identity; it is shown this once")
        int create(
                @Option(names = "--identity", required = true) String identity,
                @Option(names = "--label") @Nullable String label) {
            return session.write(
                    "/v1/keys",
                    new Body().with("identity", identity).with("label", label).members());
        }

        @Command(description = "makes a key that follows this one; it is shown this once")
        int rotate(
                @Parameters(paramLabel = "KEY_ID") String key,
                @Option(names = "--overlap", paramLabel = "SECONDS", description = "how long the old one stays good")
                        @Nullable
                        Long overlap) {
            return session.write(
                    Address.of("/v1/keys/{}/rotation", key),
                    new Body().with("overlapSeconds", overlap).members());
        }

        @Command(description = "takes a key back")
        int delete(@Parameters(paramLabel = "KEY_ID") String key) {
            return session.show(session.gateway().delete(Address.of("/v1/keys/{}", key), session.request()));
        }
    }
}
