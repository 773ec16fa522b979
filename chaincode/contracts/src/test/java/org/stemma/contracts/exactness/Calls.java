package org.stemma.contracts.exactness;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.stemma.api.AssetId;
import org.stemma.api.Command;
import org.stemma.api.CurrencyCode;
import org.stemma.api.Digest;
import org.stemma.api.Drawer;
import org.stemma.api.MeterId;
import org.stemma.api.Money;
import org.stemma.api.Ppm;
import org.stemma.api.RequestId;
import org.stemma.api.SaleId;
import org.stemma.api.WalletId;
import org.stemma.api.WithdrawalId;
import org.stemma.api.account.AccountCommand;
import org.stemma.api.asset.Asset;
import org.stemma.api.asset.AssetCommand;
import org.stemma.api.asset.AssetVersion;
import org.stemma.api.kernel.KernelCommand;
import org.stemma.api.license.Grant;
import org.stemma.api.license.LicenseCommand;
import org.stemma.api.license.Terms;
import org.stemma.api.royalty.RoyaltyCommand;
import org.stemma.api.share.Holding;
import org.stemma.api.share.ShareCommand;
import org.stemma.api.usage.UsageCommand;
import org.stemma.api.usage.UsageLine;
import org.stemma.contracts.exactness.Products.Made;

/** The transaction of each kind of operation, and who sends it. */
final class Calls {
    private final Stage stage;
    private final Cast cast;
    private final Products products;
    private final Outlook outlook;

    record Call(String organisation, String user, String function, Supplier<Command> command) {}

    Calls(Stage stage, Cast cast, Products products, Outlook outlook) {
        this.stage = stage;
        this.cast = cast;
        this.products = products;
        this.outlook = outlook;
    }

    /**
     * The call of an operation.
     *
     * @throws Products.Missing if what it refers to was not made
     */
    Call call(Op op) {
        RequestId request = cast.request("op-" + op.number());
        int first = op.arguments().isEmpty() ? 0 : op.argument(0);
        return switch (op.kind()) {
            case DEPOSIT -> deposit(op, request);
            case WITHDRAW ->
                by(first, "buyer", "account:requestWithdrawal", () -> {
                    WalletId wallet = cast.wallet(first, op.argument(1));
                    Money all = outlook.available(wallet, op.argument(1));
                    return new AccountCommand.RequestWithdrawal(
                            request,
                            wallet,
                            outlook.part(all, op.number(2)),
                            Cast.cashierFor(first),
                            outlook.folds(wallet));
                });
            case PAY_WITHDRAWAL -> {
                Made asked = products.made(first);
                yield new Call(
                        Cast.cashierFor(asked.op().argument(0)).value(),
                        "cashier",
                        "account:payWithdrawal",
                        () -> new AccountCommand.PayWithdrawal(
                                request, new WithdrawalId(asked.id()), "paid-" + asked.id()));
            }
            case FOLD ->
                by(first, "buyer", "account:foldCredits", () -> {
                    WalletId wallet = cast.wallet(first, op.argument(1));
                    return new AccountCommand.FoldCredits(request, wallet, outlook.folds(wallet));
                });
            case REGISTER ->
                by(
                        first,
                        "owner",
                        "asset:register",
                        () -> new AssetCommand.Register(
                                request, kind(op), "asset", cast.party(first), content(op), contributors(op, 2)));
            case DERIVE ->
                by(
                        first,
                        "owner",
                        "license:registerDerived",
                        () -> new LicenseCommand.RegisterDerived(
                                request,
                                kind(op),
                                "derived",
                                cast.party(first),
                                content(op),
                                contributors(op, 3 + op.argument(2)),
                                parents(op, 2)));
            case ADD_VERSION ->
                by(
                        products.owner(first),
                        "owner",
                        "license:addDerivedVersion",
                        () -> new LicenseCommand.AddDerivedVersion(
                                request,
                                products.asset(first),
                                content(op),
                                contributors(op, 2 + op.argument(1)),
                                parents(op, 1)));
            case OFFER ->
                by(
                        products.owner(first),
                        "owner",
                        "license:offer",
                        () -> new LicenseCommand.Offer(request, products.asset(first), terms(op), cast.meters()));
            case BUY -> buy(op, request);
            case REPORT -> report(op);
            case CLOSE_GRANT ->
                by(
                        products.licensee(first),
                        "buyer",
                        "license:closeGrant",
                        () -> new LicenseCommand.CloseGrant(request, products.grant(first)));
            case RELEASE_LANES ->
                by(
                        products.licensee(first),
                        "buyer",
                        "license:releaseLanes",
                        () -> new LicenseCommand.ReleaseLanes(request, products.grant(first)));
            case ISSUE ->
                by(
                        products.owner(first),
                        "owner",
                        "share:issue",
                        () -> new ShareCommand.Issue(
                                request, products.asset(first), cast.party(op.argument(1)), op.number(2)));
            case TRANSFER ->
                by(
                        op.argument(1),
                        "buyer",
                        "share:transfer",
                        () -> new ShareCommand.Transfer(
                                request,
                                products.asset(first),
                                cast.party(op.argument(1)),
                                cast.party(op.argument(2)),
                                outlook.units(first, op.argument(1), op.number(3))));
            case SELL -> sell(op, request);
            case CANCEL_SALE ->
                by(
                        products.made(first).op().argument(1),
                        "buyer",
                        "share:cancelSale",
                        () -> new ShareCommand.CancelSale(
                                request, new SaleId(products.made(first).id())));
            case BUY_SHARES -> buyShares(op, request);
            case SETTLE ->
                by(
                        op.number(),
                        "cashier",
                        "royalty:settle",
                        () -> new RoyaltyCommand.Settle(
                                request, products.asset(first), outlook.due(first, op.number(1))));
            case CLAIM ->
                by(
                        first,
                        "buyer",
                        "royalty:claim",
                        () -> new RoyaltyCommand.Claim(
                                request,
                                cast.party(first),
                                cast.wallet(first, op.argument(1)),
                                outlook.payables(first, op.argument(1), op.argument(2))));
            case CLAIM_SHARES -> claimShares(op, request);
            case CLOSE_EPOCHS ->
                by(
                        op.number(),
                        "admin",
                        "kernel:closeEpochs",
                        () -> new KernelCommand.CloseEpochs(request, outlook.dueEpoch()));
            case PASS, GOVERN -> throw new IllegalArgumentException(op.toString());
        };
    }

