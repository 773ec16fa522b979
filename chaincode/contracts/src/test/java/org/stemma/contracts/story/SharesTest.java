package org.stemma.contracts.story;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.stemma.api.AssetId;
import org.stemma.api.Codec;
import org.stemma.api.Digest;
import org.stemma.api.Drawer;
import org.stemma.api.GrantId;
import org.stemma.api.MeterId;
import org.stemma.api.PartyId;
import org.stemma.api.Ppm;
import org.stemma.api.SaleId;
import org.stemma.api.WalletId;
import org.stemma.api.account.Credit;
import org.stemma.api.asset.AssetRefusal;
import org.stemma.api.kernel.Order;
import org.stemma.api.license.Presets;
import org.stemma.api.member.Party;
import org.stemma.api.royalty.Pool;
import org.stemma.api.royalty.PoolEntry;
import org.stemma.api.royalty.RoyaltyCommand;
import org.stemma.api.share.Holding;
import org.stemma.api.share.ShareCommand;
import org.stemma.api.usage.UsageLine;
import org.stemma.contracts.testing.Conservation;
import org.stemma.contracts.testing.TestIdentity;

/** Shares: who held what at the end of the usage period is who is paid for it. */
final class SharesTest {
    private final Story story = new Story();
    private PartyId lab = new PartyId("prt_0");
    private PartyId investor = new PartyId("prt_0");
    private WalletId labWallet = new WalletId("wal_0");
    private WalletId investorWallet = new WalletId("wal_0");
    private AssetId model = new AssetId("ast_0");
    private MeterId meter = new MeterId("mtr_0");
    private GrantId grant = new GrantId("grt_0");
    private long sequence;

    @BeforeEach
    void a_model_with_a_licensee_and_shares() {
        lab = story.party(Story.LAB_OWNER, "Lab", Party.Kind.DEPARTMENT);
        investor = story.party(Story.ARCHIVE_OWNER, "Investor", Party.Kind.INVESTOR);
        labWallet = story.wallet(Story.LAB_BUYER, lab);
        investorWallet = story.wallet(Story.ARCHIVE_BUYER, investor);
        story.deposit(Story.LAB_CASHIER, investorWallet, "500");
        model = story.model(lab, List.of());
        meter = story.meter();
        Digest terms = story.offer(Story.LAB_OWNER, model, Story.perByte("1", 1_000_000, 36_000), meter);
        PartyId studio = story.party(Story.STUDIO_BUYER, "Studio", Party.Kind.LICENSEE);
        WalletId wallet = story.wallet(Story.STUDIO_BUYER, studio);
        story.deposit(Story.LAB_CASHIER, wallet, "1000");
        grant = new GrantId(story.network()
                .submit(
                        Story.STUDIO_BUYER,
                        "license:buyGrant",
                        story.purchase(studio, model, terms, wallet, "0", "1000", meter))
                .id());
        submit(Story.LAB_OWNER, "share:issue", new ShareCommand.Issue(story.request(), model, lab, 1000));
        story.network().pass(Duration.ofSeconds(1));
    }

    private String submit(TestIdentity by, String function, org.stemma.api.Command command) {
        return story.network().submit(by, function, command).id();
    }

    private void use(long units, Instant at) {
        UsageLine line = new UsageLine(grant, 1, units, at, at);
        submit(Story.LAB_METER, "usage:report", story.report(meter, ++sequence, line));
    }

    private SaleId sell(long units, String price) {
        return new SaleId(submit(
                Story.LAB_BUYER,
                "share:offerSale",
                new ShareCommand.OfferSale(
                        story.request(), model, lab, units, Story.xts(price), labWallet, Optional.empty())));
    }

    private void buy(SaleId sale) {
        submit(
                Story.ARCHIVE_BUYER,
                "share:buy",
                new ShareCommand.Buy(
                        story.request(),
                        sale,
                        investor,
                        investorWallet,
                        Story.xts("500"),
                        story.credits(investorWallet)));
    }

    private void claim(TestIdentity by, String holder, WalletId wallet, long through) {
        submit(
                by,
                "royalty:claimShares",
                new RoyaltyCommand.ClaimShares(story.request(), model, Story.XTS, holder, wallet, through));
    }

    private long credited(WalletId wallet) {
        return story.network().ledger().all(Drawer.CREDIT.range(wallet)).values().stream()
                .map(json -> Codec.decode(json, Credit.class).amount().nano())
                .reduce(0L, Long::sum);
    }

