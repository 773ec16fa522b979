package org.stemma.contracts.exactness;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.stemma.api.AssetId;
import org.stemma.api.Codec;
import org.stemma.api.Command;
import org.stemma.api.CurrencyCode;
import org.stemma.api.Digest;
import org.stemma.api.Drawer;
import org.stemma.api.GrantId;
import org.stemma.api.MeterId;
import org.stemma.api.Money;
import org.stemma.api.OrgId;
import org.stemma.api.Outcome;
import org.stemma.api.PartyId;
import org.stemma.api.Ppm;
import org.stemma.api.RequestId;
import org.stemma.api.SaleId;
import org.stemma.api.WalletId;
import org.stemma.api.WithdrawalId;
import org.stemma.api.account.AccountCommand;
import org.stemma.api.account.Credit;
import org.stemma.api.account.Withdrawal;
import org.stemma.api.asset.Asset;
import org.stemma.api.asset.AssetCommand;
import org.stemma.api.asset.AssetVersion;
import org.stemma.api.kernel.Charter;
import org.stemma.api.kernel.EpochCursor;
import org.stemma.api.kernel.KernelCommand;
import org.stemma.api.license.Grant;
import org.stemma.api.license.LicenseCommand;
import org.stemma.api.license.Terms;
import org.stemma.api.member.MemberCommand;
import org.stemma.api.member.Party;
import org.stemma.api.royalty.Payable;
import org.stemma.api.royalty.RoyaltyCommand;
import org.stemma.api.share.Holding;
import org.stemma.api.share.Sale;
import org.stemma.api.share.ShareCommand;
import org.stemma.api.usage.UsageCommand;
import org.stemma.api.usage.UsageLine;

/** Plays operations on a stage, as the parties of three members, and remembers what each of them made. */
public final class Player {
    static final List<String> ORGANISATIONS = List.of("LabMSP", "ArchiveMSP", "StudioMSP");
    static final int PARTIES = 12;
    static final int METERS = 2;
    static final int MAX_FOLDS = 50;
    private static final int MAX_EPOCHS = 200;
    private static final int MAX_CLAIMED = 50;
    private static final int MAX_ENTRIES = 100;
    private static final int MAX_ROUNDS = 5;
    private static final int FIRST_EXTRA = 1_000_000_000;

    private final Stage stage;
    private final String prefix;
    private final List<CurrencyCode> currencies;
    private final List<PartyId> parties = new ArrayList<>();
    private final Map<String, WalletId> wallets = new TreeMap<>();
    private final List<MeterId> meters = new ArrayList<>();
    private final KeyPair meterKeys = ed25519();
    private final Map<Integer, Made> made = new ConcurrentHashMap<>();
    private final Map<Op.Kind, Map<Integer, Made>> madeByKind = new ConcurrentHashMap<>();
    private final Map<String, Integer> operationOf = new ConcurrentHashMap<>();
    private final Map<String, Long> codes = new TreeMap<>();
    private volatile Optional<Charter> charter = Optional.empty();
    private volatile String charterText = "";
    private final AtomicInteger extra = new AtomicInteger();
    private final Council council;

    /** Something that an operation made. */
    record Made(Op op, String id) {}

    /** What became of operations: done, refused, or left out since there is nothing to do it with. */
    public enum Result {
        DONE,
        REFUSED,
        SKIPPED
    }

    /** There is nothing to play it with. */
    private static final class Missing extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** @param prefix of all request ids: unique on the ledger */
    public Player(Stage stage, String prefix, List<String> currencies) {
        this.stage = stage;
        this.prefix = prefix;
        this.currencies = currencies.stream().map(CurrencyCode::new).toList();
        this.council = new Council(stage, this);
    }

