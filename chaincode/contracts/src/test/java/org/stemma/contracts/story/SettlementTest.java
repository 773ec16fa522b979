package org.stemma.contracts.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.stemma.api.AssetId;
import org.stemma.api.Codec;
import org.stemma.api.Digest;
import org.stemma.api.Drawer;
import org.stemma.api.GrantId;
import org.stemma.api.PartyId;
import org.stemma.api.Ppm;
import org.stemma.api.account.AccountId;
import org.stemma.api.account.Receipt;
import org.stemma.api.asset.Asset;
import org.stemma.api.asset.AssetVersion;
import org.stemma.api.license.LicenseCommand;
import org.stemma.api.license.Presets;
import org.stemma.api.license.Terms;
import org.stemma.api.royalty.Payable;
import org.stemma.api.royalty.RoyaltyCommand;
import org.stemma.api.royalty.Settlement;
import org.stemma.api.usage.UsageLine;
import org.stemma.contracts.testing.Conservation;
import org.stemma.contracts.testing.TestIdentity;

final class SettlementTest extends RoomTest {
    @AfterEach
    void no_money_is_made_or_lost() {
        Conservation.check(world.network);
    }

    private Settlement settlement(AssetId asset, long period) {
        return world.network
                .find(Drawer.SETTLEMENT, Settlement.class, asset, period)
                .orElseThrow();
    }

    private void step(TestIdentity by, AssetId asset, long period) {
        submit(by, "royalty:settle", new RoyaltyCommand.Settle(request(), asset, period));
    }

    private Map<String, Long> paid(PartyId... parties) {
        Map<String, Long> paid = new TreeMap<>();
        for (PartyId party : parties) {
            paid.put(
                    party.value(),
                    story.payables(party).stream()
                            .mapToLong(one -> one.amount().nano())
                            .sum());
        }
        return paid;
    }

    private void reportLines(long sequence, int lines, long units) {
        world.network.pass(Duration.ofMillis(1));
        UsageLine line = story.line(world.grant, units);
        UsageLine[] all = java.util.Collections.nCopies(lines, line).toArray(UsageLine[]::new);
        submit(Story.LAB_METER, "usage:report", story.report(world.meter, sequence, all));
    }

    @Test
    void many_receipts_are_folded_in_pages_and_pay_as_one_would() {
        Settlement one = manyReceipts(1, 2501);
        Settlement many = manyReceipts(250, 10, 1);
        assertEquals(1, one.receipts());
        assertEquals(251, many.receipts());
        assertEquals(one.applied(), many.applied());
        assertEquals(one.groups().get(0).grossNano(), many.groups().get(0).grossNano());
    }

    /** Settles a period of so many receipts of so many units each, and perhaps one more, in a world of its own. */
    private Settlement manyReceipts(int receipts, long units, long... more) {
        World other = new World();
        long sequence = 3;
        for (int left = receipts; left > 0; left -= 200) {
            other.network.pass(Duration.ofMillis(1));
            UsageLine line = other.story.line(other.grant, units);
            UsageLine[] lines =
                    java.util.Collections.nCopies(Math.min(left, 200), line).toArray(UsageLine[]::new);
            other.network.submit(Story.LAB_METER, "usage:report", other.story.report(other.meter, sequence++, lines));
        }
        for (long last : more) {
            other.report(sequence++, last);
        }
        long period = other.story.closePeriod();
        int steps = 0;
        Settlement.State state = Settlement.State.FOLDING;
        while (state != Settlement.State.PAID) {
            TestIdentity by = List.of(Story.LAB_CASHIER, Story.STUDIO_BUYER, Story.ARCHIVE_OWNER)
                    .get(steps % 3);
            other.network.submit(
                    by, "royalty:settle", new RoyaltyCommand.Settle(other.story.request(), other.model, period));
            other.network.pass(Duration.ofSeconds(1));
            state = other.network
                    .find(Drawer.SETTLEMENT, Settlement.class, other.model, period)
                    .orElseThrow()
                    .state();
            steps++;
        }
        assertEquals((receipts + more.length) / 100 + 1, steps);
        Conservation.check(other.network);
        return other.network
                .find(Drawer.SETTLEMENT, Settlement.class, other.model, period)
                .orElseThrow();
    }

