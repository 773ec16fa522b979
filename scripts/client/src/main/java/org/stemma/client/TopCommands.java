package org.stemma.client;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.stemma.client.gateway.Address;
import org.stemma.client.gateway.Body;
import org.stemma.client.gateway.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code stemma} itself. Each method is a noun with one verb, which goes without saying. */
@Command(
        name = "stemma",
        mixinStandardHelpOptions = true,
        version = "stemma 0.1.0",
        description = "Speaks to a member's gateway: stemma NOUN VERB.",
        synopsisSubcommandLabel = "NOUN [VERB]",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done, or what was checked is right",
            "1:refused: the code and its facts are on standard error; or what was checked is wrong",
            "2:the command line or a file named on it can't be used",
            "3:no gateway answers",
            "4:under way: accepted, and in no block yet"
        })
final class TopCommands extends CheckCommands {
    @Mixin
    private final Session session;

    TopCommands(Session session) {
        super(session);
        this.session = session;
    }

    @Command(description = "completes a prompt under a grant key")
    int complete(
            @Parameters(paramLabel = "ASSET") String asset,
            @Option(names = "--prompt", required = true) String prompt,
            @Option(names = "--max-bytes", defaultValue = "96") long maxBytes,
            @Option(names = "--purpose", defaultValue = "commercial") String purpose,
            @Option(names = "--seed", defaultValue = "1") long seed) {
        return session.write(
                Address.of("/v1/assets/{}/completions", asset),
                new Body()
                        .with("prompt", prompt)
                        .with("maxBytes", maxBytes)
                        .with("purpose", purpose)
                        .with("seed", seed)
                        .members());
    }

    @Command(description = "settles an asset's period, once it is closed")
    int settle(@Parameters(paramLabel = "ASSET") String asset, @Parameters(paramLabel = "PERIOD") long period) {
        return session.write(
                "/v1/settlements",
                new Body().with("asset", asset).with("period", period).members());
    }

    @Command(description = "lists an asset's settlements, or shows one with the proportions that were applied")
    int settlement(
            @Parameters(paramLabel = "ASSET") String asset,
            @Parameters(paramLabel = "PERIOD", arity = "0..1") @Nullable Long period) {
        return period == null
                ? session.showList(
                        Address.query("/v1/settlements", "asset", asset), "period", "state", "receipts", "groups")
                : session.showObject(Address.of("/v1/settlements/{}/{}", asset, period));
    }

    @Command(description = "moves what is payable to a party into its wallet")
    int claim(
            @Option(names = "--party", required = true) String party,
            @Option(names = "--wallet", required = true) String wallet,
            @Option(names = "--payable", description = "without: the oldest 50") @Nullable List<String> payables) {
        return session.write(
                "/v1/claims",
                new Body()
                        .with("party", party)
                        .with("wallet", wallet)
                        .with("payables", payables)
                        .members());
    }

    @Command(description = "explains what a party got, down to receipts and transactions")
    int accruals(@Parameters(paramLabel = "PARTY") String party) {
        return session.showList(Address.of("/v1/parties/{}/accruals", party));
    }

    @Command(description = "lists every payment due to an asset")
    int receipts(
            @Parameters(paramLabel = "ASSET") String asset,
            @Option(names = "--period", defaultValue = "") String period) {
        return session.showList(
                Address.query("/v1/receipts", "asset", asset, "period", period),
                "period",
                "usagePeriod",
                "kind",
                "gross",
                "outside",
                "id");
    }

    @Command(description = "received = paid + payable + pools + clearing + carries, from blocks")
    int invariant(@Option(names = "--height", defaultValue = "") String height) {
        return session.showObject(Address.query("/v1/invariant", "height", height));
    }

    @Command(name = "trial-balance", description = "every kind of account as debit or credit; their sum is 0")
    int trialBalance(@Option(names = "--height", defaultValue = "") String height) {
        return session.showObject(Address.query("/v1/trial-balance", "height", height));
    }

    @Command(description = "shows a transaction, or with --wait what became of it: state, block, endorsers, postings")
    int transaction(@Parameters(paramLabel = "ID") String id) {
        return session.showTransaction(id);
    }

    @Command(description = "shows the ledger's time, or closes the epochs that are due")
    int clock(@Option(names = "--close", description = "close what is due") boolean close) {
        return close ? session.write("/v1/epochs/closure", new Body().members()) : session.showObject("/v1/clock");
    }

    @Command(description = "shows members, currencies, cashiers and rules")
    int charter() {
        return session.showObject("/v1/charter");
    }

    @Command(description = "lists the member organisations")
    int organisations() {
        return session.showList("/v1/organisations", "id", "name");
    }

    @Command(description = "says whether the gateway is healthy")
    int health() {
        var health = session.gateway().object("/actuator/health");
        session.show(health);
        return Json.text(health, "status").equals("UP") ? Stemma.OK : Stemma.REFUSED;
    }
}
