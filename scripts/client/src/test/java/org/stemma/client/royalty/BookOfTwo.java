package org.stemma.client.royalty;

import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stemma.api.AssetId;
import org.stemma.api.CurrencyCode;
import org.stemma.api.Digest;
import org.stemma.api.GrantId;
import org.stemma.api.Money;
import org.stemma.api.OrgId;
import org.stemma.api.PartyId;
import org.stemma.api.Ppm;
import org.stemma.api.account.Receipt;
import org.stemma.api.asset.Asset;
import org.stemma.api.asset.AssetVersion;
import org.stemma.api.kernel.Charter;
import org.stemma.api.kernel.Rules;
import org.stemma.api.royalty.Payable;
import org.stemma.api.royalty.PoolEntry;
import org.stemma.api.royalty.Settlement;
import org.stemma.api.royalty.Settlement.Applied;
import org.stemma.api.royalty.Settlement.Group;
import org.stemma.api.share.Holding;

/**
 * A ledger of a model and the data set that it was made from, with sums made by hand. The model earned 100 and 1 nano in
 * period 7: 5 % fee, 10 % upstream, 30 % to a contributor.
 */
final class BookOfTwo implements Ledger {
    static final AssetId MODEL = new AssetId("ast_model");
    static final AssetId DATA = new AssetId("ast_data");
    static final PartyId LAB = new PartyId("prt_lab");
    static final PartyId RESEARCH = new PartyId("prt_research");
    static final PartyId PROJECT = new PartyId("prt_project");
    static final CurrencyCode XTS = new CurrencyCode("XTS");
    static final long GROSS = 101;
    static final long FEE = 5;
    static final long UPSTREAM = 10;
    static final long CONTRIBUTOR = 26;
    static final long OWNER = 60;

    private static final Instant AT = Instant.ofEpochSecond(1000);
    private static final Digest DIGEST = Digest.of("x");

    final List<Receipt> modelReceipts = new ArrayList<>();
    final List<Receipt> dataReceipts = new ArrayList<>();
    final List<Payable> payables = new ArrayList<>();
    final List<String> hidden = new ArrayList<>();
    final List<Holding> holdings = new ArrayList<>();
    final List<PoolEntry> entries = new ArrayList<>();
    BigInteger carry = BigInteger.ZERO;
    Optional<Asset.Shares> dataShares = Optional.empty();
    Applied modelApplied;
    Applied dataApplied;

    BookOfTwo() {
        modelReceipts.add(receipt(MODEL, 7, Receipt.Kind.USAGE, 60, true));
        modelReceipts.add(receipt(MODEL, 7, Receipt.Kind.USAGE, 41, true));
        dataReceipts.add(receipt(DATA, 8, Receipt.Kind.UPSTREAM, UPSTREAM, false));
        modelApplied = new Applied(
                GROSS,
                new Ppm(50_000),
                FEE,
                List.of(new Settlement.Upstream(DATA, 1, new Ppm(100_000), UPSTREAM)),
                List.of(new Settlement.Share(RESEARCH, "research", new Ppm(300_000), CONTRIBUTOR)),
                Optional.empty(),
                LAB,
                OWNER);
        dataApplied = new Applied(UPSTREAM, Ppm.ZERO, 0, List.of(), List.of(), Optional.empty(), PROJECT, UPSTREAM);
        payables.add(payable(RESEARCH, MODEL, 7, Payable.Reason.CONTRIBUTOR, CONTRIBUTOR));
        payables.add(payable(LAB, MODEL, 7, Payable.Reason.OWNER, OWNER));
        payables.add(payable(PROJECT, DATA, 8, Payable.Reason.OWNER, UPSTREAM));
    }

    /** The data set's owner has issued three shares and sold one to the lab. */
    BookOfTwo withShares() {
        BigInteger[] parts =
                BigInteger.valueOf(UPSTREAM).multiply(BigInteger.TEN.pow(18)).divideAndRemainder(BigInteger.valueOf(3));
        dataShares = Optional.of(new Asset.Shares(3, 6));
        dataApplied = new Applied(UPSTREAM, Ppm.ZERO, 0, List.of(), List.of(), Optional.of(UPSTREAM), PROJECT, 0);
        payables.remove(2);
        entries.add(new PoolEntry(DATA, XTS, 1, 7, 8, UPSTREAM, parts[0]));
        carry = parts[1];
        holdings.add(holding(PROJECT, 2));
        holdings.add(holding(LAB, 1));
        return this;
    }

