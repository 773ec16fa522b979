package org.stemma.contracts.story;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.stemma.api.AssetId;
import org.stemma.api.CurrencyCode;
import org.stemma.api.Digest;
import org.stemma.api.Drawer;
import org.stemma.api.GrantId;
import org.stemma.api.MeterId;
import org.stemma.api.Money;
import org.stemma.api.PartyId;
import org.stemma.api.Ppm;
import org.stemma.api.RequestId;
import org.stemma.api.WalletId;
import org.stemma.api.account.AccountCommand;
import org.stemma.api.account.Credit;
import org.stemma.api.account.TreasuryFee;
import org.stemma.api.asset.Asset;
import org.stemma.api.asset.AssetCommand;
import org.stemma.api.asset.AssetVersion;
import org.stemma.api.kernel.Charter;
import org.stemma.api.kernel.EpochCursor;
import org.stemma.api.kernel.KernelCommand;
import org.stemma.api.license.LicenseCommand;
import org.stemma.api.license.Presets;
import org.stemma.api.license.Terms;
import org.stemma.api.member.MemberCommand;
import org.stemma.api.member.Party;
import org.stemma.api.royalty.Payable;
import org.stemma.api.royalty.RoyaltyCommand;
import org.stemma.api.usage.UsageCommand;
import org.stemma.api.usage.UsageLine;
import org.stemma.contracts.testing.TestIdentity;
import org.stemma.contracts.testing.TestNetwork;

/** Steps of the story, each of which a test may take, on a network of its own. */
public final class Story {
    public static final TestIdentity LAB_ADMIN = TestIdentity.of(TestNetwork.LAB, "admin", "admin");
    public static final TestIdentity LAB_OWNER = TestIdentity.of(TestNetwork.LAB, "owner", "owner");
    public static final TestIdentity LAB_BUYER = TestIdentity.of(TestNetwork.LAB, "buyer", "buyer,holder");
    public static final TestIdentity LAB_METER = TestIdentity.of(TestNetwork.LAB, "meter", "meter");
    public static final TestIdentity LAB_CASHIER = TestIdentity.of(TestNetwork.LAB, "cashier", "cashier");
    public static final TestIdentity ARCHIVE_OWNER = TestIdentity.of(TestNetwork.ARCHIVE, "owner", "owner");
    public static final TestIdentity ARCHIVE_BUYER = TestIdentity.of(TestNetwork.ARCHIVE, "buyer", "buyer,holder");
    public static final TestIdentity ARCHIVE_CASHIER = TestIdentity.of(TestNetwork.ARCHIVE, "cashier", "cashier");
    public static final TestIdentity STUDIO_BUYER = TestIdentity.of(TestNetwork.STUDIO, "buyer", "buyer,holder");
    public static final TestIdentity STUDIO_AUDITOR = TestIdentity.of(TestNetwork.STUDIO, "auditor", "auditor");
    public static final TestIdentity LAB_COUNCIL = TestIdentity.of(TestNetwork.LAB, "council", "council");
    public static final TestIdentity ARCHIVE_COUNCIL = TestIdentity.of(TestNetwork.ARCHIVE, "council", "council");
    public static final TestIdentity STUDIO_COUNCIL = TestIdentity.of(TestNetwork.STUDIO, "council", "council");
    public static final CurrencyCode XTS = new CurrencyCode("XTS");

    private final TestNetwork network;
    private final KeyPair meterKeys = ed25519();
    private long requests;

    public Story() {
        this(TestNetwork.founded());
    }

    public Story(TestNetwork network) {
        this.network = network;
    }

    public TestNetwork network() {
        return network;
    }

    public RequestId request() {
        return new RequestId("request-" + requests++);
    }

    public static Money xts(String amount) {
        return Money.of("XTS", amount);
    }

    public PartyId party(TestIdentity by, String name, Party.Kind kind) {
        return new PartyId(
                network.submit(by, "member:registerParty", new MemberCommand.RegisterParty(request(), name, kind))
                        .id());
    }

    public MeterId meter() {
        return new MeterId(network.submit(
                        LAB_METER,
                        "member:registerMeter",
                        new MemberCommand.RegisterMeter(request(), "Lab's meter", publicKey()))
                .id());
    }

    /** The raw bytes of the meter's key, which end its DER form. */
    public String publicKey() {
        byte[] der = meterKeys.getPublic().getEncoded();
        return Base64.getEncoder().encodeToString(Arrays.copyOfRange(der, der.length - 32, der.length));
    }

    public WalletId wallet(TestIdentity by, PartyId party) {
        return new WalletId(
                network.submit(by, "account:openWallet", new AccountCommand.OpenWallet(request(), party, XTS))
                        .id());
    }

    public void deposit(TestIdentity cashier, WalletId wallet, String amount) {
        network.submit(
                cashier,
                "account:deposit",
                new AccountCommand.Deposit(request(), wallet, xts(amount), "bank-" + requests));
    }

    public static AssetVersion.Content content(String seed) {
        return new AssetVersion.Content(Digest.of(seed), 3, 1000, "Apache-2.0", Optional.of("org.example:" + seed));
    }

    public AssetId dataSet(PartyId owner, String name, AssetVersion.Contributor... contributors) {
        return new AssetId(network.submit(
                        ARCHIVE_OWNER,
                        "asset:register",
                        new AssetCommand.Register(
                                request(), Asset.Kind.DATA_SET, name, owner, content(name), List.of(contributors)))
                .id());
    }

