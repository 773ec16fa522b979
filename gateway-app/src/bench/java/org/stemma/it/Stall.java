package org.stemma.it;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.hyperledger.fabric.client.Proposal;
import org.stemma.api.AssetId;
import org.stemma.api.Codec;
import org.stemma.api.Command;
import org.stemma.api.CurrencyCode;
import org.stemma.api.Digest;
import org.stemma.api.GrantId;
import org.stemma.api.MeterId;
import org.stemma.api.Money;
import org.stemma.api.OrgId;
import org.stemma.api.PartyId;
import org.stemma.api.Ppm;
import org.stemma.api.WalletId;
import org.stemma.api.account.AccountCommand;
import org.stemma.api.account.AccountId;
import org.stemma.api.account.Credit;
import org.stemma.api.asset.Asset;
import org.stemma.api.asset.AssetCommand;
import org.stemma.api.asset.AssetVersion;
import org.stemma.api.license.LicenseCommand;
import org.stemma.api.license.Presets;
import org.stemma.api.license.Terms;
import org.stemma.api.member.MemberCommand;
import org.stemma.api.member.Party;
import org.stemma.api.usage.UsageCommand;
import org.stemma.api.usage.UsageLine;

/**
 * One asset that everybody wants: a model of Lab's, offered under presets for a fee and by the byte, a licensee and a meter at each member, and for
 * each lane a wallet and a metered grant.
 */
final class Stall {
    private static final long UNITS_PER_REPORT = 1000;
    private static final long UNITS_PER_GRANT = 1L << 40;
    private static final long TERM_SECONDS = 24 * 3600;
    private static final int REPORTS_AHEAD = 32;
    private static final int LATE_SECONDS = 15;
    private static final String FEE = "1";
    private static final String PREPAID = "1";
    private static final String PREPAID_FOR_REPORTS = "1000";
    private static final String FUNDS = "1000000";
    private static final CurrencyCode XTS = new CurrencyCode("XTS");

    private final Chaincode ledger;
    private final List<PartyId> licensees;
    private final List<Meter> meters;
    private final AssetId model;
    private final Digest priced;
    private final Digest metered;
    private final List<WalletId> wallets;
    private final List<GrantId> grants;

    /** By lane: what its meter has signed and not sent. */
    private final List<Queue<UsageCommand.Report>> signed;

    private final AtomicLong references = new AtomicLong(System.nanoTime());

    private record Meter(MeterId id, MeterKey key, AtomicLong reports) {}


    Stall(Chaincode ledger, int lanes) {
        this.ledger = ledger;
        licensees = Members.all().stream()
                .map(member -> party(member, Party.Kind.LICENSEE))
                .toList();
        meters = Members.all().stream().map(this::meter).toList();
        model = model(party("LabMSP", Party.Kind.DEPARTMENT));
        priced = offer(Presets.trainPriced(Market.xts(FEE), Ppm.ZERO), List.of());
        metered = offer(
                Presets.commercialPerUnit(
                        Market.xts("1"), 1000, Terms.Unit.OUTPUT_BYTE, UNITS_PER_GRANT, TERM_SECONDS),
                meters.stream().map(Meter::id).toList());
        wallets = Lanes.each(lanes, this::wallet);
        signed = Lanes.each(lanes, lane -> new ConcurrentLinkedQueue<>());
        grants = Lanes.each(lanes, lane -> new GrantId(
                ledger.run(buyer(lane), "license:buyGrant", prepay(lane, PREPAID_FOR_REPORTS))
                        .id()));
    }

    static Chaincode.User buyer(int lane) {
        return new Chaincode.User(Members.of(lane), "buyer");
    }

    /** Buys the right to train, under the preset with a fee, which the lane's wallet pays to the asset. */
    Proposal purchase(int lane) {
        return proposal(
                buyer(lane), "license:buyGrant", lane, Codec.encode(command(lane, priced, "0", List.of())));
    }

    /** Purchases by wallets of the lane's member, of which the lane has a half for itself. */
    Command purchaseOfMany(int lane, int number) {
        int members = Members.all().size();
        int halves = 2 * members;
        int ofLane = (wallets.size() - lane % halves + halves - 1) / halves;
        return command(lane % halves + halves * (number % ofLane), priced, "0", List.of());
    }

    /** Purchases by the first wallet alone. */
    Command purchaseOfOne(int lane, int number) {
        return command(0, priced, "0", List.of());
    }

    /** Deposits of Lab's till to wallets of the third member. */
    Command deposit(int lane, int number) {
        int wallet = 2 + 3 * (number % (wallets.size() / 3));
        return new AccountCommand.Deposit(
                Chaincode.request(), wallets.get(wallet), Market.xts("0.001"), "bench-" + references.incrementAndGet());
    }

    /** Buys use by the byte, under the preset that is metered: the lane's wallet fills a purse and a lane. */
    Proposal prepaidPurchase(int lane) {
        return proposal(buyer(lane), "license:buyGrant", lane, Codec.encode(prepay(lane, PREPAID)));
    }

