package org.stemma.gateway.serving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.stemma.api.GrantId;
import org.stemma.api.member.MemberRefusal;
import org.stemma.api.usage.UsageCommand;
import org.stemma.api.usage.UsageLine;
import org.stemma.api.usage.UsageReport;
import org.stemma.gateway.ledger.LedgerRefused;
import org.stemma.gateway.ledger.LedgerUnavailable;
import org.stemma.gateway.ledger.OutcomeUnknown;

@Tag("database")
class ReporterTest extends ReporterCase {
    @Test
    void usage_is_summed_by_grant_and_period() {
        grants();
        use(ONE, 1000, 10);
        use(ONE, 1999, 20);
        use(ONE, 2000, 30);
        use(TWO, 1500, 40);

        Reporter.Totals totals = reporter.flush();

        assertEquals(new Reporter.Totals(1, 3, 100), totals);
        UsageReport report = ledger.report(1L);
        assertEquals(
                List.of("grt_1 1 2 30", "grt_1 2 1 30", "grt_2 1 1 40"),
                report.lines().stream()
                        .map(line -> line.grant() + " " + line.usagePeriod() + " " + line.events() + " " + line.units())
                        .toList());
        assertEquals(Map.of("grt_1", 60L, "grt_2", 40L), accepted);
        assertEquals(Map.of(), log.unreported());
        assertEquals(Reporter.Totals.NONE, reporter.flush());
    }

    @Test
    void the_backlog_is_what_waits_and_since_when() {
        assertEquals(new MeterLog.Backlog(0, Optional.empty()), log.backlog());
        grants();
        use(ONE, 1500, 10);
        use(ONE, 1200, 10);

        assertEquals(new MeterLog.Backlog(2, Optional.of(Instant.ofEpochMilli(1200))), log.backlog());

        reporter.flush();
        assertEquals(new MeterLog.Backlog(0, Optional.empty()), log.backlog());
    }

    @Test
    void more_groups_than_a_report_holds_go_into_several() {
        for (int i = 0; i < UsageLine.MAX_LINES + 5; i++) {
            ledger.grant("grt_" + i, FakeLedger.perByte(1, 1), Optional.empty(), 1000);
            use(new GrantId("grt_" + i), 1000, 1);
        }

        Reporter.Totals totals = reporter.flush();

        assertEquals(new Reporter.Totals(2, 205, 205), totals);
        assertEquals(UsageLine.MAX_LINES, ledger.report(1L).lines().size());
    }

    @Test
    void usage_under_terms_that_are_not_metered_is_never_reported_and_stays_counted() {
        append(ONE, 1000, 50, 1, false);

        assertEquals(Reporter.Totals.NONE, reporter.flush());
        assertEquals(Map.of(ONE, 50L), log.unreported());
    }

    @Test
    void an_unreachable_ledger_loses_nothing() {
        grants();
        use(ONE, 1000, 10);
        ledger.before = report -> {
            throw new LedgerUnavailable("gateway.ledger_unavailable", "No.", Map.of());
        };
        assertThrows(LedgerUnavailable.class, () -> reporter.flush());
        assertTrue(reporter.pending());

        ledger.before = report -> {};
        restart();
        use(ONE, 1000, 5);

        assertEquals(new Reporter.Totals(2, 2, 15), reporter.flush());
        assertEquals(2, ledger.reports.size());
    }

    @Test
    void a_report_whose_outcome_is_unknown_is_sent_again_with_its_exact_lines() {
        grants();
        use(ONE, 1000, 10);
        ledger.after = report -> {
            throw new OutcomeUnknown("tx");
        };
        assertThrows(OutcomeUnknown.class, () -> reporter.flush());

        ledger.after = report -> {};
        use(ONE, 1000, 5);
        restart();

        reporter.flush();
        assertEquals(10, ledger.report(1L).lines().get(0).units());
        assertEquals(5, ledger.report(2L).lines().get(0).units());
        assertEquals(Map.of("grt_1", 15L), accepted);
    }

