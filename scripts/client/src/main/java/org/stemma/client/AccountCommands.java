package org.stemma.client;

import org.jspecify.annotations.Nullable;
import org.stemma.client.gateway.Address;
import org.stemma.client.gateway.Body;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Wallets, and how cash enters and leaves. */
final class AccountCommands {
    private AccountCommands() {}

    @Command(name = "wallet", description = "what a party can spend", mixinStandardHelpOptions = true)
    static final class WalletCommand {
        private final Session session;

        WalletCommand(Session session) {
            this.session = session;
        }

        @Command(description = "opens a wallet")
        int open(
                @Option(names = "--party", required = true) String party,
                @Option(names = "--currency", defaultValue = "XTS") String currency) {
            return session.write(
                    "/v1/wallets",
                    new Body().with("party", party).with("currency", currency).members());
        }

        @Command(description = "lists the organisation's wallets")
        int list() {
            return session.showList("/v1/wallets", "id", "party", "balance", "available");
        }

        @Command(description = "shows a wallet with its balance")
        int show(@Parameters(paramLabel = "WALLET") String wallet) {
            return session.showObject(Address.of("/v1/wallets/{}", wallet));
        }

        @Command(description = "folds credits into the balance")
        int fold(@Parameters(paramLabel = "WALLET") String wallet) {
            return session.write(Address.of("/v1/wallets/{}/fold", wallet), new Body().members());
        }
    }

    @Command(name = "deposit", description = "cash that a cashier holds", mixinStandardHelpOptions = true)
    static final class DepositCommand {
        private final Session session;

        DepositCommand(Session session) {
            this.session = session;
        }

        @Command(description = "attests that the organisation holds this much for another's wallet")
        int attest(
                @Option(names = "--wallet", required = true) String wallet,
                @Option(names = "--amount", required = true, description = "such as 12.5XTS") String amount,
                @Option(names = "--reference", required = true) String reference) {
            return session.write(
                    "/v1/deposits",
                    new Body()
                            .with("wallet", wallet)
                            .with("amount", Amounts.of(amount))
                            .with("reference", reference)
                            .members());
        }
    }

    @Command(name = "withdrawal", description = "cash that a member asks for", mixinStandardHelpOptions = true)
    static final class WithdrawalCommand {
        private final Session session;

        WithdrawalCommand(Session session) {
            this.session = session;
        }

        @Command(name = "request", description = "takes money out of a wallet for a cashier to pay")
        int ask(
                @Option(names = "--wallet", required = true) String wallet,
                @Option(names = "--amount", required = true, description = "such as 12.5XTS") String amount,
                @Option(names = "--cashier", required = true, description = "such as LabMSP") String cashier) {
            return session.write(
                    "/v1/withdrawals",
                    new Body()
                            .with("wallet", wallet)
                            .with("amount", Amounts.of(amount))
                            .with("cashier", cashier)
                            .members());
        }

        @Command(description = "attests that a withdrawal was paid")
        int pay(
                @Parameters(paramLabel = "WITHDRAWAL") String withdrawal,
                @Option(names = "--reference", required = true) String reference) {
            return session.write(
                    Address.of("/v1/withdrawals/{}/payment", withdrawal),
                    new Body().with("reference", reference).members());
        }

        @Command(description = "lists withdrawals that the organisation asked for or has to pay")
        int list(@Option(names = "--state", description = "requested: not paid yet") @Nullable String state) {
            return session.showList(
                    Address.query("/v1/withdrawals", "state", state == null ? "" : state),
                    "id",
                    "wallet",
                    "amount",
                    "cashier",
                    "requestedAt",
                    "reference");
        }

        @Command(description = "shows a withdrawal")
        int show(@Parameters(paramLabel = "WITHDRAWAL") String withdrawal) {
            return session.showObject(Address.of("/v1/withdrawals/{}", withdrawal));
        }
    }
}
