package org.stemma.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.stemma.api.Codec;
import org.stemma.api.MalformedException;
import org.stemma.api.Ppm;
import org.stemma.api.license.Presets;
import org.stemma.api.license.Terms;
import org.stemma.client.gateway.Address;
import org.stemma.client.gateway.Body;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Terms, offers and grants. */
final class LicenseCommands {
    private static final int DEFAULT_UPSTREAM_PPM = 20_000;

    private LicenseCommands() {}

    /** Terms from a file, or one of the presets with its figures. */
    static final class TermsChoice {
        @Option(names = "--terms", paramLabel = "FILE", description = "terms as JSON")
        private @Nullable Path file;

        @Option(names = "--preset", description = "academic-free, train-free, train-priced or commercial-per-unit")
        private @Nullable String preset;
    }

    static Terms terms(
            TermsChoice choice, String fee, int upstreamPpm, String rate, long perUnits, long quota, long term)
            throws IOException {
        if (choice.file != null) {
            return Codec.decode(Files.readString(choice.file), Terms.class);
        }
        return switch (String.valueOf(choice.preset)) {
            case "academic-free" -> Presets.academicFree();
            case "train-free" -> Presets.trainFree(new Ppm(upstreamPpm));
            case "train-priced" -> Presets.trainPriced(Amounts.of(fee), new Ppm(upstreamPpm));
            case "commercial-per-unit" ->
                Presets.commercialPerUnit(Amounts.of(rate), perUnits, Terms.Unit.OUTPUT_BYTE, quota, term);
            default ->
                throw new MalformedException(
                        "a preset is academic-free, train-free, train-priced or commercial-per-unit");
        };
    }

    @Command(name = "offer", description = "terms under which an asset can be had", mixinStandardHelpOptions = true)
    static final class OfferCommand {
        private final Session session;

        OfferCommand(Session session) {
            this.session = session;
        }

        @Command(description = "offers an asset under terms; answers the terms' digest")
        int make(
                @Parameters(paramLabel = "ASSET") String asset,
                @ArgGroup(multiplicity = "1") TermsChoice choice,
                @Option(names = "--meter", paramLabel = "METER") @Nullable List<String> meters,
                @Option(names = "--fee", defaultValue = "1XTS") String fee,
                @Option(names = "--upstream-ppm", defaultValue = "" + DEFAULT_UPSTREAM_PPM) int upstreamPpm,
                @Option(names = "--rate", defaultValue = "1XTS") String rate,
                @Option(names = "--per-units", defaultValue = "1000") long perUnits,
                @Option(names = "--quota", defaultValue = "100000") long quota,
                @Option(names = "--term-seconds", defaultValue = "86400") long term)
                throws IOException {
            Terms terms = terms(choice, fee, upstreamPpm, rate, perUnits, quota, term);
            return session.write(
                    Address.of("/v1/assets/{}/offers", asset),
                    new Body()
                            .with("terms", terms)
                            .with("meters", meters == null ? List.of() : meters)
                            .members());
        }

        @Command(description = "offers the terms no longer")
        int withdraw(@Parameters(paramLabel = "ASSET") String asset, @Parameters(paramLabel = "TERMS") String terms) {
            return session.show(
                    session.gateway().delete(Address.of("/v1/assets/{}/offers/{}", asset, terms), session.request()));
        }
    }

    @Command(name = "terms", description = "licence terms by their digest", mixinStandardHelpOptions = true)
    static final class TermsCommand {
        private final Session session;

        TermsCommand(Session session) {
            this.session = session;
        }

        @Command(description = "shows terms")
        int show(@Parameters(paramLabel = "TERMS") String terms) {
            return session.showObject(Address.of("/v1/terms/{}", terms));
        }

        @Command(description = "lists ready-made terms")
        int presets() {
            return session.showObject("/v1/presets");
        }
    }

    @Command(name = "grant", description = "licences that were bought", mixinStandardHelpOptions = true)
    static final class GrantCommand {
        private final Session session;

        GrantCommand(Session session) {
            this.session = session;
        }

        @Command(description = "buys a grant")
        int buy(
                @Option(names = "--licensee", required = true, paramLabel = "PARTY") String licensee,
                @Option(names = "--asset", required = true) String asset,
                @Option(names = "--version", defaultValue = "1") long version,
                @Option(names = "--terms", required = true) String terms,
                @Option(names = "--purpose", required = true, description = "commercial, academic, evaluation")
                        String purpose,
                @Option(names = "--wallet") @Nullable String wallet,
                @Option(names = "--max-fee", description = "such as 12.5XTS") @Nullable String maxFee,
                @Option(names = "--prepay", description = "such as 12.5XTS") @Nullable String prepay,
                @Option(names = "--low-mark", description = "such as 1XTS") @Nullable String lowMark,
                @Option(names = "--meter", paramLabel = "METER") @Nullable List<String> meters) {
            return session.write(
                    "/v1/grants",
                    new Body()
                            .with("licensee", licensee)
                            .with("asset", asset)
                            .with("version", version)
                            .with("terms", terms)
                            .with("purpose", purpose)
                            .with("wallet", wallet)
                            .with("maxFee", Amounts.orNull(maxFee))
                            .with("prepay", Amounts.orNull(prepay))
                            .with("lowMark", Amounts.orNull(lowMark))
                            .with("meters", meters == null ? List.of() : meters)
                            .members());
        }

        @Command(description = "lists grants that the organisation holds or gave")
        int list(
                @Option(names = "--asset", defaultValue = "") String asset,
                @Option(names = "--licensee", defaultValue = "") String licensee) {
            return session.showList(
                    Address.query("/v1/grants", "asset", asset, "licensee", licensee),
                    "id",
                    "asset",
                    "version",
                    "licensee",
                    "purpose",
                    "validUntil",
                    "closedAt");
        }

        @Command(description = "shows a grant with purse and lanes")
        int show(@Parameters(paramLabel = "GRANT") String grant) {
            return session.showObject(Address.of("/v1/grants/{}", grant));
        }

        @Command(description = "adds a key for completions; it is shown this once")
        int key(@Parameters(paramLabel = "GRANT") String grant) {
            return session.write(Address.of("/v1/grants/{}/keys", grant), new Body().members());
        }

        @Command(description = "takes a key back, named by the digest of its text")
        int revoke(@Parameters(paramLabel = "GRANT") String grant, @Parameters(paramLabel = "DIGEST") String digest) {
            return session.show(
                    session.gateway().delete(Address.of("/v1/grants/{}/keys/{}", grant, digest), session.request()));
        }

        @Command(description = "ends a grant; what its purse holds returns to the wallet")
        int close(@Parameters(paramLabel = "GRANT") String grant) {
            return session.write(Address.of("/v1/grants/{}/closure", grant), new Body().members());
        }

        @Command(description = "returns what the lanes of an ended grant hold")
        int release(@Parameters(paramLabel = "GRANT") String grant) {
            return session.write(Address.of("/v1/grants/{}/release", grant), new Body().members());
        }
    }
}
