package org.stemma.gateway.serving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.stemma.api.Digest;
import org.stemma.api.GrantId;
import org.stemma.api.RequestId;
import org.stemma.api.member.MemberRefusal;
import org.stemma.api.usage.UsageCommand;
import org.stemma.api.usage.UsageLine;
import org.stemma.api.usage.UsageReport;
import org.stemma.gateway.ledger.Committed;
import org.stemma.gateway.ledger.LedgerRefused;
import org.stemma.gateway.ledger.LedgerUnavailable;
import org.stemma.gateway.ledger.OutcomeUnknown;
import org.stemma.gateway.support.TestDatabase;

@Tag("database")
class ReporterTest {
    private static final GrantId ONE = new GrantId("grt_1");
    private static final GrantId TWO = new GrantId("grt_2");

    private final DataSource source = TestDatabase.fresh();
    private final FakeLedger ledger = new FakeLedger();
    private final Map<String, Long> accepted = new TreeMap<>();
    private final List<String> refused = new ArrayList<>();
    private Instant now = Instant.ofEpochMilli(10_000);
    private final Clock clock = new Clock() {
        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    };
    private MeterLog log = new MeterLog(source, "log");
    private Reporter reporter = reporter();

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
    void what_was_used_before_a_grant_ended_is_reported_without_the_rest() {
        FakeLedger.Lane lane = ledger.grant("grt_1", FakeLedger.perByte(1, 1), Optional.empty(), 1000);
        lane.closedAt = Optional.of(Instant.ofEpochMilli(1500));
        use(ONE, 1400, 10);
        use(ONE, 1499, 20);
        use(ONE, 1500, 40);

        assertEquals(30, reporter.flush().units());

        assertEquals(40, log.unitsAside());
        assertEquals(30, ledger.report(2L).lines().get(0).units());
        assertEquals(Map.of(ONE, 40L), log.unreported());
    }

    @Test
    void a_line_that_its_grants_end_does_not_part_is_set_aside_whole() {
        use(ONE, 1400, 10);
        ledger.before = report -> {
            throw FakeLedger.refused(
                    org.stemma.api.license.LicenseRefusal.EXPIRED,
                    "grant",
                    "grt_1",
                    "validFrom",
                    Instant.ofEpochMilli(1401).toString(),
                    "validUntil",
                    Instant.ofEpochMilli(9999).toString());
        };

        assertEquals(Reporter.Totals.NONE, reporter.flush());

        assertEquals(List.of("grt_1 license.expired"), refused);
        assertEquals(10, log.unitsAside());
    }

    @Test
    void what_was_used_before_a_grant_began_is_trimmed_as_what_was_used_after_its_end() {
        FakeLedger.Lane lane = ledger.grant("grt_1", FakeLedger.perByte(1, 1), Optional.empty(), 1000);
        lane.validFrom = Instant.ofEpochMilli(1400).plusNanos(1);
        use(ONE, 1400, 10);
        use(ONE, 1401, 20);
        use(ONE, 1402, 40);

        assertEquals(60, reporter.flush().units());

        assertEquals(
                List.of("grt_1 1 1 10 license.expired"),
                aside(Optional.empty()).lines().stream().map(ReporterTest::line).toList());
    }

    @Test
    void usage_ahead_of_the_clock_is_reported_once_its_time_has_come_and_the_rest_at_once() {
        grants();
        use(ONE, 1000, 10);
        now = Instant.ofEpochMilli(900);
        assertEquals(Reporter.Totals.NONE, reporter.flush(), "the clock was put back since");

        now = Instant.ofEpochMilli(1000);
        assertEquals(10, reporter.flush().units());
        assertEquals(0, log.unitsAside());
    }