    @Test
    void a_page_that_is_just_full_is_followed_by_an_empty_one() {
        reportLines(3, 100, 10);
        long period = story.closePeriod();
        step(Story.LAB_CASHIER, world.model, period);
        assertEquals(Settlement.State.FOLDING, settlement(world.model, period).state());
        step(Story.STUDIO_BUYER, world.model, period);
        assertEquals(Settlement.State.PAID, settlement(world.model, period).state());
        assertEquals(100, settlement(world.model, period).receipts());
    }

    @Test
    void who_settles_and_when_makes_no_difference() {
        step(Story.STUDIO_BUYER, world.model, world.unsettled);
        Settlement early = settlement(world.model, world.unsettled);
        World later = new World();
        later.network.pass(Duration.ofDays(1));
        later.network.submit(
                Story.LAB_OWNER,
                "royalty:settle",
                new RoyaltyCommand.Settle(later.story.request(), later.model, later.unsettled));
        Settlement late = later.network
                .find(Drawer.SETTLEMENT, Settlement.class, later.model, later.unsettled)
                .orElseThrow();
        assertEquals(early, late);
    }

    private AssetId derive(String name, AssetVersion.Parent... parents) {
        return new AssetId(submit(
                Story.LAB_OWNER,
                "license:registerDerived",
                new LicenseCommand.RegisterDerived(
                        request(),
                        Asset.Kind.MODEL,
                        name,
                        world.lab,
                        Story.content(name),
                        List.of(),
                        List.of(parents))));
    }

    private AssetVersion.Parent tuned(AssetId parent, int upstream) {
        Digest terms = story.offer(Story.LAB_OWNER, parent, Presets.trainFree(new Ppm(upstream)));
        GrantId grant = story.freeGrant(Story.LAB_BUYER, world.lab, parent, terms, Terms.Purpose.COMMERCIAL);
        return new AssetVersion.Parent(parent, 1, grant);
    }

    private AssetVersion version(AssetId asset) {
        return world.network
                .find(Drawer.ASSET_VERSION, AssetVersion.class, asset, 1L)
                .orElseThrow();
    }

    private long sell(AssetId asset, String fee) {
        Terms terms = new Terms(
                "Sale of " + asset,
                Map.of(Terms.Action.INFER, Terms.Permission.PRICED),
                List.of(),
                new Terms.Price.OneTime(Story.xts(fee)),
                java.util.Optional.empty(),
                java.util.Optional.empty(),
                Ppm.ZERO,
                false);
        Digest offer = story.offer(Story.LAB_OWNER, asset, terms);
        submit(
                Story.STUDIO_BUYER,
                "license:buyGrant",
                story.purchase(world.studio, asset, offer, world.wallet, fee, "0"));
        return story.closePeriod();
    }

    @Test
    void an_ancestor_reached_by_two_paths_is_paid_once_by_the_larger_share() {
        AssetVersion.Parent direct = new AssetVersion.Parent(
                world.data,
                1,
                story.freeGrant(
                        Story.LAB_BUYER,
                        world.lab,
                        world.data,
                        story.offer(Story.ARCHIVE_OWNER, world.data, Presets.trainFree(new Ppm(40_000))),
                        Terms.Purpose.COMMERCIAL));
        AssetId diamond = derive("diamond", tuned(world.model, 20_000), direct);
        Map<AssetId, Integer> shares = version(diamond).ancestors().stream()
                .collect(Collectors.toMap(
                        AssetVersion.Ancestor::asset, one -> one.share().value()));
        assertEquals(Map.of(world.data, 100_000, world.model, 20_000), shares);
        long period = sell(diamond, "100");
        story.settle(diamond, period);
        Settlement.Applied applied = settlement(diamond, period).applied().get(0);
        // 100 less 5 % is 95; 10 % and 2 % of that go up.
        assertEquals(5_000_000_000L, applied.treasuryNano());
        assertEquals(
                List.of(1_900_000_000L, 9_500_000_000L),
                applied.upstream().stream()
                        .map(Settlement.Upstream::nano)
                        .sorted()
                        .toList());
        assertEquals(83_600_000_000L, applied.ownerNano());
    }

