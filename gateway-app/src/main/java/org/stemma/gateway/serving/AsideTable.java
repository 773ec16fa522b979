package org.stemma.gateway.serving;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import org.stemma.api.GrantId;

/**
 * Usage that was set aside because the ledger refused it, and how it is given another try. Used by the thread that reports.
 */
final class AsideTable {
    /** The most lines that are listed; totals are of all. */
    static final int MOST_LISTED = 1_000;

    /** Of a report of which no line was accepted: its sequence is free, and an earlier try under it may yet take effect. */
    private static final String OF_BURNED = "EXISTS (SELECT 1 FROM meter_report r JOIN meter_line l"
            + " ON l.log = r.log AND l.sequence = r.sequence"
            + " WHERE r.log = e.log AND r.sequence = e.sequence AND r.state = 'burned' AND l.state = 'aside'"
            + " AND l.grant_id = e.grant_id AND l.period = e.period)";

    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;
    private final String log;

    AsideTable(JdbcClient jdbc, TransactionTemplate transactions, String log) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.log = log;
    }

    /**
     * Usage under one grant in one period that one report was refused for.
     *
     * @param reason the refusal's code
     */
    record Line(
            GrantId grant,
            long period,
            long sequence,
            long events,
            long units,
            Instant from,
            Instant until,
            Optional<String> reason) {}

    /**
     * What is set aside.
     *
     * @param lines the oldest first, at most {@value #MOST_LISTED}
     * @param events of all lines
     * @param units of all lines
     */
    record Aside(List<Line> lines, long events, long units) {}

    Aside list(Optional<GrantId> grant) {
        List<Line> lines = jdbc.sql(
                        "SELECT e.grant_id, e.period, e.sequence, COUNT(*), SUM(e.units), MIN(e.at), MAX(e.at),"
                                + " MAX(l.reason) FROM meter_event e LEFT JOIN meter_line l ON l.log = e.log"
                                + " AND l.sequence = e.sequence AND l.grant_id = e.grant_id AND l.period = e.period"
                                + " WHERE e.log = ? AND e.state = 'aside'" + of(grant)
                                + " GROUP BY e.grant_id, e.period, e.sequence"
                                + " ORDER BY e.sequence, e.grant_id, e.period LIMIT " + MOST_LISTED)
                .params(parameters(grant))
                .query((row, n) -> line(row))
                .list();
        return jdbc.sql("SELECT COUNT(*), COALESCE(SUM(e.units), 0) FROM meter_event e"
                        + " WHERE e.log = ? AND e.state = 'aside'" + of(grant))
                .params(parameters(grant))
                .query((row, n) -> new Aside(lines, row.getLong(1), row.getLong(2)))
                .single();
    }

    private static Line line(ResultSet row) throws SQLException {
        return new Line(
                new GrantId(row.getString(1)),
                row.getLong(2),
                row.getLong(3),
                row.getLong(4),
                row.getLong(5),
                Instant.ofEpochMilli(row.getLong(6)),
                Instant.ofEpochMilli(row.getLong(7)),
                Optional.ofNullable(row.getString(8)));
    }

    private static String of(Optional<GrantId> grant) {
        return grant.isPresent() ? " AND e.grant_id = ?" : "";
    }

    private List<Object> parameters(Optional<GrantId> grant) {
        List<Object> parameters = new ArrayList<>(List.of(log));
        grant.ifPresent(id -> parameters.add(id.value()));
        return parameters;
    }

    /** Sequences under which no line was accepted, and which lines that are set aside still belong to. */
    List<Long> burned(Optional<GrantId> grant) {
        return jdbc.sql("SELECT DISTINCT e.sequence FROM meter_event e WHERE e.log = ? AND e.state = 'aside'"
                        + of(grant) + " AND " + OF_BURNED + " ORDER BY e.sequence")
                .params(parameters(grant))
                .query(Long.class)
                .list();
    }

    /**
     * Makes a report of which no line was accepted pending again, under its own sequence: if an earlier try of it takes
     * effect after all, the ledger says so instead of charging twice.
     */
    void reopen(long sequence, Optional<GrantId> grant) {
        transactions.executeWithoutResult(status -> {
            List<Object> which = parameters(grant);
            which.add(1, sequence);
            String and = grant.isPresent() ? " AND grant_id = ?" : "";
            jdbc.sql("UPDATE meter_event SET state = 'slotted' WHERE log = ? AND sequence = ?" + and
                            + " AND state = 'aside' AND EXISTS (SELECT 1 FROM meter_line l WHERE l.log = meter_event.log"
                            + " AND l.sequence = meter_event.sequence AND l.grant_id = meter_event.grant_id"
                            + " AND l.period = meter_event.period AND l.state = 'aside')")
                    .params(which)
                    .update();
            jdbc.sql("UPDATE meter_line SET state = 'sending', reason = NULL WHERE log = ? AND sequence = ?" + and
                            + " AND state = 'aside'")
                    .params(which)
                    .update();
            jdbc.sql("UPDATE meter_report SET state = 'pending' WHERE log = ? AND sequence = ?")
                    .params(log, sequence)
                    .update();
        });
    }

    /** Lets the next report take what was set aside and can't be accepted under its old sequence any more. */
    void open(Optional<GrantId> grant) {
        jdbc.sql("UPDATE meter_event SET state = 'open', sequence = NULL WHERE id IN (SELECT e.id FROM meter_event e"
                        + " WHERE e.log = ? AND e.state = 'aside'" + of(grant) + " AND NOT " + OF_BURNED + ")")
                .params(parameters(grant))
                .update();
    }
}