    @Test
    void a_line_that_the_ledger_takes_for_its_future_is_tried_again_and_not_set_aside() {
        grants();
        use(ONE, 1500, 10);
        use(TWO, 1100, 20);
        ledger.now = Instant.ofEpochMilli(1200);

        assertEquals(20, reporter.flush().units());
        assertEquals(Reporter.Totals.NONE, reporter.flush());
        ledger.now = Instant.ofEpochMilli(1500);

        assertEquals(10, reporter.flush().units());
        assertEquals(0, log.unitsAside());
        assertEquals(List.of(), refused);
    }

    @Test
    void a_line_over_the_end_of_a_period_is_parted_by_the_ledgers_calendar() {
        grants();
        ledger.periodMillis = 300;
        use(ONE, 1100, 10);
        use(ONE, 1199, 20);
        use(ONE, 1200, 40);
        use(ONE, 1850, 80);

        assertEquals(150, reporter.flush().units());

        assertEquals(
                List.of("3 30", "4 40", "6 80"),
                ledger.reports.values().stream()
                        .flatMap(report -> report.lines().stream())
                        .map(line -> line.usagePeriod() + " " + line.units())
                        .toList());
        assertEquals(0, log.unitsAside());
    }

    @Test
    void what_was_set_aside_is_listed_and_reported_when_it_is_tried_again() {
        ledger.grant("grt_1", FakeLedger.perByte(1, 1), Optional.empty(), 1000);
        use(ONE, 1000, 10);
        use(TWO, 1001, 20);
        use(TWO, 1003, 5);
        reporter.flush();

        assertEquals(
                new AsideTable.Aside(
                        List.of(new AsideTable.Line(
                                TWO,
                                1,
                                1,
                                2,
                                25,
                                Instant.ofEpochMilli(1001),
                                Instant.ofEpochMilli(1003),
                                Optional.of("license.grant_unknown"))),
                        2,
                        25),
                aside(Optional.empty()));
        assertEquals(0, aside(Optional.of(ONE)).events());

        assertEquals(Reporter.Totals.NONE, reporter.retry(Optional.of(TWO)), "still refused");
        grants();
        assertEquals(Reporter.Totals.NONE, reporter.retry(Optional.of(ONE)), "of another grant");
        assertEquals(25, reporter.retry(Optional.of(TWO)).units());
        assertEquals(0, log.unitsAside());
        assertEquals(Map.of(), log.unreported());
    }

    /** Its sequence was never taken: an earlier try that took effect late must be found, and not charged again. */
    @Test
    void another_try_of_a_report_without_an_accepted_line_goes_under_its_own_sequence() {
        List<UsageCommand.Report> limbo = new ArrayList<>();
        use(TWO, 1000, 20);
        ledger.before = limbo::add;
        reporter.flush();
        assertEquals(20, log.unitsAside());
        grants();
        ledger.before = report -> {};
        ledger.accept(limbo.get(0));

        assertEquals(20, reporter.retry(Optional.empty()).units());

        assertEquals(1, ledger.reports.size());
        assertEquals(Map.of("grt_2", 20L), accepted);
        assertEquals(0, log.unitsAside());
    }

    private AsideTable.Aside aside(Optional<GrantId> grant) {
        return log.aside().list(grant);
    }