    public Digest offer(TestIdentity by, AssetId asset, Terms terms, MeterId... meters) {
        return new Digest(
                network.submit(by, "license:offer", new LicenseCommand.Offer(request(), asset, terms, List.of(meters)))
                        .id());
    }

    public static Terms perByte(String rate, long quota, long seconds) {
        return Presets.commercialPerUnit(xts(rate), 1000, Terms.Unit.OUTPUT_BYTE, quota, seconds);
    }

    public GrantId freeGrant(TestIdentity by, PartyId licensee, AssetId asset, Digest terms, Terms.Purpose purpose) {
        return new GrantId(network.submit(
                        by,
                        "license:buyGrant",
                        new LicenseCommand.BuyGrant(
                                request(),
                                licensee,
                                asset,
                                1,
                                terms,
                                purpose,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                List.of(),
                                List.of()))
                .id());
    }

    public LicenseCommand.BuyGrant purchase(
            PartyId licensee,
            AssetId asset,
            Digest terms,
            WalletId wallet,
            String maxFee,
            String prepay,
            MeterId... meters) {
        return new LicenseCommand.BuyGrant(
                request(),
                licensee,
                asset,
                1,
                terms,
                Terms.Purpose.COMMERCIAL,
                Optional.of(wallet),
                Optional.of(xts(maxFee)),
                Optional.of(xts(prepay)),
                Optional.empty(),
                List.of(meters),
                credits(wallet));
    }

    /** The ids of the credits beside a wallet. */
    public List<String> credits(WalletId wallet) {
        return network.ledger().all(Drawer.CREDIT.range(wallet)).values().stream()
                .map(json -> org.stemma.api.Codec.decode(json, Credit.class).id())
                .toList();
    }

    public AssetId model(PartyId owner, List<AssetVersion.Parent> parents, AssetVersion.Contributor... contributors) {
        return new AssetId(network.submit(
                        LAB_OWNER,
                        "license:registerDerived",
                        new LicenseCommand.RegisterDerived(
                                request(),
                                Asset.Kind.MODEL,
                                "A model",
                                owner,
                                content("model"),
                                List.of(contributors),
                                parents))
                .id());
    }

    public UsageCommand.Report report(MeterId meter, long sequence, UsageLine... lines) {
        List<UsageLine> all = List.of(lines);
        String statement = UsageCommand.Report.statement(meter, sequence, all);
        return new UsageCommand.Report(
                UsageCommand.Report.requestId(meter, sequence), meter, sequence, all, sign(statement));
    }

    public UsageLine line(GrantId grant, long units) {
        Instant until = network.now().minusMillis(1);
        return new UsageLine(grant, 1, units, until, until);
    }

    public String sign(String text) {
        try {
            Signature signer = Signature.getInstance("Ed25519");
            signer.initSign(meterKeys.getPrivate());
            signer.update(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(signer.sign());
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair ed25519() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public Charter charter() {
        return network.find(Drawer.CHARTER, Charter.class).orElseThrow();
    }

    public long period() {
        return charter().periodOf(charter().epochOf(network.now()));
    }

    /** Lets time pass until then, and closes what can be closed by then. */
    public void passUntil(Instant time) {
        network.pass(Duration.between(network.now(), time));
        long closable = charter().closableAt(network.now());
        for (long closed = closedThrough(); closed < closable; closed = closedThrough()) {
            long through = Math.min(closable, closed + 200);
            network.submit(LAB_ADMIN, "kernel:closeEpochs", new KernelCommand.CloseEpochs(request(), through));
        }
    }

    /** The ids of the fees that the treasury has not folded. */
    public List<String> fees() {
        return network.ledger().all(Drawer.TREASURY_FEE.range(XTS)).values().stream()
                .map(json ->
                        org.stemma.api.Codec.decode(json, TreasuryFee.class).id())
                .toList();
    }

    /** Lets the current period end, its grace pass, and closes its epochs. */
    public long closePeriod() {
        long period = period();
        long last = charter().lastEpochOf(period);
        Instant due = charter().closableFrom(last);
        network.pass(Duration.between(network.now(), due));
        network.submit(LAB_ADMIN, "kernel:closeEpochs", new KernelCommand.CloseEpochs(request(), last));
        return period;
    }

    public long closedThrough() {
        return network.find(Drawer.EPOCH_CURSOR, EpochCursor.class)
                .orElseThrow()
                .closedThrough();
    }

    public void settle(AssetId asset, long period) {
        network.submit(LAB_CASHIER, "royalty:settle", new RoyaltyCommand.Settle(request(), asset, period));
    }

    public List<Payable> payables(PartyId party) {
        return network.ledger().all(Drawer.PAYABLE.range(party)).values().stream()
                .map(json -> org.stemma.api.Codec.decode(json, Payable.class))
                .toList();
    }

    public void claim(TestIdentity by, PartyId party, WalletId wallet) {
        List<String> ids = payables(party).stream().map(Payable::id).toList();
        network.submit(by, "royalty:claim", new RoyaltyCommand.Claim(request(), party, wallet, ids));
    }

    public static AssetVersion.Contributor contributor(PartyId party, String role, int ppm) {
        return new AssetVersion.Contributor(party, role, new Ppm(ppm));
    }
}