    /** Registers parties, wallets and meters. */
    public void begin() {
        for (int i = 0; i < PARTIES; i++) {
            String organisation = organisation(i);
            String name = "party-" + i;
            parties.add(new PartyId(must(
                    organisation,
                    "owner",
                    "member:registerParty",
                    name,
                    () -> new MemberCommand.RegisterParty(request(name), name, Party.Kind.RIGHTS_HOLDER))));
            for (CurrencyCode currency : currencies) {
                String wallet = "wallet-" + i + "-" + currency;
                PartyId party = parties.get(i);
                wallets.put(
                        i + " " + currency,
                        new WalletId(must(
                                organisation,
                                "buyer",
                                "account:openWallet",
                                wallet,
                                () -> new AccountCommand.OpenWallet(request(wallet), party, currency))));
            }
        }
        for (int i = 0; i < METERS; i++) {
            String name = "meter-" + i;
            meters.add(new MeterId(must(
                    organisation(i),
                    "meter",
                    "member:registerMeter",
                    name,
                    () -> new MemberCommand.RegisterMeter(request(name), name, publicKey()))));
        }
    }

    private String must(String organisation, String user, String function, String name, Supplier<Command> command) {
        Stage.Reply reply = stage.send(organisation, user, function, name, command);
        return reply.outcome()
                .map(Outcome::id)
                .orElseThrow(() -> new IllegalStateException(function + ": " + reply.code()));
    }

    PartyId party(int number) {
        return parties.get(number);
    }

    CurrencyCode currency(int number) {
        return currencies.get(number);
    }

    static String organisation(int party) {
        return ORGANISATIONS.get(party % ORGANISATIONS.size());
    }

    RequestId request(String name) {
        return new RequestId(prefix + "-" + name);
    }

    /** Plays an operation. */
    public Result play(Op op) {
        try {
            switch (op.kind()) {
                case PASS -> stage.pass(op.number(0));
                case GOVERN -> {
                    return council.govern(op) ? Result.DONE : Result.REFUSED;
                }
                default -> {
                    return send(op);
                }
            }
            return Result.DONE;
        } catch (Missing e) {
            return Result.SKIPPED;
        }
    }

    private record Call(String organisation, String user, String function, Supplier<Command> command) {}

    private Result send(Op op) {
        Call call = call(op);
        Stage.Reply reply =
                stage.send(call.organisation(), call.user(), call.function(), "op-" + op.number(), call.command());
        reply.outcome().ifPresent(outcome -> {
            Made one = new Made(op, outcome.id());
            made.put(op.number(), one);
            madeByKind
                    .computeIfAbsent(op.kind(), kind -> new ConcurrentSkipListMap<>())
                    .put(op.number(), one);
            operationOf.put(outcome.id(), op.number());
        });
        if (reply.outcome().isEmpty()) {
            note(op.kind() + " " + reply.code());
        }
        return reply.outcome().isPresent() ? Result.DONE : Result.REFUSED;
    }

    /** How often each kind of operation was refused, and why. */
    public Map<String, Long> refusals() {
        synchronized (codes) {
            return new TreeMap<>(codes);
        }
    }