    @Test
    void along_a_chain_the_treasury_takes_its_fee_once() {
        AssetId second = derive("second", tuned(world.model, 50_000));
        AssetId third = derive("third", tuned(second, 30_000));
        AssetId fourth = derive("fourth", tuned(third, 20_000));
        assertEquals(4, version(fourth).ancestors().size());
        long before = treasury();
        long period = sell(fourth, "100");
        story.settle(fourth, period);
        long upstream = story.closePeriod();
        for (AssetId ancestor : List.of(world.data, world.model, second, third)) {
            story.settle(ancestor, upstream);
        }
        assertEquals(5_000_000_000L, treasury() - before);
        story.closePeriod();
        for (AssetId ancestor : List.of(world.data, world.model, second, third)) {
            Settlement settled = settlement(ancestor, upstream);
            assertTrue(settled.applied().stream()
                    .allMatch(applied ->
                            applied.treasuryNano() == 0 && applied.upstream().isEmpty()));
        }
    }

    private long treasury() {
        return Conservation.balance(world.network, AccountId.TREASURY, Story.xts("0"))
                .nano();
    }

    @Test
    void minorities_are_not_rounded_to_nothing_by_many_small_payments() {
        Map<String, Long> before = paid(world.research);
        Digest tiny = story.offer(Story.LAB_OWNER, world.model, nano(1), world.meter);
        GrantId grant = world.buy(tiny, "1", world.meter);
        world.network.pass(Duration.ofMillis(1));
        UsageLine[] lines =
                java.util.Collections.nCopies(200, story.line(grant, 1)).toArray(UsageLine[]::new);
        submit(Story.LAB_METER, "usage:report", story.report(world.meter, 3, lines));
        long period = story.closePeriod();
        for (int step = 0; step < 3; step++) {
            step(Story.LAB_CASHIER, world.model, period);
        }
        // 200 receipts of one nano: 10 to the treasury, 19 up, and 30 % of what is left.
        long nano = paid(world.research).getOrDefault(world.research.value(), 0L)
                - before.getOrDefault(world.research.value(), 0L);
        assertEquals(51, nano);
    }

    private static Terms nano(long units) {
        return Presets.commercialPerUnit(Story.xts("0.000000001"), units, Terms.Unit.OUTPUT_BYTE, 1_000_000, 1_000_000);
    }

    @Test
    void a_part_of_nothing_stops_no_settlement() {
        Digest tiny = story.offer(Story.LAB_OWNER, world.model, nano(1), world.meter);
        GrantId grant = world.buy(tiny, "1", world.meter);
        world.network.pass(Duration.ofMillis(1));
        submit(Story.LAB_METER, "usage:report", story.report(world.meter, 3, story.line(grant, 1)));
        long period = story.closePeriod();
        step(Story.LAB_CASHIER, world.model, period);
        Settlement settled = settlement(world.model, period);
        assertEquals(Settlement.State.PAID, settled.state());
        assertEquals(1, settled.applied().get(0).ownerNano());
    }

    @Test
    void receipts_of_one_transaction_do_not_overwrite_each_other() {
        reportLines(3, 200, 1);
        long period = story.period();
        List<Receipt> receipts = world.network.ledger().all(Drawer.RECEIPT.range(world.model, period)).values().stream()
                .map(json -> Codec.decode(json, Receipt.class))
                .toList();
        assertEquals(200, receipts.size());
        assertEquals(200, receipts.stream().map(Receipt::id).distinct().count());
    }

    @Test
    void late_usage_is_settled_under_its_own_period() {
        long late = story.period();
        java.time.Instant then = world.network.now();
        story.closePeriod();
        submit(
                Story.LAB_METER,
                "usage:report",
                story.report(world.meter, 3, new UsageLine(world.grant, 1, 5000, then, then)));
        long period = story.closePeriod();
        step(Story.LAB_CASHIER, world.model, period);
        assertEquals(late, settlement(world.model, period).groups().get(0).usagePeriod());
    }

    @Test
    void a_payable_named_twice_in_one_claim_is_not_paid_twice() {
        List<String> ids = story.payables(world.lab).stream().map(Payable::id).toList();
        refused(
                org.stemma.api.kernel.KernelRefusal.MALFORMED,
                Story.LAB_BUYER,
                "royalty:claim",
                new RoyaltyCommand.Claim(request(), world.lab, world.labWallet, List.of(ids.get(0), ids.get(0))));
    }
}
