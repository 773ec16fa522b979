package org.stemma.gateway.serving;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.stemma.api.usage.UsageCommand;

/** Usage that was set aside, and another try of it. */
@Tag("database")
class AsideTableTest extends ReporterCase {
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
}
