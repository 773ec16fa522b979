package org.stemma.it;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.stemma.api.AssetId;
import org.stemma.api.CurrencyCode;
import org.stemma.api.Digest;
import org.stemma.api.GrantId;
import org.stemma.api.MeterId;
import org.stemma.api.Money;
import org.stemma.api.PartyId;
import org.stemma.api.WalletId;
import org.stemma.api.account.AccountCommand;
import org.stemma.api.asset.Asset;
import org.stemma.api.asset.AssetCommand;
import org.stemma.api.asset.AssetVersion;
import org.stemma.api.kernel.KernelCommand;
import org.stemma.api.license.LicenseCommand;
import org.stemma.api.license.Presets;
import org.stemma.api.license.Terms;
import org.stemma.api.member.MemberCommand;
import org.stemma.api.member.Party;
import org.stemma.api.usage.UsageCommand;
import org.stemma.api.usage.UsageLine;

/** Lab offers a model by the byte, Studio buys: the least that purchases and reports need. Each instance has its own. */
final class Market {
    static final Chaincode.User LAB_OWNER = new Chaincode.User("LabMSP", "owner");
    static final Chaincode.User LAB_BUYER = new Chaincode.User("LabMSP", "buyer");
    static final Chaincode.User LAB_METER = new Chaincode.User("LabMSP", "meter");
    static final Chaincode.User LAB_CASHIER = new Chaincode.User("LabMSP", "cashier");
    static final Chaincode.User LAB_ADMIN = new Chaincode.User("LabMSP", "admin");
    static final Chaincode.User ARCHIVE_BUYER = new Chaincode.User("ArchiveMSP", "buyer");
    static final Chaincode.User STUDIO_BUYER = new Chaincode.User("StudioMSP", "buyer");

    /** The demo profile's, in governance/charter/genesis-demo.json. */
    static final int EPOCH_SECONDS = 5;

    static final int GRACE_SECONDS = 6;
    private static final int MAX_EPOCHS = 200;
    private static final CurrencyCode XTS = new CurrencyCode("XTS");

    private static final Object DEPOSITS = new Object();

    private final Chaincode ledger;
    private final MeterKey meterKey = new MeterKey();
    private final AtomicLong sequence = new AtomicLong();
    private final MeterId meter;
    private final AssetId model;
    private final Digest terms;
    private final PartyId studio;
    private final PartyId lab;

    Market(Chaincode ledger) {
        this.ledger = ledger;
        lab = party(LAB_OWNER, "Lab", Party.Kind.DEPARTMENT);
        meter = new MeterId(ledger.run(
                        LAB_METER,
                        "member:registerMeter",
                        new MemberCommand.RegisterMeter(Chaincode.request(), "A meter", meterKey.publicKey()))
                .id());
        AssetVersion.Content content = new AssetVersion.Content(
                Digest.of("content " + Instant.now()), 3, 1000, "Apache-2.0", Optional.empty());
        model = new AssetId(ledger.run(
                        LAB_OWNER,
                        "asset:register",
                        new AssetCommand.Register(
                                Chaincode.request(), Asset.Kind.MODEL, "A model", lab, content, List.of()))
                .id());
        terms = new Digest(ledger.run(LAB_OWNER, "license:offer", offer()).id());
        studio = party(STUDIO_BUYER, "Studio", Party.Kind.LICENSEE);
    }

    MeterId meter() {
        return meter;
    }

    /** The number of the meter's next report. */
    long nextReport() {
        return sequence.incrementAndGet();
    }

    AssetId model() {
        return model;
    }

    Digest terms() {
        return terms;
    }

    PartyId studio() {
        return studio;
    }

    PartyId lab() {
        return lab;
    }

    static Money xts(String amount) {
        return Money.of("XTS", amount);
    }

    LicenseCommand.Offer offer() {
        Terms perByte = Presets.commercialPerUnit(xts("1"), 1000, Terms.Unit.OUTPUT_BYTE, 1_000_000, 3600);
        return new LicenseCommand.Offer(Chaincode.request(), model, perByte, List.of(meter));
    }