    private Call call(Op op) {
        RequestId request = request("op-" + op.number());
        int first = op.arguments().isEmpty() ? 0 : op.argument(0);
        return switch (op.kind()) {
            case DEPOSIT -> deposit(op, request);
            case WITHDRAW ->
                by(first, "buyer", "account:requestWithdrawal", () -> {
                    WalletId wallet = wallet(first, op.argument(1));
                    Money all = available(wallet, op.argument(1));
                    return new AccountCommand.RequestWithdrawal(
                            request, wallet, part(all, op.number(2)), cashierFor(first), folds(wallet));
                });
            case PAY_WITHDRAWAL -> {
                Made asked = made(first);
                yield new Call(
                        cashierFor(asked.op().argument(0)).value(),
                        "cashier",
                        "account:payWithdrawal",
                        () -> new AccountCommand.PayWithdrawal(
                                request, new WithdrawalId(asked.id()), "paid-" + asked.id()));
            }
            case FOLD ->
                by(first, "buyer", "account:foldCredits", () -> {
                    WalletId wallet = wallet(first, op.argument(1));
                    return new AccountCommand.FoldCredits(request, wallet, folds(wallet));
                });
            case REGISTER ->
                by(
                        first,
                        "owner",
                        "asset:register",
                        () -> new AssetCommand.Register(
                                request, kind(op), "asset", parties.get(first), content(op), contributors(op, 2)));
            case DERIVE ->
                by(
                        first,
                        "owner",
                        "license:registerDerived",
                        () -> new LicenseCommand.RegisterDerived(
                                request,
                                kind(op),
                                "derived",
                                parties.get(first),
                                content(op),
                                contributors(op, 3 + op.argument(2)),
                                parents(op, 2)));
            case ADD_VERSION ->
                by(
                        owner(first),
                        "owner",
                        "license:addDerivedVersion",
                        () -> new LicenseCommand.AddDerivedVersion(
                                request,
                                asset(first),
                                content(op),
                                contributors(op, 2 + op.argument(1)),
                                parents(op, 1)));
            case OFFER ->
                by(
                        owner(first),
                        "owner",
                        "license:offer",
                        () -> new LicenseCommand.Offer(request, asset(first), terms(op), meters));
            case BUY -> buy(op, request);
            case REPORT -> report(op);
            case CLOSE_GRANT ->
                by(
                        licensee(first),
                        "buyer",
                        "license:closeGrant",
                        () -> new LicenseCommand.CloseGrant(request, grant(first)));
            case RELEASE_LANES ->
                by(
                        licensee(first),
                        "buyer",
                        "license:releaseLanes",
                        () -> new LicenseCommand.ReleaseLanes(request, grant(first)));
            case ISSUE ->
                by(
                        owner(first),
                        "owner",
                        "share:issue",
                        () -> new ShareCommand.Issue(request, asset(first), parties.get(op.argument(1)), op.number(2)));
            case TRANSFER ->
                by(
                        op.argument(1),
                        "buyer",
                        "share:transfer",
                        () -> new ShareCommand.Transfer(
                                request,
                                asset(first),
                                parties.get(op.argument(1)),
                                parties.get(op.argument(2)),
                                units(first, op.argument(1), op.number(3))));
            case SELL -> sell(op, request);
            case CANCEL_SALE ->
                by(
                        made(first).op().argument(1),
                        "buyer",
                        "share:cancelSale",
                        () -> new ShareCommand.CancelSale(
                                request, new SaleId(made(first).id())));
            case BUY_SHARES -> buyShares(op, request);
            case SETTLE ->
                by(
                        op.number(),
                        "cashier",
                        "royalty:settle",
                        () -> new RoyaltyCommand.Settle(request, asset(first), duePeriod(first, op.argument(1))));
            case CLAIM ->
                by(
                        first,
                        "buyer",
                        "royalty:claim",
                        () -> new RoyaltyCommand.Claim(
                                request,
                                parties.get(first),
                                wallet(first, op.argument(1)),
                                payables(first, op.argument(1), op.argument(2))));
            case CLAIM_SHARES -> claimShares(op, request);
            case CLOSE_EPOCHS ->
                by(
                        op.number(),
                        "admin",
                        "kernel:closeEpochs",
                        () -> new KernelCommand.CloseEpochs(request, dueEpoch()));
            case PASS, GOVERN -> throw new IllegalArgumentException(op.toString());
        };
    }

    private static Call by(int party, String user, String function, Supplier<Command> command) {
        return new Call(organisation(party), user, function, command);
    }

    private Call deposit(Op op, RequestId request) {
        CurrencyCode currency = currencies.get(op.argument(1));
        return new Call(
                cashierFor(op.argument(0)).value(),
                "cashier",
                "account:deposit",
                () -> new AccountCommand.Deposit(
                        request,
                        wallet(op.argument(0), op.argument(1)),
                        new Money(currency, op.number(2)),
                        prefix + "-" + op.number()));
    }

    /** A cashier never attests for its own organisation. */
    private static OrgId cashierFor(int party) {
        return new OrgId(organisation(party).equals("LabMSP") ? "ArchiveMSP" : "LabMSP");
    }

    private WalletId wallet(int party, int currency) {
        return Optional.ofNullable(wallets.get(party + " " + currencies.get(currency)))
                .orElseThrow(Missing::new);
    }

    private List<String> folds(WalletId wallet) {
        return stage.ledger().scan(Drawer.CREDIT, Credit.class, MAX_FOLDS, wallet).stream()
                .map(Credit::id)
                .toList();
    }

    private Money available(WalletId wallet, int currency) {
        BigInteger nano = stage.ledger().available(wallet, MAX_FOLDS).min(BigInteger.valueOf(Long.MAX_VALUE));
        return new Money(currencies.get(currency), nano.longValueExact());
    }

