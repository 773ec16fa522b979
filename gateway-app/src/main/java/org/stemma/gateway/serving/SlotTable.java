package org.stemma.gateway.serving;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import org.stemma.api.GrantId;
import org.stemma.api.usage.UsageLine;

/**
 * Reports as the meter's log keeps them. Each method is one database transaction, so that a crash leaves the log before
 * or after it. One thread at a time calls it; events may be appended meanwhile.
 */
final class SlotTable {
    private static final Map<Slot.State, String> EVENT_STATES = Map.of(
            Slot.State.REPORTED, "reported",
            Slot.State.RETURNED, "open",
            Slot.State.ASIDE, "aside");

    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;
    private final String log;

    SlotTable(JdbcClient jdbc, TransactionTemplate transactions, String log) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.log = log;
    }

    /** The report that is not accepted yet. There is at most one. */
    Optional<Slot> pending() {
        return jdbc.sql("SELECT sequence FROM meter_report WHERE log = ? AND state = 'pending'")
                .param(log)
                .query(Long.class)
                .optional()
                .map(sequence -> new Slot(sequence, lines(sequence)));
    }

    private List<Slot.Line> lines(long sequence) {
        return jdbc.sql("SELECT grant_id, period, events, units, first_at, last_at, state, reason"
                        + " FROM meter_line WHERE log = ? AND sequence = ? ORDER BY n")
                .params(log, sequence)
                .query((row, n) -> line(
                        row,
                        Slot.State.valueOf(row.getString(7).toUpperCase(Locale.ROOT)),
                        Optional.ofNullable(row.getString(8))))
                .list();
    }

    private static Slot.Line line(ResultSet row, Slot.State state, Optional<String> reason) throws SQLException {
        return new Slot.Line(
                new GrantId(row.getString(1)),
                row.getLong(2),
                row.getLong(3),
                row.getLong(4),
                Instant.ofEpochMilli(row.getLong(5)),
                Instant.ofEpochMilli(row.getLong(6)),
                state,
                reason);
    }

    /**
     * Puts waiting events into a new report, the longest waiting groups first.
     *
     * @param above the new sequence is above this one, and above all of this log
     * @param now what is stamped later, by a clock that was put back since, waits: the ledger takes nothing of its future
     */
    Optional<Slot> cut(long above, Instant now) {
        return Objects.requireNonNull(transactions.execute(status -> cutNow(above, now.toEpochMilli())));
    }

    private Optional<Slot> cutNow(long above, long now) {
        List<Slot.Line> groups = groups("state = 'open' AND at <= ?", List.of(now));
        if (groups.isEmpty()) {
            return Optional.empty();
        }
        long sequence = Math.max(above, last()) + 1;
        // First the events are taken, then they are summed: one that is appended in between belongs to neither.
        for (Slot.Line group : groups) {
            jdbc.sql("UPDATE meter_event SET state = 'slotted', sequence = ?"
                            + " WHERE log = ? AND state = 'open' AND grant_id = ? AND period = ? AND at <= ?")
                    .params(sequence, log, group.grant().value(), group.period(), now)
                    .update();
        }
        Slot slot = new Slot(sequence, groups("state = 'slotted' AND sequence = ?", List.of(sequence)));
        jdbc.sql("INSERT INTO meter_report (log, sequence, state) VALUES (?, ?, 'pending')")
                .params(log, sequence)
                .update();
        for (int n = 0; n < slot.lines().size(); n++) {
            insert(slot, n);
        }
        return Optional.of(slot);
    }

    private List<Slot.Line> groups(String condition, List<Object> parameters) {
        List<Object> all = new ArrayList<>(List.of(log));
        all.addAll(parameters);
        return jdbc.sql("SELECT grant_id, period, COUNT(*), SUM(units), MIN(at), MAX(at) FROM meter_event"
                        + " WHERE log = ? AND " + condition
                        + " GROUP BY grant_id, period ORDER BY MIN(id) LIMIT " + UsageLine.MAX_LINES)
                .params(all)
                .query((row, n) -> line(row, Slot.State.SENDING, Optional.empty()))
                .list();
    }

    private long last() {
        return jdbc.sql("SELECT COALESCE(MAX(sequence), 0) FROM meter_report WHERE log = ?")
                .param(log)
                .query(Long.class)
                .single();
    }

    private void insert(Slot slot, int n) {
        Slot.Line line = slot.lines().get(n);
        jdbc.sql("INSERT INTO meter_line (log, sequence, n, grant_id, period, events, units, first_at, last_at, state)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
                .params(log, slot.sequence(), n, line.grant().value(), line.period())
                .param(line.events())
                .param(line.units())
                .param(line.first().toEpochMilli())
                .param(line.last().toEpochMilli())
                .param(word(line.state()))
                .update();
    }

    /** Keeps which lines are to be sent next. */
    void save(Slot slot) {
        transactions.executeWithoutResult(status -> saveLines(slot));
    }

    private void saveLines(Slot slot) {
        for (int n = 0; n < slot.lines().size(); n++) {
            Slot.Line line = slot.lines().get(n);
            jdbc.sql("UPDATE meter_line SET state = ?, reason = ? WHERE log = ? AND sequence = ? AND n = ?")
                    .param(word(line.state()))
                    .param(line.reason().orElse(null))
                    .params(log, slot.sequence(), n)
                    .update();
        }
    }

    enum End {
        ACCEPTED,
        /** All lines were set aside. */
        BURNED,
        /** The ledger has another report under the sequence. */
        FOREIGN
    }

    /** Ends a report: each line's events go where the line says. */
    void close(Slot slot, End end, Optional<String> transactionId) {
        transactions.executeWithoutResult(status -> {
            saveLines(slot);
            slot.lines().forEach(line -> move(slot.sequence(), line));
            jdbc.sql("UPDATE meter_report SET state = ?, tx = ? WHERE log = ? AND sequence = ?")
                    .param(word(end))
                    .param(transactionId.orElse(null))
                    .params(log, slot.sequence())
                    .update();
        });
    }

    private void move(long sequence, Slot.Line line) {
        String state = EVENT_STATES.get(line.state());
        if (state == null) {
            throw new IllegalStateException("a line of report " + sequence + " ends in state " + line.state());
        }
        // What was trimmed off a line stays aside when the rest of it is free again.
        String which = line.state() == Slot.State.RETURNED ? " AND state = 'slotted'" : "";
        jdbc.sql("UPDATE meter_event SET state = ? WHERE log = ? AND sequence = ? AND grant_id = ? AND period = ?"
                        + which)
                .params(state, log, sequence, line.grant().value(), line.period())
                .update();
    }

    /** Sets those of a line's events aside that took place before a time, or at another one or later. */
    void trim(Slot slot, Slot.Line line, Instant from, Instant until) {
        transactions.executeWithoutResult(status -> {
            saveLines(slot);
            jdbc.sql("UPDATE meter_event SET state = 'aside'"
                            + " WHERE log = ? AND sequence = ? AND grant_id = ? AND period = ? AND (at < ? OR at >= ?)")
                    .params(log, slot.sequence(), line.grant().value(), line.period())
                    .params(ceiling(from), ceiling(until))
                    .update();
        });
    }

    /** The first whole millisecond that is not before a time; times without an end are as far as numbers go. */
    private static long ceiling(Instant time) {
        if (time.equals(Instant.MIN) || time.equals(Instant.MAX)) {
            return time.equals(Instant.MIN) ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
        return time.plusNanos(999_999).toEpochMilli();
    }

    /** Frees a line's events for later reports, each in the period in which it took place by the present calendar. */
    void part(Slot slot, Slot.Line line, ToLongFunction<Instant> periodOf) {
        transactions.executeWithoutResult(status -> {
            saveLines(slot);
            long last = line.last().toEpochMilli();
            for (long from = line.first().toEpochMilli(); from <= last; ) {
                long next = Periods.endOf(from, last, periodOf);
                jdbc.sql("UPDATE meter_event SET state = 'open', sequence = NULL, period = ?"
                                + " WHERE log = ? AND sequence = ? AND grant_id = ? AND period = ?"
                                + " AND state = 'slotted' AND at >= ? AND at < ?")
                        .param(periodOf.applyAsLong(Instant.ofEpochMilli(from)))
                        .params(log, slot.sequence(), line.grant().value(), line.period(), from, next)
                        .update();
                from = next;
            }
        });
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