    /** Has the meters sign reports of each lane, as many as a slice of ten seconds can send. */
    void signReports() {
        for (int lane = 0; lane < signed.size(); lane++) {
            Queue<UsageCommand.Report> ahead = signed.get(lane);
            ahead.clear();
            while (ahead.size() < REPORTS_AHEAD) {
                ahead.add(signedReport(lane));
            }
        }
    }

    /** Reports use under the lane's grant, by the meter of the lane's member. */
    Proposal report(int lane) {
        UsageCommand.Report ahead = signed.get(lane).poll();
        UsageCommand.Report report = ahead == null || isLate(ahead) ? signedReport(lane) : ahead;
        return proposal(
                new Chaincode.User(Members.of(lane), "meter"), "usage:report", lane, Codec.encode(report));
    }

    /** The demo's ledger takes usage of two periods of ten seconds back. */
    private static boolean isLate(UsageCommand.Report report) {
        return report.lines().get(0).until().isBefore(Instant.now().minusSeconds(LATE_SECONDS));
    }

    private UsageCommand.Report signedReport(int lane) {
        Meter meter = Members.pick(meters, lane);
        long sequence = meter.reports().incrementAndGet();
        Instant at = Instant.now().truncatedTo(ChronoUnit.MILLIS).minusMillis(1);
        List<UsageLine> lines = List.of(new UsageLine(grants.get(lane), 1, UNITS_PER_REPORT, at, at));
        return new UsageCommand.Report(
                UsageCommand.Report.requestId(meter.id(), sequence),
                meter.id(),
                sequence,
                lines,
                meter.key().sign(UsageCommand.Report.statement(meter.id(), sequence, lines)));
    }

    private Proposal proposal(Chaincode.User user, String function, int lane, String command) {
        return ledger.proposal(user, function, Members.endorsing(lane), command);
    }

    private LicenseCommand.BuyGrant prepay(int lane, String prepaid) {
        return command(lane, metered, prepaid, List.of(Members.pick(meters, lane).id()));
    }

    private LicenseCommand.BuyGrant command(int lane, Digest terms, String prepaid, List<MeterId> by) {
        return new LicenseCommand.BuyGrant(
                Chaincode.request(),
                Members.pick(licensees, lane),
                model,
                1,
                terms,
                Terms.Purpose.COMMERCIAL,
                Optional.of(wallets.get(lane)),
                Optional.of(Market.xts(FEE)),
                Optional.of(Market.xts(prepaid)),
                Optional.empty(),
                by,
                List.of());
    }

    private Digest offer(Terms terms, List<MeterId> by) {
        LicenseCommand.Offer offer = new LicenseCommand.Offer(Chaincode.request(), model, terms, by);
        return new Digest(ledger.run(Market.LAB_OWNER, "license:offer", offer).id());
    }

    private AssetId model(PartyId owner) {
        AssetVersion.Content content = new AssetVersion.Content(
                Digest.of("content " + Instant.now()), 3, 1000, "Apache-2.0", Optional.empty());
        AssetCommand.Register register = new AssetCommand.Register(
                Chaincode.request(), Asset.Kind.MODEL, "A model", owner, content, List.of());
        return new AssetId(
                ledger.run(Market.LAB_OWNER, "asset:register", register).id());
    }

    private PartyId party(String member, Party.Kind kind) {
        MemberCommand.RegisterParty command =
                new MemberCommand.RegisterParty(Chaincode.request(), "A " + kind + " of " + member, kind);
        String room = kind == Party.Kind.DEPARTMENT ? "owner" : "buyer";
        return new PartyId(ledger.run(new Chaincode.User(member, room), "member:registerParty", command)
                .id());
    }

    private Meter meter(String member) {
        MeterKey key = new MeterKey();
        MemberCommand.RegisterMeter command =
                new MemberCommand.RegisterMeter(Chaincode.request(), "A meter of " + member, key.publicKey());
        String id = ledger.run(new Chaincode.User(member, "meter"), "member:registerMeter", command)
                .id();
        return new Meter(new MeterId(id), key, new AtomicLong());
    }

    /** A wallet with more in it than a bench can spend. */
    private WalletId wallet(int lane) {
        AccountCommand.OpenWallet open =
                new AccountCommand.OpenWallet(Chaincode.request(), Members.pick(licensees, lane), XTS);
        WalletId wallet =
                new WalletId(ledger.run(buyer(lane), "account:openWallet", open).id());
        Money funds = Market.xts(FUNDS);
        Credit credit = new Credit("0.0000", wallet, funds, AccountId.cash(new OrgId("LabMSP")), Instant.EPOCH);
        String id = ledger.call(buyer(lane), "bench:endow", Codec.encode(credit)).text();
        ledger.run(
                buyer(lane),
                "account:foldCredits",
                new AccountCommand.FoldCredits(Chaincode.request(), wallet, List.of(id)));
        return wallet;
    }
}
