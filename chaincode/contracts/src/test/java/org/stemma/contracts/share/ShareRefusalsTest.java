package org.stemma.contracts.share;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.stemma.api.CurrencyCode;
import org.stemma.api.Drawer;
import org.stemma.api.Money;
import org.stemma.api.PartyId;
import org.stemma.api.Refused;
import org.stemma.api.SaleId;
import org.stemma.api.account.AccountRefusal;
import org.stemma.api.asset.AssetRefusal;
import org.stemma.api.share.Holding;
import org.stemma.api.share.Holding.Checkpoint;
import org.stemma.api.share.ShareCommand;
import org.stemma.api.share.ShareRefusal;
import org.stemma.contracts.story.RoomTest;
import org.stemma.contracts.story.Story;
import org.stemma.contracts.story.World;

final class ShareRefusalsTest extends RoomTest {
    private ShareCommand.Transfer transfer(PartyId from, PartyId to, long units) {
        return new ShareCommand.Transfer(request(), world.shared, from, to, units);
    }

    private Holding holding(PartyId holder) {
        return world.network
                .find(Drawer.HOLDING, Holding.class, world.shared, holder)
                .orElseThrow();
    }

    @Test
    void issued_before() {
        for (long units : List.of(1000L, 999L)) {
            refused(
                    ShareRefusal.ISSUED_BEFORE,
                    Story.LAB_OWNER,
                    "share:issue",
                    new ShareCommand.Issue(request(), world.shared, world.lab, units));
        }
    }

    @Test
    void units_out_of_bounds() {
        for (long units : List.of(0L, -1L, 1_000_000_000_001L, Long.MAX_VALUE, Long.MIN_VALUE)) {
            refused(
                    ShareRefusal.UNITS_OUT_OF_BOUNDS,
                    Story.LAB_OWNER,
                    "share:issue",
                    new ShareCommand.Issue(request(), world.model, world.lab, units));
            refused(
                    ShareRefusal.UNITS_OUT_OF_BOUNDS,
                    Story.LAB_BUYER,
                    "share:transfer",
                    transfer(world.lab, world.studio, units));
            refused(ShareRefusal.UNITS_OUT_OF_BOUNDS, Story.LAB_BUYER, "share:offerSale", world.offer(units, "1"));
        }
    }

    @Test
    void holding_short() {
        // 300 of Lab's 1,000 units wait in escrow.
        refused(ShareRefusal.HOLDING_SHORT, Story.LAB_BUYER, "share:transfer", transfer(world.lab, world.studio, 701));
        refused(ShareRefusal.HOLDING_SHORT, Story.LAB_BUYER, "share:offerSale", world.offer(701, "1"));
        accepted(Story.LAB_BUYER, "share:transfer", transfer(world.lab, world.studio, 700));
    }

    @Test
    void same_holder() {
        refused(ShareRefusal.SAME_HOLDER, Story.LAB_BUYER, "share:transfer", transfer(world.lab, world.lab, 1));
        refused(
                ShareRefusal.SAME_HOLDER,
                Story.LAB_BUYER,
                "share:buy",
                new ShareCommand.Buy(request(), world.sale, world.lab, world.labWallet, Story.xts("50"), List.of()));
    }

    @Test
    void too_many_checkpoints() {
        List<Checkpoint> full =
                LongStream.range(0, 1000).mapToObj(p -> new Checkpoint(p, 1)).toList();
        Holding holding = holding(world.lab);
        Holding old = new Holding(
                holding.asset(), holding.holder(), holding.party(), holding.organisation(), full, Map.of(), 1000, 1);
        assertEquals(2, ShareRules.give(old, 1, 999).units());
        Refused refused = assertThrows(Refused.class, () -> ShareRules.give(old, 1, 1000));
        assertEquals(ShareRefusal.TOO_MANY_CHECKPOINTS, refused.refusal());
    }