    /** A part of an amount, in whole steps of the currency. */
    Money part(Money all, long ppm) {
        long nano = BigInteger.valueOf(Math.max(0, all.nano()))
                .multiply(BigInteger.valueOf(ppm))
                .divide(BigInteger.valueOf(Ppm.ONE))
                .longValueExact();
        long step = step(all.currency());
        return all.with(nano / step * step);
    }

    private long step(CurrencyCode currency) {
        int scale = charter().currency(currency).orElseThrow().scale();
        return BigInteger.TEN.pow(Money.SCALE - scale).longValueExact();
    }

    Charter charter() {
        String text = stage.ledger().text(Drawer.CHARTER.key()).orElseThrow();
        Optional<Charter> known = charter;
        if (known.isEmpty() || !text.equals(charterText)) {
            known = Optional.of(Codec.decode(text, Charter.class));
            charter = known;
            charterText = text;
        }
        return known.orElseThrow();
    }

    Made made(int operation) {
        return Optional.ofNullable(made.get(operation)).orElseThrow(Missing::new);
    }

    /** What operations of these kinds made, in the order of kinds and numbers. */
    List<Made> made(Op.Kind... kinds) {
        List<Made> found = new ArrayList<>();
        for (Op.Kind kind : kinds) {
            found.addAll(madeByKind.getOrDefault(kind, Map.of()).values());
        }
        return found;
    }

    private AssetId asset(int operation) {
        return new AssetId(made(operation).id());
    }

    private GrantId grant(int operation) {
        return new GrantId(made(operation).id());
    }

    int owner(int assetOperation) {
        return made(assetOperation).op().argument(0);
    }

    int licensee(int grantOperation) {
        return made(grantOperation).op().argument(1);
    }

    /** The operation that registered the asset of a grant. */
    int assetOf(int grantOperation) {
        return made(made(grantOperation).op().argument(0)).op().argument(0);
    }

    private static Asset.Kind kind(Op op) {
        return op.argument(1) == 1 ? Asset.Kind.MODEL : Asset.Kind.DATA_SET;
    }

    private AssetVersion.Content content(Op op) {
        return new AssetVersion.Content(
                Digest.of(prefix + op.number()), 1, op.number(), "Apache-2.0", Optional.empty());
    }

    private List<AssetVersion.Contributor> contributors(Op op, int from) {
        List<AssetVersion.Contributor> contributors = new ArrayList<>();
        for (int i = from; i < op.arguments().size(); i += 2) {
            String role = "role " + (i - from) / 2;
            contributors.add(
                    new AssetVersion.Contributor(parties.get(op.argument(i)), role, new Ppm(op.argument(i + 1))));
        }
        return contributors;
    }

    private List<AssetVersion.Parent> parents(Op op, int place) {
        List<AssetVersion.Parent> parents = new ArrayList<>();
        for (int i = 0; i < op.argument(place); i++) {
            int grant = op.argument(place + 1 + i);
            parents.add(new AssetVersion.Parent(
                    asset(assetOf(grant)), grantRecord(grant).version(), grant(grant)));
        }
        return parents;
    }

    private Optional<Grant> findGrant(int operation) {
        return stage.ledger().find(Drawer.GRANT, Grant.class, grant(operation));
    }

    private Grant grantRecord(int operation) {
        return findGrant(operation).orElseThrow(Missing::new);
    }

    private Terms terms(Op op) {
        CurrencyCode currency = currencies.get(op.argument(2));
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
        Made offer = made(op.argument(0));
        int party = op.argument(1);
        int currency = offer.op().argument(2);
        return by(party, "buyer", "license:buyGrant", () -> {
            WalletId wallet = wallet(party, currency);
            Money fee = new Money(currencies.get(currency), offer.op().number(3));
            Money left = available(wallet, currency);
            boolean metered = offer.op().argument(1) == 2;
            Money prepay = metered && left.compareTo(fee) > 0 ? part(left.minus(fee), op.number(2)) : fee.with(0);
            AssetId asset = asset(offer.op().argument(0));
            Asset head = stage.ledger().find(Drawer.ASSET, Asset.class, asset).orElseThrow(Missing::new);
            return new LicenseCommand.BuyGrant(
                    request,
                    parties.get(party),
                    asset,
                    head.versions().size(),
                    new Digest(offer.id()),
                    Terms.Purpose.COMMERCIAL,
                    Optional.of(wallet),
                    Optional.of(fee),
                    Optional.of(prepay),
                    op.number(3) < 0 ? Optional.empty() : Optional.of(fee.with(op.number(3))),
                    metered ? chosen(op.argument(4)) : List.of(),
                    folds(wallet));
        });
    }

