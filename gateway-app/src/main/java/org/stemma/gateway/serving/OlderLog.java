package org.stemma.gateway.serving;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import org.stemma.api.GrantId;
import org.stemma.api.usage.UsageReport;

/**
 * A log that is older than the ledger: restored from a backup, or of a database that failed over to an earlier state. What
 * it holds as waiting may be charged already. So before anything is reported, reports that the ledger has and the log has
 * not are held against what waited when the log was opened. A report takes all that waits under a grant in a period, so the
 * first of them took the oldest events: if their number and units are the report's, or all of them are fewer, they are
 * reported. What fits otherwise is set aside, for somebody to look at and to send again.
 */
final class OlderLog {
    private static final Logger LOG = LoggerFactory.getLogger(OlderLog.class);

    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;
    private final String log;

    /** The last event that may have been reported by a process of which the log does not know. */
    private final long through;

    OlderLog(JdbcClient jdbc, TransactionTemplate transactions, String log) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.log = log;
        through = jdbc.sql("SELECT COALESCE(MAX(id), 0) FROM meter_event WHERE log = ?")
                .param(log)
                .query(Long.class)
                .single();
    }

    /** What the ledger turned out to know. */
    record Known(GrantId grant, long units) {}

    /** Settles all reports of which only the ledger knows. */
    List<Known> settle(Reporter.Books books) {
        List<Known> known = new ArrayList<>();
        long last = books.lastSequence();
        for (long sequence = settled() + 1; sequence <= last; sequence++) {
            Optional<UsageReport> report = books.report(sequence);
            if (report.isPresent()) {
                UsageReport found = report.get();
                known.addAll(Objects.requireNonNull(transactions.execute(status -> settle(found))));
            }
        }
        return known;
    }

    /** Up to which sequence ledger and log agree. */
    private long settled() {
        return jdbc.sql("SELECT COALESCE(MAX(sequence), 0) FROM meter_report"
                        + " WHERE log = ? AND state IN ('accepted', 'settled')")
                .param(log)
                .query(Long.class)
                .single();
    }

    private record Event(long id, long units) {}

    private List<Known> settle(UsageReport report) {
        List<Known> known = new ArrayList<>();
        for (UsageReport.Charged line : report.lines()) {
            List<Event> events = oldest(line);
            long units = events.stream().mapToLong(Event::units).sum();
            boolean all = events.size() == line.events() && units == line.units();
            boolean part = events.size() < line.events() && units <= line.units();
            if (!events.isEmpty()) {
                move(events, all || part ? "reported" : "aside", report.sequence());
                LOG.warn(
                        "report {} was made by a log that is younger than this one: {} events of {} in period {} are {}",
                        report.sequence(),
                        events.size(),
                        line.grant(),
                        line.usagePeriod(),
                        all || part ? "reported" : "set aside, since they don't fit");
            }
            if (all || part) {
                known.add(new Known(line.grant(), units));
            }
        }
        keep(report.sequence());
        return known;
    }

    private List<Event> oldest(UsageReport.Charged line) {
        return jdbc.sql("SELECT id, units FROM meter_event WHERE log = ? AND state = 'open' AND grant_id = ?"
                        + " AND period = ? AND id <= ? ORDER BY id LIMIT ?")
                .params(log, line.grant().value(), line.usagePeriod(), through, line.events())
                .query((row, n) -> new Event(row.getLong(1), row.getLong(2)))
                .list();
    }

    private void move(List<Event> events, String state, long sequence) {
        for (Event event : events) {
            jdbc.sql("UPDATE meter_event SET state = ?, sequence = ? WHERE id = ?")
                    .params(state, sequence, event.id())
                    .update();
        }
    }

    private void keep(long sequence) {
        int there = jdbc.sql("UPDATE meter_report SET state = 'settled' WHERE log = ? AND sequence = ?")
                .params(log, sequence)
                .update();
        if (there == 0) {
            jdbc.sql("INSERT INTO meter_report (log, sequence, state) VALUES (?, ?, 'settled')")
                    .params(log, sequence)
                    .update();
        }
    }
}
