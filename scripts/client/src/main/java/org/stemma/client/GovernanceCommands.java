package org.stemma.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.stemma.api.Digest;
import org.stemma.client.gateway.Address;
import org.stemma.client.gateway.Body;
import org.stemma.client.gateway.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What the council decides, and what it may change and spend. */
final class GovernanceCommands {
    private GovernanceCommands() {}

    @Command(name = "proposal", description = "what the council is asked to decide", mixinStandardHelpOptions = true)
    static final class ProposalCommand {
        private final Session session;

        ProposalCommand(Session session) {
            this.session = session;
        }

        @Command(description = "proposes actions, all of which are done if it passes, or none")
        int create(
                @Option(names = "--title", required = true) String title,
                @Option(
                                names = "--mode",
                                defaultValue = "final",
                                description =
                                        "final: votes stand, and it may be decided early; replaceable: the last of"
                                                + " each voter counts")
                        String mode,
                @Option(
                                names = "--set",
                                paramLabel = "NAME=VALUE[@PERIOD]",
                                description = "another value of a parameter")
                        @Nullable
                        List<String> set,
                @Option(names = "--pay", paramLabel = "PARTY=AMOUNT", description = "a payment out of the treasury")
                        @Nullable
                        List<String> pay,
                @Option(names = "--order", paramLabel = "ASSET=STANDING", description = "listed, held or delisted")
                        @Nullable
                        List<String> order,
                @Option(
                                names = "--hold",
                                paramLabel = "WALLET=AMOUNT",
                                description = "what is held of a wallet; 0 releases")
                        @Nullable
                        List<String> hold,
                @Option(names = "--reasons", paramLabel = "URI", description = "where the reasons can be read")
                        @Nullable
                        String reasons,
                @Option(names = "--reasons-file", paramLabel = "FILE", description = "what they are, for their digest")
                        @Nullable
                        Path file)
                throws IOException {
            if ((reasons == null) != (file == null)) {
                throw session.usage("--reasons and --reasons-file go together");
            }
            Actions actions = new Actions(session.gateway());
            List<Map<String, Object>> all = new ArrayList<>(actions.set(typed(set)));
            all.addAll(Actions.pay(typed(pay)));
            all.addAll(actions.order(typed(order)));
            all.addAll(actions.hold(typed(hold)));
            return session.write(
                    "/v1/proposals",
                    new Body()
                            .with("title", title)
                            .with("mode", mode)
                            .with("actions", all)
                            .with("reasons", reasons == null || file == null ? null : reasons(reasons, file))
                            .members());
        }

        private static List<String> typed(@Nullable List<String> values) {
            return values == null ? List.of() : values;
        }

        private static Map<String, Object> reasons(String uri, Path file) throws IOException {
            return Map.of(
                    "uri", uri, "digest", Digest.of(Files.readAllBytes(file)).value());
        }

        @Command(description = "lists proposals with what they are now")
        int list(@Option(names = "--proposer", defaultValue = "", paramLabel = "ORGANISATION") String proposer) {
            return session.showList(
                    Address.query("/v1/proposals", "proposer", proposer),
                    "id",
                    "title",
                    "status",
                    "proposer",
                    "proposedAt");
        }

        @Command(description = "shows a proposal: status, times, tally, ballots, actions")
        int show(@Parameters(paramLabel = "PROPOSAL") String proposal) {
            return session.showObject(Address.of("/v1/proposals/{}", proposal));
        }

        @Command(description = "opens the vote once the voting delay is over; anyone may")
        int open(@Parameters(paramLabel = "PROPOSAL") String proposal) {
            return step(proposal, "open");
        }

        @Command(description = "votes for the organisation, or replaces its vote where votes are replaceable")
        int vote(
                @Parameters(paramLabel = "PROPOSAL") String proposal,
                @Parameters(paramLabel = "CHOICE", description = "for, against or abstain") String choice) {
            return session.write(
                    Address.of("/v1/proposals/{}/votes", proposal),
                    new Body().with("choice", choice).members());
        }

        @Command(description = "queues a proposal that has passed; anyone may")
        int queue(@Parameters(paramLabel = "PROPOSAL") String proposal) {
            return step(proposal, "queue");
        }

        @Command(description = "does what was decided, once the timelock has run out; anyone may")
        int execute(@Parameters(paramLabel = "PROPOSAL") String proposal) {
            return step(proposal, "execute");
        }

        @Command(description = "withdraws an own proposal before its vote begins")
        int cancel(@Parameters(paramLabel = "PROPOSAL") String proposal) {
            return step(proposal, "cancel");
        }

        @Command(description = "ends a queued proposal, as its guardian, while the timelock runs")
        int veto(@Parameters(paramLabel = "PROPOSAL") String proposal) {
            return step(proposal, "veto");
        }

        private int step(String proposal, String step) {
            return session.write(Address.of("/v1/proposals/{}/" + step, proposal), new Body().members());
        }
    }

    @Command(name = "parameters", description = "what the council may change", mixinStandardHelpOptions = true)
    static final class ParametersCommand {
        private final Session session;

        ParametersCommand(Session session) {
            this.session = session;
        }

        @Command(description = "lists the governed parameters with their values and bounds")
        int list() {
            return session.showItems(
                    Json.array(session.gateway().object("/v1/parameters"), "parameters"),
                    "name",
                    "value",
                    "unit",
                    "least",
                    "most");
        }
    }

    @Command(name = "treasury", description = "what the council can spend", mixinStandardHelpOptions = true)
    static final class TreasuryCommand {
        private final Session session;

        TreasuryCommand(Session session) {
            this.session = session;
        }

        @Command(description = "shows the treasury per currency, and the fees beside it")
        int show() {
            // It has no pages: a currency is a line.
            return session.showItems(
                    Json.array(session.gateway().object("/v1/treasury"), "items"),
                    "currency",
                    "balance",
                    "period",
                    "opening",
                    "spent",
                    "unfolded",
                    "feeCount");
        }

        @Command(description = "adds the oldest fees, at most 50, to the treasury; anyone may")
        int fold(@Parameters(paramLabel = "CURRENCY", defaultValue = "XTS") String currency) {
            return session.write(Address.of("/v1/treasury/{}/fold", currency), new Body().members());
        }
    }

    @Command(name = "order", description = "what was imposed on assets and wallets", mixinStandardHelpOptions = true)
    static final class OrderCommand {
        private final Session session;

        OrderCommand(Session session) {
            this.session = session;
        }

        @Command(description = "lists orders with the proposals that made them")
        int list() {
            return session.showList("/v1/orders", "subject", "standing", "held", "cause");
        }
    }
}