    @Test
    void a_line_that_the_ledger_refuses_by_name_is_set_aside_and_the_others_go() {
        ledger.grant("grt_1", FakeLedger.perByte(1, 1), Optional.empty(), 1000);
        use(ONE, 1000, 10);
        use(TWO, 1000, 20);

        assertEquals(new Reporter.Totals(1, 1, 10), reporter.flush());

        assertEquals(List.of("grt_2 license.grant_unknown"), refused);
        assertEquals(20, log.unitsAside());
        assertEquals(Map.of(TWO, 20L), log.unreported());
        use(ONE, 1000, 1);
        assertEquals(new Reporter.Totals(1, 1, 1), reporter.flush());
    }

    @Test
    void a_line_that_is_refused_without_a_name_is_found_by_halving() {
        for (int i = 0; i < 40; i++) {
            GrantId grant = new GrantId("grt_" + i);
            ledger.grant("grt_" + i, FakeLedger.perByte(1, 1), Optional.empty(), 1000).rotten = i == 7 || i == 31;
            use(grant, 1000, 1);
        }

        Reporter.Totals totals = reporter.flush();

        assertEquals(38, totals.units());
        assertEquals(
                List.of("grt_31 usage.times_invalid", "grt_7 usage.times_invalid"),
                refused.stream().sorted().toList());
        assertEquals(2, log.unitsAside());
    }

    @Test
    void a_report_of_refused_lines_only_is_given_up() {
        use(TWO, 1000, 20);

        assertEquals(Reporter.Totals.NONE, reporter.flush());

        assertEquals(List.of("grt_2 license.grant_unknown"), refused);
        assertEquals(Reporter.Totals.NONE, reporter.flush());
        assertFalse(reporter.pending());
    }

    @Test
    void a_charge_that_no_number_holds_does_not_hold_up_the_others() {
        grants();
        use(ONE, 1000, 10);
        use(TWO, 1000, 20);
        ledger.before = report -> {
            if (report.lines().stream().anyMatch(line -> line.grant().equals(TWO))) {
                throw FakeLedger.refused(org.stemma.api.kernel.KernelRefusal.OVERFLOW);
            }
        };

        assertEquals(10, reporter.flush().units());

        assertEquals(List.of("grt_2 kernel.overflow"), refused);
    }

    @Test
    void a_refusal_that_is_not_about_lines_sets_nothing_aside() {
        grants();
        use(ONE, 1000, 10);
        ledger.before = report -> {
            throw FakeLedger.refused(MemberRefusal.METER_UNKNOWN, "meter", "mtr_1");
        };

        assertThrows(LedgerRefused.class, () -> reporter.flush());

        ledger.before = report -> {};
        assertEquals(10, reporter.flush().units());
        assertEquals(List.of(), refused);
    }

    @Test
    void an_earlier_try_with_more_lines_that_took_effect_late_is_recognised() {
        grants();
        use(ONE, 1000, 10);
        use(TWO, 1000, 20);
        List<UsageCommand.Report> limbo = new ArrayList<>();
        ledger.before = report -> {
            limbo.add(report);
            throw new OutcomeUnknown("tx");
        };
        assertThrows(OutcomeUnknown.class, () -> reporter.flush());
        ledger.before = report -> {
            ledger.before = again -> ledger.accept(limbo.get(0));
            throw FakeLedger.refused(org.stemma.api.license.LicenseRefusal.METER_NOT_NAMED, "grant", "grt_2");
        };

        Reporter.Totals totals = reporter.flush();

        assertEquals(new Reporter.Totals(1, 2, 30), totals);
        assertEquals(0, log.unitsAside());
        assertEquals(Map.of(), log.unreported());
    }

    @Test
    void a_call_waits_for_the_report_of_its_grant_and_for_no_other() throws Exception {
        grants();
        use(ONE, 1000, 10);
        CountDownLatch sending = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        ledger.before = report -> {
            sending.countDown();
            await(go);
        };
        CompletableFuture<Reporter.Totals> flush = CompletableFuture.supplyAsync(() -> reporter.flush());
        sending.await();

        assertFalse(reporter.awaitArrival(TWO, Duration.ofSeconds(5)));
        assertFalse(reporter.awaitArrival(ONE, Duration.ofMillis(20)));
        CompletableFuture<Boolean> waiting = new CompletableFuture<>();
        Thread call = new Thread(() -> waiting.complete(reporter.awaitArrival(ONE, Duration.ofSeconds(30))));
        call.start();
        while (call.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        go.countDown();

        assertTrue(waiting.get());
        assertEquals(10, flush.get().units());
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
