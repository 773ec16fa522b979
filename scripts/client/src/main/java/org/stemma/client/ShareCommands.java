package org.stemma.client;

import org.jspecify.annotations.Nullable;
import org.stemma.client.gateway.Address;
import org.stemma.client.gateway.Body;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shares of what an asset earns, and their sales. */
final class ShareCommands {
    private ShareCommands() {}

    @Command(name = "share", description = "units of what an asset earns", mixinStandardHelpOptions = true)
    static final class ShareCommand {
        private final Session session;

        ShareCommand(Session session) {
            this.session = session;
        }

        @Command(description = "issues an asset's shares, once and for all, to a party of the owner's organisation")
        int issue(
                @Parameters(paramLabel = "ASSET") String asset,
                @Option(names = "--holder", required = true, paramLabel = "PARTY") String holder,
                @Option(names = "--units", required = true) long units) {
            return session.write(
                    Address.of("/v1/assets/{}/shares", asset),
                    new Body().with("holder", holder).with("units", units).members());
        }

        @Command(description = "gives units to another party")
        int transfer(
                @Parameters(paramLabel = "ASSET") String asset,
                @Option(names = "--from", required = true, paramLabel = "PARTY") String from,
                @Option(names = "--to", required = true, paramLabel = "PARTY") String to,
                @Option(names = "--units", required = true) long units) {
            return session.write(
                    Address.of("/v1/assets/{}/transfers", asset),
                    new Body()
                            .with("from", from)
                            .with("to", to)
                            .with("units", units)
                            .members());
        }

        @Command(description = "lists who holds how many units of an asset, or what a party holds")
        int list(@Option(names = "--asset") @Nullable String asset, @Option(names = "--party") @Nullable String party) {
            if ((asset == null) == (party == null)) {
                throw new org.stemma.api.MalformedException("share list needs either --asset or --party");
            }
            return session.showList(
                    asset != null
                            ? Address.of("/v1/assets/{}/holdings", asset)
                            : Address.of("/v1/parties/{}/holdings", party),
                    "asset",
                    "holder",
                    "party",
                    "organisation",
                    "units");
        }

        @Command(description = "lists what settlements gave an asset's holders, per usage period")
        int entries(
                @Parameters(paramLabel = "ASSET") String asset,
                @Option(names = "--currency", defaultValue = "XTS") String currency) {
            return session.showList(
                    Address.of("/v1/assets/{}/pools/{}/entries", asset, currency),
                    "number",
                    "period",
                    "usagePeriod",
                    "nano",
                    "perUnit");
        }

        @Command(description = "moves what the share pool owes a holder into its wallet, at most 100 entries at once")
        int claim(
                @Parameters(paramLabel = "ASSET") String asset,
                @Option(names = "--holder", required = true, description = "a party, or a sale for its escrow")
                        String holder,
                @Option(names = "--wallet", required = true) String wallet,
                @Option(names = "--currency", defaultValue = "XTS") String currency,
                @Option(names = "--through", description = "without: as many entries as there are") @Nullable
                        Long through) {
            return session.write(
                    "/v1/share-claims",
                    new Body()
                            .with("asset", asset)
                            .with("currency", currency)
                            .with("holder", holder)
                            .with("wallet", wallet)
                            .with("through", through)
                            .members());
        }
    }

    @Command(name = "sale", description = "shares for a price", mixinStandardHelpOptions = true)
    static final class SaleCommand {
        private final Session session;

        SaleCommand(Session session) {
            this.session = session;
        }

        @Command(
                description =
                        "offers units for a price; they lie in escrow until they are sold or the sale is cancelled")
        int offer(
                @Option(names = "--asset", required = true) String asset,
                @Option(names = "--seller", required = true, paramLabel = "PARTY") String seller,
                @Option(names = "--units", required = true) long units,
                @Option(names = "--price", required = true, description = "such as 12.5XTS") String price,
                @Option(names = "--wallet", required = true, description = "where the price goes") String wallet,
                @Option(names = "--buyer", description = "the only party that may buy") @Nullable String buyer) {
            return session.write(
                    "/v1/sales",
                    new Body()
                            .with("asset", asset)
                            .with("seller", seller)
                            .with("units", units)
                            .with("price", Amounts.of(price))
                            .with("wallet", wallet)
                            .with("buyer", buyer)
                            .members());
        }

        @Command(description = "buys what a sale offers, for its price")
        int buy(
                @Parameters(paramLabel = "SALE") String sale,
                @Option(names = "--buyer", required = true, paramLabel = "PARTY") String buyer,
                @Option(names = "--wallet", required = true) String wallet,
                @Option(names = "--max-price", required = true, description = "such as 12.5XTS") String maxPrice) {
            return session.write(
                    Address.of("/v1/sales/{}/purchase", sale),
                    new Body()
                            .with("buyer", buyer)
                            .with("wallet", wallet)
                            .with("maxPrice", Amounts.of(maxPrice))
                            .members());
        }

        @Command(description = "takes the units back out of escrow")
        int cancel(@Parameters(paramLabel = "SALE") String sale) {
            return session.write(Address.of("/v1/sales/{}/cancellation", sale), new Body().members());
        }

        @Command(description = "lists sales")
        int list(
                @Option(names = "--asset", defaultValue = "") String asset,
                @Option(names = "--state", defaultValue = "", description = "open, sold or cancelled") String state) {
            return session.showList(
                    Address.query("/v1/sales", "asset", asset, "state", state),
                    "id",
                    "asset",
                    "seller",
                    "units",
                    "price",
                    "state");
        }

        @Command(description = "shows a sale")
        int show(@Parameters(paramLabel = "SALE") String sale) {
            return session.showObject(Address.of("/v1/sales/{}", sale));
        }
    }
}