    private static String line(AsideTable.Line line) {
        return line.grant() + " " + line.period() + " " + line.events() + " " + line.units() + " "
                + line.reason().orElse("");
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
    void a_sequence_that_the_ledger_has_from_elsewhere_is_passed_over() {
        grants();
        ledger.accept(report(1, ONE, 77));
        ledger.accept(report(2, ONE, 78));
        use(ONE, 1000, 10);

        assertEquals(10, reporter.flush().units());

        assertEquals(10, ledger.report(3L).lines().get(0).units());
    }

    @Test
    void a_log_that_was_restored_from_a_copy_goes_on_after_what_the_ledger_has() {
        grants();
        use(ONE, 1000, 1);
        reporter.flush();
        ledger.accept(report(2, ONE, 77));
        ledger.accept(report(3, ONE, 78));
        use(ONE, 1000, 10);

        assertEquals(10, reporter.flush().units());

        assertEquals(10, ledger.report(4L).lines().get(0).units());
    }

    /** The log as a copy of it was, before what is done now. */
    private void older(Runnable since) {
        List<Long> open = jdbc().queryForList("SELECT id FROM meter_event WHERE state = 'open'", Long.class);
        since.run();
        jdbc().update("DELETE FROM meter_line");
        jdbc().update("DELETE FROM meter_report");
        open.forEach(id -> jdbc().update("UPDATE meter_event SET state = 'open', sequence = NULL WHERE id = ?", id));
        jdbc().update("DELETE FROM meter_event WHERE id > ?", open.get(open.size() - 1));
        restart();
    }

    private JdbcTemplate jdbc() {
        return new JdbcTemplate(source);
    }

    @Test
    void what_a_younger_log_reported_is_not_charged_twice() {
        grants();
        use(ONE, 1000, 10);
        use(TWO, 1000, 7);
        older(() -> reporter.flush());
        assertEquals(Reporter.Totals.NONE, reporter.flush());
        assertEquals(Map.of(), log.unreported());
        use(ONE, 1000, 5);
        assertEquals(5, reporter.flush().units());
        assertEquals(2, ledger.reports.size());
    }

    @Test
    void what_a_younger_log_reported_with_more_beside_it_is_not_charged_twice() {
        grants();
        use(ONE, 1000, 10);
        older(() -> {
            use(ONE, 1000, 20);
            reporter.flush();
            use(ONE, 1000, 3);
            reporter.flush();
        });
        assertEquals(Reporter.Totals.NONE, reporter.flush());
        assertEquals(Map.of(), log.unreported());
        assertEquals(2, ledger.reports.size());
    }

    @Test
    void what_does_not_fit_a_younger_logs_report_waits_for_somebodys_word() {
        grants();
        use(ONE, 1000, 10);
        use(ONE, 1000, 20);
        ledger.accept(report(1, ONE, 11));
        restart();
        assertEquals(20, reporter.flush().units());
        assertEquals(10, log.unitsAside());
        assertEquals(10, reporter.retry(Optional.of(ONE)).units());
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

    private void grants() {
        ledger.grant("grt_1", FakeLedger.perByte(1, 1), Optional.empty(), 1000);
        ledger.grant("grt_2", FakeLedger.perByte(1, 1), Optional.empty(), 1000);
    }

    private void use(GrantId grant, long at, long units) {
        append(grant, at, units, at / 1000, true);
    }

    private void append(GrantId grant, long at, long units, long period, boolean metered) {
        Instant time = Instant.ofEpochMilli(at);
        log.append(
                new Use(grant, FakeLedger.ASSET, 1, units, time, period, metered, Digest.of(""), Use.End.WHOLE),
                Optional.empty(),
                () -> {});
    }

    /** The process ends and begins again. */
    private void restart() {
        log = new MeterLog(source, "log");
        reporter = reporter();
    }

    private Reporter reporter() {
        return new Reporter(
                log,
                this::send,
                ledger.books(),
                clock,
                (grant, units) -> accepted.merge(grant.value(), units, Long::sum),
                (line, code) -> refused.add(line.grant() + " " + code));
    }

    private Committed send(long sequence, List<UsageLine> lines) {
        return ledger.submit(
                Callers.METER,
                "usage:report",
                new UsageCommand.Report(
                        UsageCommand.Report.requestId(FakeLedger.METER, sequence),
                        FakeLedger.METER,
                        sequence,
                        lines,
                        "signature"));
    }

    private static UsageCommand.Report report(long sequence, GrantId grant, long units) {
        Instant at = Instant.ofEpochMilli(1000);
        return new UsageCommand.Report(
                new RequestId("r" + sequence),
                FakeLedger.METER,
                sequence,
                List.of(new UsageLine(grant, 1, units, at, at)),
                "signature");
    }
}
