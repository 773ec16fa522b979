package org.stemma.gateway.serving;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.stemma.api.GrantId;
import org.stemma.api.RequestId;
import org.stemma.api.usage.UsageCommand;
import org.stemma.api.usage.UsageLine;

/** A log that is older than the ledger. */
@Tag("database")
class OlderLogTest extends ReporterCase {
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
