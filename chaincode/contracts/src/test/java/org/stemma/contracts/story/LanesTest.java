package org.stemma.contracts.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.stemma.api.Codec;
import org.stemma.api.Digest;
import org.stemma.api.Drawer;
import org.stemma.api.GrantId;
import org.stemma.api.MeterId;
import org.stemma.api.Money;
import org.stemma.api.account.Lane;
import org.stemma.api.kernel.Charter;
import org.stemma.api.kernel.KernelRefusal;
import org.stemma.api.license.LicenseCommand;
import org.stemma.api.license.LicenseRefusal;
import org.stemma.api.license.Presets;
import org.stemma.api.license.Terms;
import org.stemma.api.usage.UsageLine;
import org.stemma.contracts.testing.Conservation;

final class LanesTest extends RoomTest {
    @AfterEach
    void no_money_is_made_or_lost() {
        Conservation.check(world.network);
    }

    private GrantId buy(Terms terms, String prepay, Optional<Money> lowMark, MeterId... meters) {
        Digest offer = story.offer(Story.LAB_OWNER, world.model, terms, meters);
        LicenseCommand.BuyGrant plain =
                story.purchase(world.studio, world.model, offer, world.wallet, "0", prepay, meters);
        return new GrantId(submit(
                Story.STUDIO_BUYER,
                "license:buyGrant",
                new LicenseCommand.BuyGrant(
                        plain.request(),
                        plain.licensee(),
                        plain.asset(),
                        plain.version(),
                        plain.terms(),
                        plain.purpose(),
                        plain.wallet(),
                        plain.maxFee(),
                        plain.prepay(),
                        lowMark,
                        plain.meters(),
                        plain.folds())));
    }

    private void report(MeterId meter, long sequence, GrantId grant, long units) {
        world.network.pass(Duration.ofMillis(2));
        submit(Story.LAB_METER, "usage:report", story.report(meter, sequence, story.line(grant, units)));
    }

    private Lane lane(GrantId grant, MeterId meter) {
        return world.network.find(Drawer.LANE, Lane.class, grant, meter).orElseThrow();
    }

    @Test
    void a_price_that_rounds_to_zero_is_carried_until_it_does_not() {
        Terms third = Presets.commercialPerUnit(Story.xts("0.000000001"), 3, Terms.Unit.CALL, 1000, 10_000);
        GrantId grant = buy(third, "1", Optional.empty(), world.meter);
        long before = lane(grant, world.meter).balance().nano()
                + world.purse(grant).balance().nano();
        for (int i = 0; i < 7; i++) {
            report(world.meter, 10 + i, grant, 1);
        }
        long after = lane(grant, world.meter).balance().nano()
                + world.purse(grant).balance().nano();
        assertEquals(2, before - after);
        assertEquals(1, lane(grant, world.meter).carry());
    }

    @Test
    void many_small_reports_cost_what_one_large_one_does() {
        Terms odd = Presets.commercialPerUnit(Story.xts("0.000000777"), 13, Terms.Unit.TOKEN, 100_000, 10_000);
        GrantId small = buy(odd, "1", Optional.empty(), world.meter);
        GrantId large = buy(odd, "1", Optional.empty(), world.meter);
        long units = 0;
        for (int i = 1; i <= 30; i++) {
            report(world.meter, 10 + i, small, i);
            units += i;
        }
        report(world.meter, 99, large, units);
        Lane one = lane(small, world.meter);
        Lane other = lane(large, world.meter);
        assertEquals(other.carry(), one.carry());
        assertEquals(other.units(), one.units());
        assertEquals(
                other.balance().plus(world.purse(large).balance()),
                one.balance().plus(world.purse(small).balance()));
    }

    @Test
    void a_quota_is_shared_by_several_meters_and_never_exceeded() {
        MeterId second = story.meter();
        GrantId grant = buy(Story.perByte("0.001", 1000, 10_000), "10", Optional.empty(), world.meter, second);
        report(world.meter, 10, grant, 400);
        report(second, 1, grant, 500);
        world.network.pass(Duration.ofMillis(2));
        refused(
                LicenseRefusal.QUOTA_EXCEEDED,
                Story.LAB_METER,
                "usage:report",
                story.report(world.meter, 11, story.line(grant, 101)));
        long left = world.purse(grant).quotaLeft().orElseThrow()
                + lane(grant, world.meter).quotaLeft().orElseThrow()
                + lane(grant, second).quotaLeft().orElseThrow();
        assertEquals(100, left);
    }

    @Test
    void what_can_not_be_paid_is_owed_and_suspends_that_grant_alone() {
        world.network.pass(Duration.ofMillis(2));
        GrantId other = buy(Story.perByte("1", 1_000_000, 9_999), "5", Optional.empty(), world.meter);
        world.network.pass(Duration.ofMillis(2));
        submit(
                Story.LAB_METER,
                "usage:report",
                story.report(world.meter, 3, story.line(other, 7000), story.line(world.grant, 1000)));
        assertEquals(Story.xts("2"), lane(other, world.meter).owed());
        assertEquals(Story.xts("0"), lane(other, world.meter).balance());
        assertTrue(world.grantNow(other).suspended());
        assertTrue(!world.grantNow(world.grant).suspended());
    }

