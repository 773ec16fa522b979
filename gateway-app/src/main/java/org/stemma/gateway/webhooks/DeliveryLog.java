package org.stemma.gateway.webhooks;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.jdbc.core.JdbcTemplate;

/** What was tried: of each webhook the newest attempts. */
final class DeliveryLog {
    /** Old attempts are looked for once in so many new ones. */
    private static final int PRUNE_EVERY = 100;

    private final JdbcTemplate jdbc;
    private final int kept;
    private final AtomicLong added = new AtomicLong();

    DeliveryLog(JdbcTemplate jdbc, int kept) {
        this.jdbc = jdbc;
        this.kept = kept;
    }

    /**
     * An attempt as it is listed.
     *
     * @param id counts attempts
     * @param webhookId the delivery's id, which its receiver saw as webhook-id
     * @param nextAttempt when it is tried again, if it is
     */
    record Entry(
            long id,
            String event,
            String webhookId,
            String type,
            int attempt,
            Instant at,
            long millis,
            String outcome,
            Optional<Integer> status,
            Optional<Instant> nextAttempt) {}

    void add(String webhook, Attempt attempt, Optional<Instant> nextAttempt) {
        jdbc.update(
                "INSERT INTO webhook_delivery (webhook, event, type, attempt, at, millis, outcome, status, next_attempt)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                webhook,
                attempt.event().toString(),
                attempt.type(),
                attempt.number(),
                attempt.at().toEpochMilli(),
                attempt.millis(),
                attempt.result().word(),
                attempt.status().orElse(null),
                nextAttempt.map(Instant::toEpochMilli).orElse(null));
        if (added.incrementAndGet() % PRUNE_EVERY == 0) {
            prune(webhook);
        }
    }

    private void prune(String webhook) {
        jdbc.queryForList(
                        "SELECT id FROM webhook_delivery WHERE webhook = ? ORDER BY id DESC LIMIT 1 OFFSET ?",
                        Long.class,
                        webhook,
                        kept)
                .forEach(oldest ->
                        jdbc.update("DELETE FROM webhook_delivery WHERE webhook = ? AND id <= ?", webhook, oldest));
    }

    /** Attempts, the newest first. */
    List<Entry> list(String webhook, Optional<Long> before, int limit) {
        return jdbc.query(
                "SELECT * FROM webhook_delivery WHERE webhook = ? AND id < ? ORDER BY id DESC LIMIT ?",
                DeliveryLog::entry,
                webhook,
                before.orElse(Long.MAX_VALUE),
                limit);
    }

    void remove(String webhook) {
        jdbc.update("DELETE FROM webhook_delivery WHERE webhook = ?", webhook);
    }

    private static Entry entry(ResultSet row, int n) throws SQLException {
        String event = row.getString("event");
        return new Entry(
                row.getLong("id"),
                event,
                Message.id(row.getString("webhook"), event),
                row.getString("type"),
                row.getInt("attempt"),
                Instant.ofEpochMilli(row.getLong("at")),
                row.getLong("millis"),
                row.getString("outcome").toLowerCase(Locale.ROOT),
                Optional.ofNullable(row.getObject("status", Integer.class)),
                Optional.ofNullable(row.getObject("next_attempt", Long.class)).map(Instant::ofEpochMilli));
    }
}