    private static Call by(int party, String user, String function, Supplier<Command> command) {
        return new Call(Cast.organisation(party), user, function, command);
    }

    private Call deposit(Op op, RequestId request) {
        CurrencyCode currency = cast.currency(op.argument(1));
        return new Call(
                Cast.cashierFor(op.argument(0)).value(),
                "cashier",
                "account:deposit",
                () -> new AccountCommand.Deposit(
                        request,
                        cast.wallet(op.argument(0), op.argument(1)),
                        new Money(currency, op.number(2)),
                        cast.prefix() + "-" + op.number()));
    }

    private static Asset.Kind kind(Op op) {
        return op.argument(1) == 1 ? Asset.Kind.MODEL : Asset.Kind.DATA_SET;
    }

    private AssetVersion.Content content(Op op) {
        return new AssetVersion.Content(
                Digest.of(cast.prefix() + op.number()), 1, op.number(), "Apache-2.0", Optional.empty());
    }

    private List<AssetVersion.Contributor> contributors(Op op, int from) {
        List<AssetVersion.Contributor> contributors = new ArrayList<>();
        for (int i = from; i < op.arguments().size(); i += 2) {
            String role = "role " + (i - from) / 2;
            contributors.add(
                    new AssetVersion.Contributor(cast.party(op.argument(i)), role, new Ppm(op.argument(i + 1))));
        }
        return contributors;
    }

    private List<AssetVersion.Parent> parents(Op op, int place) {
        List<AssetVersion.Parent> parents = new ArrayList<>();
        for (int i = 0; i < op.argument(place); i++) {
            int grant = op.argument(place + 1 + i);
            parents.add(new AssetVersion.Parent(
                    products.asset(products.assetOf(grant)),
                    outlook.grantRecord(grant).version(),
                    products.grant(grant)));
        }
        return parents;
    }

    private Terms terms(Op op) {
        CurrencyCode currency = cast.currency(op.argument(2));
        Money fee = new Money(currency, op.number(3));
        Terms.Price price =
                switch (op.argument(1)) {
                    case 0 -> new Terms.Price.Free();
                    case 1 -> new Terms.Price.OneTime(fee);
                    default ->
                        new Terms.Price.PerUnit(fee, new Money(currency, op.number(4)), op.number(5), Terms.Unit.TOKEN);
                };
        return new Terms(
                "terms " + op.number(),
                Map.of(
                        Terms.Action.TRAIN, Terms.Permission.ALLOW,
                        Terms.Action.FINE_TUNE, Terms.Permission.ALLOW,
                        Terms.Action.INFER, Terms.Permission.ALLOW),
                List.of(),
                price,
                Optional.empty(),
                Optional.empty(),
                new Ppm(op.argument(6)),
                false);
    }