    @Test
    void no_low_mark_of_a_licensee_stops_a_meters_report() {
        GrantId grant = buy(
                Story.perByte("1", 1_000_000, 9_998), "5", Optional.of(Story.xts("4611686018.427387903")), world.meter);
        report(world.meter, 3, grant, 7000);
        assertEquals(Story.xts("2"), lane(grant, world.meter).owed());
        GrantId most = buy(
                Story.perByte("1", 1_000_000, 9_997), "5", Optional.of(Story.xts("9223372036.854775807")), world.meter);
        report(world.meter, 4, most, 7000);
        assertEquals(Story.xts("2"), lane(most, world.meter).owed());
    }

    @Test
    void usage_from_before_a_closing_is_charged_within_the_window() {
        MeterId second = story.meter();
        GrantId grant = buy(Story.perByte("1", 10_000, 9_996), "20", Optional.empty(), world.meter, second);
        world.network.pass(Duration.ofMillis(5));
        Instant used = world.network.now();
        world.network.pass(Duration.ofMillis(5));
        submit(Story.STUDIO_BUYER, "license:closeGrant", new LicenseCommand.CloseGrant(request(), grant));
        story.closePeriod();
        submit(Story.LAB_METER, "usage:report", story.report(second, 1, new UsageLine(grant, 1, 1000, used, used)));
        Instant closed = world.grantNow(grant).closedAt().orElseThrow();
        Charter charter = world.network.find(Drawer.CHARTER, Charter.class).orElseThrow();
        Instant after = charter.closableFrom(charter.epochOf(closed));
        refused(
                LicenseRefusal.GRANT_CLOSED,
                Story.LAB_METER,
                "usage:report",
                story.report(second, 2, new UsageLine(grant, 1, 1000, after, after)));
    }

    /** A closing's time may lie before the moment in which a meter has its block: until then the meter serves. */
    @Test
    void usage_of_after_a_closings_time_is_paid_as_long_as_the_closing_may_not_have_been_known() {
        GrantId grant = buy(Story.perByte("1", 10_000, 9_995), "20", Optional.empty(), world.meter);
        world.network.pass(Duration.ofMillis(5));
        submit(Story.STUDIO_BUYER, "license:closeGrant", new LicenseCommand.CloseGrant(request(), grant));
        Instant closed = world.grantNow(grant).closedAt().orElseThrow();
        Instant used = closed.plusMillis(1_500);
        world.network.pass(Duration.ofSeconds(3));
        Money before = lane(grant, world.meter).balance();
        submit(
                Story.LAB_METER,
                "usage:report",
                story.report(world.meter, 3, new UsageLine(grant, 1, 1000, used, used)));
        assertEquals(before.minus(Story.xts("1")), lane(grant, world.meter).balance());
        assertTrue(lane(grant, world.meter).owed().isZero());
    }

    @Test
    void lanes_are_released_once_no_usage_can_be_reported_any_more() {
        Instant used = world.network.now();
        world.network.pass(Duration.ofMillis(5));
        submit(Story.STUDIO_BUYER, "license:closeGrant", new LicenseCommand.CloseGrant(request(), world.grant));
        long closed = story.period();
        while (story.period() <= closed + 2) {
            refused(
                    LicenseRefusal.LANES_IN_USE,
                    Story.STUDIO_BUYER,
                    "license:releaseLanes",
                    new LicenseCommand.ReleaseLanes(request(), world.grant));
            accepted(
                    Story.LAB_METER,
                    "usage:report",
                    story.report(world.meter, 3, new UsageLine(world.grant, 1, 1, used, used)));
            world.network.pass(Duration.ofSeconds(10));
        }
        submit(Story.STUDIO_BUYER, "license:releaseLanes", new LicenseCommand.ReleaseLanes(request(), world.grant));
        assertEquals(Story.xts("0"), world.lane(world.grant).balance());
        assertEquals(
                Optional.of("license.lanes_released"),
                world.network.refusal(
                        Story.LAB_METER,
                        "usage:report",
                        story.report(world.meter, 3, new UsageLine(world.grant, 1, 1, used, used))));
    }

    @Test
    void a_credit_named_twice_in_one_debit_is_not_folded_twice() {
        String credit = story.credits(world.wallet).get(0);
        refused(
                KernelRefusal.MALFORMED,
                Story.STUDIO_BUYER,
                "account:foldCredits",
                new org.stemma.api.account.AccountCommand.FoldCredits(
                        request(), world.wallet, List.of(credit, credit)));
    }

    @Test
    void dust_beside_a_wallet_does_not_keep_it_from_spending() {
        for (int i = 0; i < 60; i++) {
            story.deposit(Story.LAB_CASHIER, world.wallet, "0.000000001");
        }
        submit(
                Story.STUDIO_BUYER,
                "account:requestWithdrawal",
                new org.stemma.api.account.AccountCommand.RequestWithdrawal(
                        request(), world.wallet, Story.xts("700"), World.LAB, List.of()));
    }

    @Test
    void a_quota_that_nothing_counts_can_not_be_declared() {
        Terms free = new Terms(
                "Free but few",
                java.util.Map.of(Terms.Action.INFER, Terms.Permission.ALLOW),
                List.of(),
                new Terms.Price.Free(),
                Optional.empty(),
                Optional.of(10L),
                org.stemma.api.Ppm.ZERO,
                false);
        assertTrue(Codec.encode(free).contains("quotaUnits"));
        refused(
                LicenseRefusal.TERMS_INVALID,
                Story.LAB_OWNER,
                "license:offer",
                new LicenseCommand.Offer(request(), world.model, free, List.of(world.meter)));
    }
}
