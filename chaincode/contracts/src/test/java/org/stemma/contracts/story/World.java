package org.stemma.contracts.story;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.stemma.api.AssetId;
import org.stemma.api.Codec;
import org.stemma.api.Command;
import org.stemma.api.Digest;
import org.stemma.api.Document;
import org.stemma.api.Drawer;
import org.stemma.api.GrantId;
import org.stemma.api.MeterId;
import org.stemma.api.Money;
import org.stemma.api.OrgId;
import org.stemma.api.PartyId;
import org.stemma.api.Ppm;
import org.stemma.api.SaleId;
import org.stemma.api.WalletId;
import org.stemma.api.WithdrawalId;
import org.stemma.api.account.AccountCommand;
import org.stemma.api.account.Lane;
import org.stemma.api.account.Purse;
import org.stemma.api.account.Wallet;
import org.stemma.api.asset.AssetVersion;
import org.stemma.api.license.Grant;
import org.stemma.api.license.LicenseCommand;
import org.stemma.api.license.Presets;
import org.stemma.api.license.Terms;
import org.stemma.api.member.Party;
import org.stemma.api.share.ShareCommand;
import org.stemma.contracts.testing.TestIdentity;
import org.stemma.contracts.testing.TestNetwork;

/**
 * A network on which every kind of thing exists already: a data set, a model trained on it, a licensee with a wallet, a
 * grant in use and one that ended long ago, a settled period and one to settle; and another model, with shares, of which
 * some wait for a buyer and all are owed something.
 */
public final class World {
    public static final OrgId LAB = new OrgId(TestNetwork.LAB);
    public static final OrgId ARCHIVE = new OrgId(TestNetwork.ARCHIVE);
    public static final OrgId STUDIO = new OrgId(TestNetwork.STUDIO);
    public static final Digest KEY = Digest.of("a secret");

    /** Long enough that nothing expires unless a test wants it to. */
    private static final long TERM_SECONDS = 1_000_000;

    public final Story story;
    public final TestNetwork network;
    public final PartyId library;
    public final AssetId data;
    public final Digest train;
    public final PartyId lab;
    public final PartyId research;
    public final GrantId licence;
    public final AssetId model;
    public final MeterId meter;
    public final Digest perByte;
    public final PartyId studio;
    public final WalletId wallet;
    public final GrantId old;
    public final GrantId grant;
    public final WalletId labWallet;
    public final AssetId shared;
    public final PartyId investor;
    public final WalletId investorWallet;
    public final SaleId sale;
    public final WithdrawalId withdrawal;
    public final long settled;
    public final long unsettled;

    public World() {
        this(new Story());
    }

    /** The same, in a story that begins at another time. */
    public World(Story story) {
        this.story = story;
        network = story.network();
        library = story.party(Story.ARCHIVE_OWNER, "A library", Party.Kind.RIGHTS_HOLDER);
        data = story.dataSet(library, "sources");
        train = story.offer(Story.ARCHIVE_OWNER, data, Presets.trainFree(new Ppm(100_000)));
        lab = story.party(Story.LAB_OWNER, "Lab", Party.Kind.DEPARTMENT);
        research = story.party(Story.LAB_OWNER, "Research", Party.Kind.DEPARTMENT);
        licence = story.freeGrant(Story.LAB_BUYER, lab, data, train, Terms.Purpose.COMMERCIAL);
        model = story.model(
                lab,
                List.of(new AssetVersion.Parent(data, 1, licence)),
                Story.contributor(research, "research", 300_000));
        meter = story.meter();
        perByte = story.offer(Story.LAB_OWNER, model, Story.perByte("1", 1_000_000, TERM_SECONDS), meter);
        studio = story.party(Story.STUDIO_BUYER, "Studio", Party.Kind.LICENSEE);
        wallet = story.wallet(Story.STUDIO_BUYER, studio);
        investor = story.party(Story.ARCHIVE_OWNER, "Investor", Party.Kind.INVESTOR);
        investorWallet = story.wallet(Story.ARCHIVE_BUYER, investor);
        story.deposit(Story.LAB_CASHIER, wallet, "1000");
        old = buy(perByte, "10", meter);
        network.submit(Story.STUDIO_BUYER, "license:closeGrant", new LicenseCommand.CloseGrant(story.request(), old));
        grant = buy(perByte, "200", meter);
        report(1, 96_001);
        story.deposit(Story.LAB_CASHIER, investorWallet, "10");
        shared = modelWithShares();
        settled = story.closePeriod();
        story.settle(model, settled);
        story.settle(shared, settled);
        report(2, 1_000);
        unsettled = story.closePeriod();
        story.closePeriod();
        story.closePeriod();
        labWallet = story.wallet(Story.LAB_BUYER, lab);
        network.submit(Story.STUDIO_BUYER, "license:addKey", new LicenseCommand.AddKey(story.request(), grant, KEY));
        withdrawal = new WithdrawalId(network.submit(
                        Story.STUDIO_BUYER,
                        "account:requestWithdrawal",
                        new AccountCommand.RequestWithdrawal(story.request(), wallet, Story.xts("1"), LAB, List.of()))
                .id());
        story.deposit(Story.LAB_CASHIER, wallet, "5");
        sale = sell(300, "12");
        story.deposit(Story.LAB_CASHIER, investorWallet, "40");
        network.pass(Duration.ofSeconds(15));
    }

