package org.stemma.gateway.serving;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** When usage took place, and what the ledger takes of it. */
@Tag("database")
class UsageTimesTest extends ReporterCase {
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
                aside(Optional.empty()).lines().stream().map(ReporterCase::line).toList());
    }

    @Test
    void usage_ahead_of_the_clock_is_reported_once_its_time_has_come_and_the_rest_at_once() {
        grants();
        use(ONE, 1000, 10);
        clock.set(Instant.ofEpochMilli(900));
        assertEquals(Reporter.Totals.NONE, reporter.flush(), "the clock was put back since");

        clock.set(Instant.ofEpochMilli(1000));
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
}