    private Call buy(Op op, RequestId request) {
        Made offer = products.made(op.argument(0));
        int party = op.argument(1);
        int currency = offer.op().argument(2);
        return by(party, "buyer", "license:buyGrant", () -> {
            WalletId wallet = cast.wallet(party, currency);
            Money fee = new Money(cast.currency(currency), offer.op().number(3));
            Money left = outlook.available(wallet, currency);
            boolean metered = offer.op().argument(1) == 2;
            Money prepay =
                    metered && left.compareTo(fee) > 0 ? outlook.part(left.minus(fee), op.number(2)) : fee.with(0);
            AssetId asset = products.asset(offer.op().argument(0));
            Asset head = stage.ledger().find(Drawer.ASSET, Asset.class, asset).orElseThrow(Products.Missing::new);
            return new LicenseCommand.BuyGrant(
                    request,
                    cast.party(party),
                    asset,
                    head.versions().size(),
                    new Digest(offer.id()),
                    Terms.Purpose.COMMERCIAL,
                    Optional.of(wallet),
                    Optional.of(fee),
                    Optional.of(prepay),
                    op.number(3) < 0 ? Optional.empty() : Optional.of(fee.with(op.number(3))),
                    metered ? cast.chosen(op.argument(4)) : List.of(),
                    outlook.folds(wallet));
        });
    }

    private Call report(Op op) {
        MeterId meter = cast.meter(op.argument(0));
        for (int i = 1; i < op.arguments().size(); i += 3) {
            products.made(op.argument(i));
        }
        return new Call(Cast.organisation(op.argument(0)), "meter", "usage:report", () -> {
            List<UsageLine> lines = new ArrayList<>();
            for (int i = 1; i < op.arguments().size(); i += 3) {
                Instant at = usedAt(outlook.grantRecord(op.argument(i)), op.number(i + 2));
                lines.add(new UsageLine(products.grant(op.argument(i)), 1, op.number(i + 1), at, at));
            }
            String statement = UsageCommand.Report.statement(meter, op.number(), lines);
            return new UsageCommand.Report(
                    UsageCommand.Report.requestId(meter, op.number()), meter, op.number(), lines, cast.sign(statement));
        });
    }

    /** So long ago, but while the grant was in force. */
    private Instant usedAt(Grant grant, long ageMillis) {
        Instant at = stage.now().minusMillis(1 + ageMillis);
        if (grant.closedAt().isPresent() && !at.isBefore(grant.closedAt().get())) {
            at = grant.closedAt().get().minusMillis(1);
        }
        return at.isBefore(grant.validFrom()) ? grant.validFrom() : at;
    }

    private Call sell(Op op, RequestId request) {
        int seller = op.argument(1);
        products.made(op.argument(0));
        return by(
                seller,
                "buyer",
                "share:offerSale",
                () -> new ShareCommand.OfferSale(
                        request,
                        products.asset(op.argument(0)),
                        cast.party(seller),
                        outlook.units(op.argument(0), seller, op.number(2)),
                        new Money(cast.currency(op.argument(3)), op.number(4)),
                        cast.wallet(seller, op.argument(3)),
                        op.argument(5) < 0 ? Optional.empty() : Optional.of(cast.party(op.argument(5)))));
    }

    private Call buyShares(Op op, RequestId request) {
        Made sale = products.made(op.argument(0));
        int buyer = op.argument(1);
        return by(buyer, "buyer", "share:buy", () -> {
            WalletId wallet = cast.wallet(buyer, sale.op().argument(3));
            Money price =
                    new Money(cast.currency(sale.op().argument(3)), sale.op().number(4));
            return new ShareCommand.Buy(
                    request, new SaleId(sale.id()), cast.party(buyer), wallet, price, outlook.folds(wallet));
        });
    }

    private Call claimShares(Op op, RequestId request) {
        int party = op.argument(1);
        String holder = op.argument(2) < 0
                ? cast.party(party).value()
                : products.made(op.argument(2)).id();
        CurrencyCode currency = cast.currency(op.argument(3));
        products.made(op.argument(0));
        return by(party, "buyer", "royalty:claimShares", () -> {
            AssetId asset = products.asset(op.argument(0));
            long position = stage.ledger()
                    .find(Drawer.HOLDING, Holding.class, asset, holder)
                    .orElseThrow(Products.Missing::new)
                    .position(currency)
                    .entry();
            return new RoyaltyCommand.ClaimShares(
                    request, asset, currency, holder, cast.wallet(party, op.argument(3)), position + op.number(4));
        });
    }
}
