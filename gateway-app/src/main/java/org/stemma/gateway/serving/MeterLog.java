package org.stemma.gateway.serving;

import com.google.gson.JsonObject;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.jdbc.support.KeyHolder;
import org.springframework.transaction.support.TransactionTemplate;
import org.stemma.api.Digest;
import org.stemma.api.GrantId;
import org.stemma.api.MeterId;
import org.stemma.api.RequestId;
import org.stemma.gateway.backup.RowCopy;
import org.stemma.gateway.database.Durability;

/** The durable memory of the meter: every use before its answer leaves the gateway. Safe for use by many threads. */
final class MeterLog {
    private final String log;
    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;
    private final Durability durability;
    private final SlotTable slots;
    private final AsideTable aside;
    private final OlderLog older;
    private final RowCopy copy;

    /** Opens the log that lies under a meter key's fingerprint, making its tables if there are none. */
    MeterLog(DataSource source, String log) {
        this(source, log, RowCopy.none());
    }

    /** @param copy where what is acknowledged is written once more */
    MeterLog(DataSource source, String log, RowCopy copy) {
        new ResourceDatabasePopulator(new ClassPathResource("meter.sql")).execute(source);
        this.log = log;
        jdbc = JdbcClient.create(source);
        transactions = new TransactionTemplate(new DataSourceTransactionManager(source));
        durability = Durability.of(source);
        slots = new SlotTable(jdbc, transactions, log);
        aside = new AsideTable(jdbc, transactions, log);
        older = new OlderLog(jdbc, transactions, log);
        this.copy = copy;
    }

    /**
     * Returns when the use, and the answer if a repeat is to find it, would survive the end of this process.
     *
     * @param counts called when the use may be in the log, whatever fails from then on: the commit's own outcome may be
     *     unknown, and what is committed is charged even if forcing it to the disk fails
     */
    void append(Use use, Optional<Remembered> remembered, Runnable counts) {
        Long id = transactions.execute(status -> {
            long inserted = insert(use);
            remembered.ifPresent(answer -> insert(use, answer));
            counts.run();
            return inserted;
        });
        durability.force();
        if (copy.isKept() && id != null) {
            copy.append(line(id, use, remembered));
        }
    }

    /** The rows as the database has them. */
    private JsonObject line(long id, Use use, Optional<Remembered> remembered) {
        JsonObject event = new JsonObject();
        event.addProperty("id", id);
        event.addProperty("log", log);
        event.addProperty("grant_id", use.grant().value());
        event.addProperty("asset", use.asset().value());
        event.addProperty("version", use.version());
        event.addProperty("at", use.at().toEpochMilli());
        event.addProperty("period", use.period());
        event.addProperty("units", use.units());
        event.addProperty("state", state(use));
        event.addProperty("output", use.output().value());
        event.addProperty("ending", ending(use));
        JsonObject line = new JsonObject();
        line.add("event", event);
        remembered.ifPresent(kept -> {
            JsonObject answer = new JsonObject();
            answer.addProperty("log", log);
            answer.addProperty("grant_id", use.grant().value());
            answer.addProperty("request", kept.request().value());
            answer.addProperty("command", kept.command().value());
            answer.addProperty("answer", kept.sealed());
            answer.addProperty("at", use.at().toEpochMilli());
            line.add("answer", answer);
        });
        return line;
    }

    private static String state(Use use) {
        return use.metered() ? "open" : "local";
    }

    private static String ending(Use use) {
        return use.end().name().toLowerCase(Locale.ROOT);
    }

    private long insert(Use use) {
        KeyHolder key = new GeneratedKeyHolder();
        jdbc.sql("INSERT INTO meter_event (log, grant_id, asset, version, at, period, units, state, output, ending)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
                .params(log, use.grant().value(), use.asset().value(), use.version())
                .param(use.at().toEpochMilli())
                .param(use.period())
                .param(use.units())
                .param(state(use))
                .param(use.output().value())
                .param(ending(use))
                .update(key, "id");
        return Objects.requireNonNull(key.getKeyAs(Long.class));
    }

    private void insert(Use use, Remembered remembered) {
        jdbc.sql("INSERT INTO meter_answer (log, grant_id, request, command, answer, at) VALUES (?, ?, ?, ?, ?, ?)")
                .params(log, use.grant().value(), remembered.request().value())
                .param(remembered.command().value())
                .param(remembered.sealed())
                .param(use.at().toEpochMilli())
                .update();
    }

    Optional<Remembered> answer(GrantId grant, RequestId request) {
        return jdbc.sql("SELECT command, answer FROM meter_answer WHERE log = ? AND grant_id = ? AND request = ?")
                .params(log, grant.value(), request.value())
                .query((row, n) -> new Remembered(request, new Digest(row.getString(1)), row.getString(2)))
                .optional();
    }

    /** Forgets answers that are older, so that they do not pile up. */
    void forgetAnswersBefore(Instant time) {
        jdbc.sql("DELETE FROM meter_answer WHERE log = ? AND at < ?")
                .params(log, time.toEpochMilli())
                .update();
    }

    /** Units per grant that were answered and of which the ledger does not know. */
    Map<GrantId, Long> unreported() {
        Map<GrantId, Long> units = new TreeMap<>(java.util.Comparator.comparing(GrantId::value));
        jdbc.sql("SELECT grant_id, SUM(units) FROM meter_event WHERE log = ? AND state <> 'reported' GROUP BY grant_id")
                .param(log)
                .query((row, n) -> units.put(new GrantId(row.getString(1)), row.getLong(2)))
                .list();
        return units;
    }

    /** Whether usage under a grant waits for a report, or for a report's answer. */
    boolean isWaiting(GrantId grant) {
        return !jdbc.sql("SELECT id FROM meter_event WHERE log = ? AND state IN ('open', 'slotted') AND grant_id = ?"
                        + " LIMIT 1")
                .params(log, grant.value())
                .query(Long.class)
                .list()
                .isEmpty();
    }

    /** How many events wait for a report, and since when. */
    record Backlog(long events, Optional<Instant> oldest) {}

    Backlog backlog() {
        return jdbc.sql("SELECT COUNT(*), MIN(at) FROM meter_event WHERE log = ? AND state = 'open'")
                .param(log)
                .query((row, n) -> {
                    Long oldest = row.getObject(2, Long.class);
                    return new Backlog(
                            row.getLong(1), Optional.ofNullable(oldest).map(Instant::ofEpochMilli));
                })
                .single();
    }

    /** How many units were set aside because the ledger refused them. */
    long unitsAside() {
        return jdbc.sql("SELECT COALESCE(SUM(units), 0) FROM meter_event WHERE log = ? AND state = 'aside'")
                .param(log)
                .query(Long.class)
                .single();
    }

    Optional<MeterId> meter() {
        return jdbc.sql("SELECT meter FROM meter_self WHERE log = ?")
                .param(log)
                .query((row, n) -> new MeterId(row.getString(1)))
                .optional();
    }

    void registered(MeterId meter) {
        jdbc.sql("INSERT INTO meter_self (log, meter) VALUES (?, ?)")
                .params(log, meter.value())
                .update();
    }

    OlderLog older() {
        return older;
    }

    SlotTable slots() {
        return slots;
    }

    AsideTable aside() {
        return aside;
    }
}