    private AssetId modelWithShares() {
        AssetId made = story.model(lab, List.of());
        Digest terms = story.offer(Story.LAB_OWNER, made, Presets.trainPriced(Story.xts("10"), new Ppm(5)));
        network.submit(Story.LAB_OWNER, "share:issue", new ShareCommand.Issue(story.request(), made, lab, 1000));
        network.pass(Duration.ofMillis(10));
        network.submit(
                Story.ARCHIVE_BUYER,
                "license:buyGrant",
                story.purchase(investor, made, terms, investorWallet, "10", "0"));
        return made;
    }

    /** Offers Lab's units to anyone. */
    public SaleId sell(long units, String price) {
        return new SaleId(network.submit(Story.LAB_BUYER, "share:offerSale", offer(units, price))
                .id());
    }

    public ShareCommand.OfferSale offer(long units, String price) {
        return new ShareCommand.OfferSale(
                story.request(), shared, lab, units, Story.xts(price), labWallet, Optional.empty());
    }

    public ShareCommand.Buy buyShares(SaleId of) {
        return new ShareCommand.Buy(
                story.request(), of, investor, investorWallet, Story.xts("50"), story.credits(investorWallet));
    }

    public GrantId buy(Digest terms, String prepay, MeterId... meters) {
        return new GrantId(network.submit(
                        Story.STUDIO_BUYER,
                        "license:buyGrant",
                        story.purchase(studio, model, terms, wallet, "0", prepay, meters))
                .id());
    }

    /** Lets a moment pass and reports units of the grant in use. */
    public void report(long sequence, long units) {
        network.pass(Duration.ofMillis(10));
        network.submit(Story.LAB_METER, "usage:report", story.report(meter, sequence, story.line(grant, units)));
    }

    /** The code with which a command is refused; empty if it is not. */
    public Optional<String> refusal(TestIdentity by, String function, Command command) {
        return network.refusal(by, function, command);
    }

    public String answer(TestIdentity by, String function, Document question) {
        return network.endorse(by, function, Codec.encode(question)).answer;
    }

    public Wallet walletNow() {
        return network.find(Drawer.WALLET, Wallet.class, wallet).orElseThrow();
    }

    public Lane lane(GrantId of) {
        return network.find(Drawer.LANE, Lane.class, of, meter).orElseThrow();
    }

    public Purse purse(GrantId of) {
        return network.find(Drawer.PURSE, Purse.class, of).orElseThrow();
    }

    public Grant grantNow(GrantId of) {
        return network.find(Drawer.GRANT, Grant.class, of).orElseThrow();
    }

    public static Money xts(String amount) {
        return Story.xts(amount);
    }
}