    static Holding holding(PartyId party, long units) {
        return new Holding(
                DATA,
                party.value(),
                party,
                new OrgId("LabMSP"),
                List.of(new Holding.Checkpoint(6, units)),
                Map.of(),
                1,
                1);
    }

    @Override
    public List<Holding> holdings(AssetId asset) {
        return asset.equals(DATA) ? holdings : List.of();
    }

    @Override
    public List<PoolEntry> entries(AssetId asset, CurrencyCode currency) {
        return asset.equals(DATA) && currency.equals(XTS) ? entries : List.of();
    }

    @Override
    public BigInteger carry(AssetId asset, CurrencyCode currency) {
        return asset.equals(DATA) && currency.equals(XTS) ? carry : BigInteger.ZERO;
    }

    static Receipt receipt(AssetId asset, long period, Receipt.Kind kind, long nano, boolean outside) {
        return new Receipt(
                "tx." + nano,
                asset,
                1,
                period,
                7,
                kind,
                new Money(XTS, nano),
                outside,
                Optional.of(new GrantId("grt_1")),
                Optional.empty(),
                AT);
    }

    static Payable payable(PartyId party, AssetId asset, long period, Payable.Reason reason, long nano) {
        return new Payable(
                "tx." + party,
                party,
                Optional.of(asset),
                period,
                Optional.of(0),
                Optional.empty(),
                reason,
                new Money(XTS, nano),
                AT);
    }

    @Override
    public Charter charter() {
        return new Charter(
                "demo",
                "sha256:0",
                new Charter.Membership(1, List.of(new OrgId("LabMSP"))),
                5,
                2,
                60,
                6,
                List.of(new Charter.Segment(0, 0, 2)),
                List.of(),
                List.of(),
                List.of(
                        new Rules(0, new Ppm(50_000), new Ppm(600_000), 2),
                        new Rules(8, new Ppm(900_000), new Ppm(600_000), 2)),
                Optional.empty(),
                Optional.empty());
    }

    @Override
    public List<Owned> assets() {
        return List.of(new Owned(MODEL, "model", LAB, Optional.empty()), new Owned(DATA, "data", PROJECT, dataShares));
    }

    @Override
    public AssetVersion version(AssetId asset, long number) {
        AssetVersion.Content content = new AssetVersion.Content(DIGEST, 1, 1, "MIT", Optional.empty());
        return asset.equals(DATA)
                ? new AssetVersion(asset, number, content, List.of(), List.of(), List.of())
                : new AssetVersion(
                        asset,
                        number,
                        content,
                        List.of(new AssetVersion.Contributor(RESEARCH, "research", new Ppm(300_000))),
                        List.of(new AssetVersion.Parent(DATA, 1, new GrantId("grt_train"))),
                        List.of(new AssetVersion.Ancestor(DATA, 1, new Ppm(100_000))));
    }

    @Override
    public List<Receipt> receipts(AssetId asset) {
        return asset.equals(MODEL) ? modelReceipts : dataReceipts;
    }

    @Override
    public List<Settlement> settlements(AssetId asset) {
        return asset.equals(MODEL)
                ? List.of(settlement(MODEL, 7, Receipt.Kind.USAGE, true, GROSS, 2, modelApplied))
                : List.of(settlement(DATA, 8, Receipt.Kind.UPSTREAM, false, UPSTREAM, 1, dataApplied));
    }

    private static Settlement settlement(
            AssetId asset, long period, Receipt.Kind kind, boolean outside, long gross, long count, Applied applied) {
        Group group = new Group(7, 1, kind, outside, XTS, java.math.BigInteger.valueOf(gross), count);
        return new Settlement(
                asset, period, Settlement.State.PAID, count, Optional.empty(), List.of(group), List.of(applied));
    }

    @Override
    public List<Payable> payables() {
        return payables;
    }

    @Override
    public List<String> hidden() {
        return hidden;
    }
}