    /** A wallet of Studio's with a credit of this amount, folded. */
    WalletId wallet(String amount) {
        return wallet(STUDIO_BUYER, studio, amount);
    }

    WalletId wallet(Chaincode.User by, PartyId party, String amount) {
        WalletId wallet = new WalletId(ledger.run(
                        by, "account:openWallet", new AccountCommand.OpenWallet(Chaincode.request(), party, XTS))
                .id());
        AccountCommand.Deposit deposit = new AccountCommand.Deposit(
                Chaincode.request(), wallet, xts(amount), "bank-" + wallet + "-" + System.nanoTime());
        // A receipt or credit carries the id of its transaction, and a number within it.
        String credit = deposited(deposit).transactionId() + ".0000";
        ledger.run(
                by,
                "account:foldCredits",
                new AccountCommand.FoldCredits(Chaincode.request(), wallet, List.of(credit)));
        return wallet;
    }

    /** One after the other: a cashier's deposits share a key, its day's sum. */
    private Chaincode.Done deposited(AccountCommand.Deposit deposit) {
        synchronized (DEPOSITS) {
            return ledger.run(LAB_CASHIER, "account:deposit", deposit);
        }
    }

    LicenseCommand.BuyGrant purchase(WalletId wallet, String prepay) {
        return new LicenseCommand.BuyGrant(
                Chaincode.request(),
                studio,
                model,
                1,
                terms,
                Terms.Purpose.COMMERCIAL,
                Optional.of(wallet),
                Optional.of(xts("0")),
                Optional.of(xts(prepay)),
                Optional.empty(),
                List.of(meter),
                List.of());
    }

    GrantId grant(String prepay) {
        return new GrantId(ledger.run(STUDIO_BUYER, "license:buyGrant", purchase(wallet(prepay), prepay))
                .id());
    }

    UsageCommand.Report report(long sequence, GrantId grant, long units) {
        Instant until = Instant.now().truncatedTo(ChronoUnit.MILLIS).minusMillis(1);
        List<UsageLine> lines = List.of(new UsageLine(grant, 1, units, until, until));
        return new UsageCommand.Report(
                UsageCommand.Report.requestId(meter, sequence),
                meter,
                sequence,
                lines,
                meterKey.sign(UsageCommand.Report.statement(meter, sequence, lines)));
    }

    /** Waits until the epoch of a time may be closed, and closes all up to it. */
    void closeEpochOf(Instant time) throws InterruptedException {
        closeEpochOf(ledger, time);
    }

    static void closeEpochOf(Chaincode ledger, Instant time) throws InterruptedException {
        long epoch = Math.floorDiv(time.getEpochSecond(), EPOCH_SECONDS);
        Instant due = Instant.ofEpochSecond((epoch + 1) * EPOCH_SECONDS + GRACE_SECONDS);
        while (!Instant.now().isAfter(due)) {
            Thread.sleep(100);
        }
        long closed = close(ledger, 0);
        while (closed < epoch) {
            closed = close(ledger, Math.min(epoch, closed + MAX_EPOCHS));
        }
    }

    /** Closes up to an epoch, and returns up to which one the ledger is closed. */
    private static long close(Chaincode ledger, long through) {
        return ledger.run(
                        LAB_ADMIN,
                        "kernel:closeEpochs",
                        new KernelCommand.CloseEpochs(Chaincode.request(), through))
                .outcome()
                .version()
                .orElseThrow();
    }

    PartyId party(Chaincode.User by, String name, Party.Kind kind) {
        return new PartyId(ledger.run(
                        by, "member:registerParty", new MemberCommand.RegisterParty(Chaincode.request(), name, kind))
                .id());
    }

    /** The public key of a meter that is not registered. */
    static String anotherKey() {
        return new MeterKey().publicKey();
    }
}