    @Test
    void late_usage_pays_who_held_the_shares_when_it_took_place() {
        Instant early = story.network().now().minusMillis(1);
        story.closePeriod();
        buy(sell(1000, "500"));
        use(100_000, early);
        long period = story.closePeriod();
        story.settle(model, period);
        PoolEntry entry = story.network()
                .find(Drawer.POOL_ENTRY, PoolEntry.class, model, Story.XTS, 1)
                .orElseThrow();
        assertEquals(95_000_000_000L, entry.nano());
        claim(Story.LAB_BUYER, lab.value(), labWallet, 1);
        claim(Story.ARCHIVE_BUYER, investor.value(), investorWallet, 1);
        assertEquals(500_000_000_000L + 95_000_000_000L, credited(labWallet));
        assertEquals(0, credited(investorWallet));
    }

    @Test
    void units_in_escrow_earn_for_the_seller_until_they_are_sold() {
        SaleId sale = sell(400, "10");
        use(100_000, story.network().now().minusMillis(1));
        long first = story.closePeriod();
        story.settle(model, first);
        buy(sale);
        use(100_000, story.network().now().minusMillis(1));
        long second = story.closePeriod();
        story.settle(model, second);
        claim(Story.LAB_BUYER, lab.value(), labWallet, 2);
        claim(Story.LAB_BUYER, sale.value(), labWallet, 2);
        claim(Story.ARCHIVE_BUYER, investor.value(), investorWallet, 2);
        assertEquals(10_000_000_000L + 95_000_000_000L + 57_000_000_000L, credited(labWallet));
        assertEquals(38_000_000_000L, credited(investorWallet));
    }

    @Test
    void what_a_division_leaves_is_kept_for_the_next_claim() {
        use(1, story.network().now().minusMillis(1));
        long period = story.closePeriod();
        story.settle(model, period);
        submit(
                Story.LAB_BUYER,
                "share:transfer",
                new ShareCommand.Transfer(story.request(), model, lab, investor, 333));
        claim(Story.LAB_BUYER, lab.value(), labWallet, 1);
        Holding holding = holding(lab.value());
        assertEquals(
                new Holding.Position(1, BigInteger.ZERO), holding.positions().get(Story.XTS));
        assertEquals(667, holding.units());
        assertEquals(950_000, credited(labWallet));
    }

    @Test
    void fractions_of_a_nano_from_many_sales_add_up_for_their_seller() {
        model = story.model(lab, List.of());
        Digest terms = story.offer(Story.LAB_OWNER, model, Presets.trainPriced(Story.xts("0.0000001"), new Ppm(1)));
        submit(Story.LAB_OWNER, "share:issue", new ShareCommand.Issue(story.request(), model, lab, 3));
        List<SaleId> sales = List.of(sell(1, "1"), sell(1, "1"), sell(1, "1"));
        submit(
                Story.ARCHIVE_BUYER,
                "license:buyGrant",
                story.purchase(investor, model, terms, investorWallet, "1", "0"));
        story.settle(model, story.closePeriod());
        sales.forEach(sale -> claim(Story.LAB_BUYER, sale.value(), labWallet, 1));
        // 95 nano for 3 units: each escrow alone would be paid 31.
        assertEquals(94, credited(labWallet));
        assertEquals(
                Pool.SCALE.subtract(BigInteger.TWO),
                holding(lab.value()).position(Story.XTS).remainder());
        assertEquals(
                new Holding.Position(1, BigInteger.ZERO),
                holding(sales.get(1).value()).position(Story.XTS));
        Conservation.check(story.network());
    }

    private Holding holding(String holder) {
        return story.network()
                .find(Drawer.HOLDING, Holding.class, model, holder)
                .orElseThrow();
    }

    @Test
    void a_held_asset_neither_transfers_nor_sells_shares() {
        SaleId sale = sell(10, "1");
        story.network().impose(new Order("asset/" + model, Order.Standing.HELD, Optional.empty(), "a proposal"));
        assertEquals(
                Optional.of(AssetRefusal.NOT_LISTED.code()),
                story.network()
                        .refusal(
                                Story.LAB_BUYER,
                                "share:transfer",
                                new ShareCommand.Transfer(story.request(), model, lab, investor, 1)));
        assertEquals(
                Optional.of(AssetRefusal.NOT_LISTED.code()),
                story.network()
                        .refusal(
                                Story.ARCHIVE_BUYER,
                                "share:buy",
                                new ShareCommand.Buy(
                                        story.request(),
                                        sale,
                                        investor,
                                        investorWallet,
                                        Story.xts("1"),
                                        story.credits(investorWallet))));
    }
}