    @Test
    void sale_unknown() {
        SaleId none = new SaleId("sal_0");
        refused(ShareRefusal.SALE_UNKNOWN, Story.ARCHIVE_BUYER, "share:buy", world.buyShares(none));
        refused(
                ShareRefusal.SALE_UNKNOWN,
                Story.LAB_BUYER,
                "share:cancelSale",
                new ShareCommand.CancelSale(request(), none));
    }

    @Test
    void sale_over() {
        ShareCommand.CancelSale cancel = new ShareCommand.CancelSale(request(), world.sale);
        SaleId other = world.sell(10, "1");
        submit(Story.LAB_BUYER, "share:cancelSale", cancel);
        assertEquals(690 + 300, holding(world.lab).units());
        refused(ShareRefusal.SALE_OVER, Story.ARCHIVE_BUYER, "share:buy", world.buyShares(world.sale));
        submit(Story.ARCHIVE_BUYER, "share:buy", world.buyShares(other));
        for (SaleId over : List.of(world.sale, other)) {
            refused(
                    ShareRefusal.SALE_OVER,
                    Story.LAB_BUYER,
                    "share:cancelSale",
                    new ShareCommand.CancelSale(request(), over));
        }
        refused(ShareRefusal.SALE_OVER, Story.ARCHIVE_BUYER, "share:buy", world.buyShares(other));
    }

    @Test
    void sale_foreign() {
        refused(
                ShareRefusal.SALE_FOREIGN,
                Story.ARCHIVE_BUYER,
                "share:cancelSale",
                new ShareCommand.CancelSale(request(), world.sale));
    }

    @Test
    void sale_for_another() {
        ShareCommand.OfferSale offer = new ShareCommand.OfferSale(
                request(), world.shared, world.lab, 5, Story.xts("1"), world.labWallet, Optional.of(world.studio));
        SaleId sale = new SaleId(submit(Story.LAB_BUYER, "share:offerSale", offer));
        refused(ShareRefusal.SALE_FOR_ANOTHER, Story.ARCHIVE_BUYER, "share:buy", world.buyShares(sale));
        accepted(
                Story.STUDIO_BUYER,
                "share:buy",
                new ShareCommand.Buy(request(), sale, world.studio, world.wallet, Story.xts("1"), List.of()));
    }

    @Test
    void price_above_max() {
        refused(
                ShareRefusal.PRICE_ABOVE_MAX,
                Story.ARCHIVE_BUYER,
                "share:buy",
                new ShareCommand.Buy(
                        request(),
                        world.sale,
                        world.investor,
                        world.investorWallet,
                        Story.xts("11.999999999"),
                        List.of()));
        refused(
                AccountRefusal.CURRENCY_MISMATCH,
                Story.ARCHIVE_BUYER,
                "share:buy",
                new ShareCommand.Buy(
                        request(),
                        world.sale,
                        world.investor,
                        world.investorWallet,
                        Money.zero(new CurrencyCode("XXX")),
                        List.of()));
    }

    @Test
    void holding_unknown() {
        refused(
                ShareRefusal.HOLDING_UNKNOWN,
                Story.LAB_BUYER,
                "share:transfer",
                transfer(world.research, world.lab, 1));
    }

    @Test
    void holding_foreign() {
        refused(
                ShareRefusal.HOLDING_FOREIGN,
                Story.ARCHIVE_BUYER,
                "share:transfer",
                transfer(world.lab, world.investor, 1));
    }

    @Test
    void shares_of_another_organisations_asset_are_not_issued() {
        refused(
                AssetRefusal.FOREIGN,
                Story.LAB_OWNER,
                "share:issue",
                new ShareCommand.Issue(request(), world.data, world.lab, 1));
    }

    @Test
    void a_sale_pays_its_price_once_and_moves_its_units_once() {
        long before = story.credits(world.labWallet).size();
        submit(Story.ARCHIVE_BUYER, "share:buy", world.buyShares(world.sale));
        assertEquals(300, holding(world.investor).units());
        assertEquals(before + 1, story.credits(world.labWallet).size());
        assertEquals(World.ARCHIVE, holding(world.investor).organisation());
    }
}