    private List<MeterId> chosen(int bits) {
        List<MeterId> chosen = new ArrayList<>();
        for (int i = 0; i < METERS; i++) {
            if ((bits >> i & 1) == 1) {
                chosen.add(meters.get(i));
            }
        }
        return chosen;
    }

    private Call report(Op op) {
        MeterId meter = meters.get(op.argument(0));
        for (int i = 1; i < op.arguments().size(); i += 3) {
            made(op.argument(i));
        }
        return new Call(organisation(op.argument(0)), "meter", "usage:report", () -> {
            List<UsageLine> lines = new ArrayList<>();
            for (int i = 1; i < op.arguments().size(); i += 3) {
                Instant at = usedAt(grantRecord(op.argument(i)), op.number(i + 2));
                lines.add(new UsageLine(grant(op.argument(i)), 1, op.number(i + 1), at, at));
            }
            String statement = UsageCommand.Report.statement(meter, op.number(), lines);
            return new UsageCommand.Report(
                    UsageCommand.Report.requestId(meter, op.number()), meter, op.number(), lines, sign(statement));
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

    private long units(int assetOperation, int party, long ppm) {
        long held = stage.ledger()
                .find(Drawer.HOLDING, Holding.class, asset(assetOperation), parties.get(party))
                .orElseThrow(Missing::new)
                .units();
        return Math.max(
                1,
                BigInteger.valueOf(held)
                        .multiply(BigInteger.valueOf(ppm))
                        .divide(BigInteger.valueOf(Ppm.ONE))
                        .longValueExact());
    }

    private Call sell(Op op, RequestId request) {
        int seller = op.argument(1);
        made(op.argument(0));
        return by(
                seller,
                "buyer",
                "share:offerSale",
                () -> new ShareCommand.OfferSale(
                        request,
                        asset(op.argument(0)),
                        parties.get(seller),
                        units(op.argument(0), seller, op.number(2)),
                        new Money(currencies.get(op.argument(3)), op.number(4)),
                        wallet(seller, op.argument(3)),
                        op.argument(5) < 0 ? Optional.empty() : Optional.of(parties.get(op.argument(5)))));
    }

    private Call buyShares(Op op, RequestId request) {
        Made sale = made(op.argument(0));
        int buyer = op.argument(1);
        return by(buyer, "buyer", "share:buy", () -> {
            WalletId wallet = wallet(buyer, sale.op().argument(3));
            Money price =
                    new Money(currencies.get(sale.op().argument(3)), sale.op().number(4));
            return new ShareCommand.Buy(
                    request, new SaleId(sale.id()), parties.get(buyer), wallet, price, folds(wallet));
        });
    }

    private Call claimShares(Op op, RequestId request) {
        int party = op.argument(1);
        String holder = op.argument(2) < 0
                ? parties.get(party).value()
                : made(op.argument(2)).id();
        CurrencyCode currency = currencies.get(op.argument(3));
        made(op.argument(0));
        return by(party, "buyer", "royalty:claimShares", () -> {
            AssetId asset = asset(op.argument(0));
            long position = stage.ledger()
                    .find(Drawer.HOLDING, Holding.class, asset, holder)
                    .orElseThrow(Missing::new)
                    .position(currency)
                    .entry();
            return new RoyaltyCommand.ClaimShares(
                    request, asset, currency, holder, wallet(party, op.argument(3)), position + op.number(4));
        });
    }

    private List<String> payables(int party, int currency, int count) {
        return stage.ledger().scan(Drawer.PAYABLE, Payable.class, Integer.MAX_VALUE, parties.get(party)).stream()
                .filter(payable -> payable.amount().currency().equals(currencies.get(currency)))
                .limit(count)
                .map(Payable::id)
                .toList();
    }

    int countPayables(int party, int currency) {
        return payables(party, currency, Integer.MAX_VALUE).size();
    }

    private long closedThrough() {
        return stage.ledger()
                .find(Drawer.EPOCH_CURSOR, EpochCursor.class)
                .orElseThrow()
                .closedThrough();
    }

    /** The last epoch that may be closed now, in one transaction. */
    private long dueEpoch() {
        Charter now = charter();
        long ended = now.closableAt(stage.now());
        return Math.min(Math.max(ended, closedThrough()), closedThrough() + MAX_EPOCHS);
    }

    /** The closed periods that are still to be settled, by asset. */
    private Map<String, List<Long>> due() {
        long closed = closedThrough();
        Charter now = charter();
        Map<String, List<Long>> due = new TreeMap<>();
        for (String one : stage.ledger().unsettled()) {
            int slash = one.indexOf('/');
            long period = Long.parseLong(one.substring(slash + 1));
            if (now.lastEpochOf(period) <= closed) {
                due.computeIfAbsent(one.substring(0, slash), key -> new ArrayList<>())
                        .add(period);
            }
        }
        return due;
    }

    private long duePeriod(int assetOperation, int nth) {
        List<Long> due = due().getOrDefault(made(assetOperation).id(), List.of());
        if (due.isEmpty()) {
            throw new Missing();
        }
        return due.get(nth % due.size());
    }

    /** The assets that have something to settle, as the operations that registered them. */
    List<Integer> dueAssets() {
        Map<String, List<Long>> due = due();
        return made(Op.Kind.REGISTER, Op.Kind.DERIVE).stream()
                .filter(one -> due.containsKey(one.id()))
                .map(one -> one.op().number())
                .toList();
    }

    boolean epochsAreDue() {
        return dueEpoch() > closedThrough();
    }

    /** Whether a grant is not closed. */
    boolean isOpen(int grantOperation) {
        return findGrant(grantOperation)
                .filter(grant -> grant.closedAt().isEmpty())
                .isPresent();
    }

    /** Whether a meter may still report usage of a grant. */
    boolean isMetered(int grantOperation, int meter) {
        Op bought = made(grantOperation).op();
        Op offered = made(bought.argument(0)).op();
        return offered.argument(1) == 2
                && (bought.argument(4) >> meter & 1) == 1
                && findGrant(grantOperation)
                        .filter(grant -> !grant.lanesReleased())
                        .isPresent();
    }

    /** Whether no usage of a closed grant can be reported any more, while its lanes are there. */
    boolean releasable(int grantOperation) {
        Charter now = charter();
        return findGrant(grantOperation)
                .filter(grant -> {
                    long ended = now.periodOf(now.epochOf(grant.closedAt().orElse(stage.now())));
                    long current = now.periodOf(now.epochOf(stage.now()));
                    return !grant.lanesReleased()
                            && current > ended + now.rulesFor(ended).usageWindowPeriods();
                })
                .isPresent();
    }

    boolean isUnpaid(Made withdrawal) {
        return stage.ledger()
                .find(Drawer.WITHDRAWAL, Withdrawal.class, withdrawal.id())
                .filter(one -> one.reference().isEmpty())
                .isPresent();
    }

    boolean isForSale(Made sale) {
        return stage.ledger()
                .find(Drawer.SALE, Sale.class, sale.id())
                .filter(one -> one.state() == Sale.State.OPEN)
                .isPresent();
    }

    void note(String refusal) {
        synchronized (codes) {
            codes.merge(refusal, 1L, Long::sum);
        }
    }

    /** Waits until an epoch may be closed, and closes all up to it. */
    void closeThrough(long epoch) {
        stage.await(charter().closableFrom(epoch));
        while (closedThrough() < epoch) {
            mustPlay(extra(Op.Kind.CLOSE_EPOCHS));
        }
    }

    /** A holder that has not claimed all entries of its asset's pool yet. */
    record Behind(int asset, int party, int sale, int currency, long entries) {}

    /** All of an asset's, by what issued its shares. */
    List<Behind> behind(Made issue) {
        List<Behind> found = new ArrayList<>();
        for (int currency = 0; currency < currencies.size(); currency++) {
            CurrencyCode code = currencies.get(currency);
            long entries = stage.ledger().poolEntries(issue.id(), code.value());
            for (Holding holding :
                    entries == 0 ? List.<Holding>of() : stage.ledger().holdings(issue.id())) {
                long missing = entries - holding.position(code).entry();
                if (missing > 0) {
                    int sale = holding.isEscrow() ? operationOf.getOrDefault(holding.holder(), -1) : -1;
                    int party = parties.indexOf(holding.party());
                    found.add(new Behind(issue.op().argument(0), party, sale, currency, missing));
                }
            }
        }
        return found;
    }

    /** The holders of an asset that have units to give, by party. */
    List<Integer> givers(int assetOperation) {
        return stage.ledger().holdings(made(assetOperation).id()).stream()
                .filter(holding -> !holding.isEscrow() && holding.units() > 0)
                .map(holding -> parties.indexOf(holding.party()))
                .toList();
    }

    /**
     * Closes what is open, settles all that was received and claims all that is owed.
     *
     * @param performer plays operations in any order, or at once, and has played them when it returns
     */
    public void finish(Consumer<List<Op>> performer) {
        for (int round = 0; round < 2 || (!stage.ledger().unsettled().isEmpty() && round < MAX_ROUNDS); round++) {
            closeThisPeriod();
            repeat(performer, this::settlements);
        }
        repeat(performer, this::claims);
        repeat(performer, this::shareClaims);
    }

    private static void repeat(Consumer<List<Op>> performer, Supplier<List<Op>> due) {
        for (List<Op> ops = due.get(); !ops.isEmpty(); ops = due.get()) {
            performer.accept(ops);
        }
    }

    private void closeThisPeriod() {
        Charter now = charter();
        closeThrough(now.lastEpochOf(now.periodOf(now.epochOf(stage.now()))));
    }

    private List<Op> settlements() {
        return dueAssets().stream()
                .map(asset -> extra(Op.Kind.SETTLE, asset, 0))
                .toList();
    }

    private List<Op> claims() {
        List<Op> claims = new ArrayList<>();
        for (int party = 0; party < PARTIES; party++) {
            for (int currency = 0; currency < currencies.size(); currency++) {
                int left = countPayables(party, currency);
                if (left > 0) {
                    claims.add(extra(Op.Kind.CLAIM, party, currency, Math.min(left, MAX_CLAIMED)));
                }
            }
        }
        return claims;
    }

    private List<Op> shareClaims() {
        return made(Op.Kind.ISSUE).stream()
                .flatMap(issue -> behind(issue).stream())
                .map(one -> extra(
                        Op.Kind.CLAIM_SHARES,
                        one.asset(),
                        one.party(),
                        one.sale(),
                        one.currency(),
                        Math.min(one.entries(), MAX_ENTRIES)))
                .toList();
    }

    /** Numbered above all random operations. */
    private Op extra(Op.Kind kind, long... arguments) {
        return new Op(
                FIRST_EXTRA + extra.getAndIncrement(),
                kind,
                false,
                Arrays.stream(arguments).boxed().toList());
    }

    /** Plays an operation that has to succeed. */
    public void mustPlay(Op op) {
        if (play(op) != Result.DONE) {
            throw new IllegalStateException(op + ": " + refusals());
        }
    }

    private static KeyPair ed25519() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The raw bytes of the meters' key, which end its DER form. */
    private String publicKey() {
        byte[] der = meterKeys.getPublic().getEncoded();
        return Base64.getEncoder().encodeToString(Arrays.copyOfRange(der, der.length - 32, der.length));
    }

    private String sign(String text) {
        try {
            Signature signer = Signature.getInstance("Ed25519");
            signer.initSign(meterKeys.getPrivate());
            signer.update(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(signer.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    List<Integer> partiesAtRandom(java.util.Random random) {
        List<Integer> all = new ArrayList<>();
        for (int i = 0; i < PARTIES; i++) {
            all.add(i);
        }
        Collections.shuffle(all, random);
        return all;
    }
}
