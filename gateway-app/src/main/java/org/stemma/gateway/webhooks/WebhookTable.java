package org.stemma.gateway.webhooks;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.core.io.ClassPathResource;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.stemma.gateway.events.Position;

/** The webhooks in the database. What people ask raises the revision, so that a delivery under way undoes none of it. */
final class WebhookTable {
    private final JdbcTemplate jdbc;

    WebhookTable(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
        new ResourceDatabasePopulator(new ClassPathResource("webhook.sql"))
                .execute(java.util.Objects.requireNonNull(jdbc.getDataSource()));
    }

    /** Keeps a new webhook, unless there is one of its id. Returns the one that is kept. */
    Webhook add(Webhook made) {
        try {
            jdbc.update(
                    "INSERT INTO webhook (id, command, url, label, types, party, asset, state, created_at, seed,"
                            + " position, revision, attempts)"
                            + " VALUES (?, ?, ?, ?, ?, ?, ?, 'enabled', ?, ?, ?, 0, 0)",
                    made.id(),
                    made.command(),
                    made.url(),
                    made.label(),
                    String.join(",", made.types()),
                    made.party().orElse(null),
                    made.asset().orElse(null),
                    made.createdAt().toEpochMilli(),
                    made.seed(),
                    made.position().toString());
        } catch (DuplicateKeyException e) {
            // The request was made before: it is answered as then.
        }
        return find(made.id()).orElseThrow();
    }

    Optional<Webhook> find(String id) {
        return jdbc.query("SELECT * FROM webhook WHERE id = ?", WebhookTable::webhook, id).stream()
                .findFirst();
    }

    /** Webhooks in the order of their ids. */
    List<Webhook> list(Optional<String> after, int limit) {
        return jdbc.query(
                "SELECT * FROM webhook WHERE id > ? ORDER BY id LIMIT ?",
                WebhookTable::webhook,
                after.orElse(""),
                limit);
    }

    /** There are never many. */
    List<Webhook> all() {
        return jdbc.query("SELECT * FROM webhook ORDER BY id", WebhookTable::webhook);
    }

    boolean remove(String id) {
        return jdbc.update("DELETE FROM webhook WHERE id = ?", id) > 0;
    }

    /** Makes the present secret the previous one. */
    void rotate(Webhook from, String seed, Instant previousUntil) {
        jdbc.update(
                "UPDATE webhook SET previous_seed = seed, previous_until = ?, seed = ?, revision = revision + 1"
                        + " WHERE id = ? AND seed = ?",
                previousUntil.toEpochMilli(),
                seed,
                from.id(),
                from.seed());
    }

    /** Delivers again from where it stopped, at once. */
    void enable(String id) {
        jdbc.update(
                "UPDATE webhook SET state = 'enabled', reason = NULL, attempts = 0, failing_since = NULL,"
                        + " next_attempt = NULL, revision = revision + 1 WHERE id = ?",
                id);
    }

    void disable(String id) {
        jdbc.update(
                "UPDATE webhook SET state = 'disabled', reason = 'asked', revision = revision + 1"
                        + " WHERE id = ? AND state = 'enabled'",
                id);
    }

    /** Goes on, or back, to a position. */
    void move(String id, Position to) {
        jdbc.update(
                "UPDATE webhook SET position = ?, attempts = 0, failing_since = NULL, next_attempt = NULL,"
                        + " revision = revision + 1 WHERE id = ?",
                to.toString(),
                id);
    }

    /** An event was delivered, or there was nothing to deliver up to here. Nothing, if something was asked meanwhile. */
    void passed(Webhook of, Position through) {
        jdbc.update(
                "UPDATE webhook SET position = ?, attempts = 0, failing_since = NULL, next_attempt = NULL"
                        + " WHERE id = ? AND revision = ?",
                through.toString(),
                of.id(),
                of.revision());
    }

    /** The next event was not delivered. Nothing, if something was asked meanwhile. */
    void failed(Webhook of, Instant failingSince, Instant nextAttempt) {
        jdbc.update(
                "UPDATE webhook SET attempts = attempts + 1, failing_since = ?, next_attempt = ?"
                        + " WHERE id = ? AND revision = ?",
                failingSince.toEpochMilli(),
                nextAttempt.toEpochMilli(),
                of.id(),
                of.revision());
    }

    /** Gives up, until somebody enables it. Nothing, if something was asked meanwhile. */
    void giveUp(Webhook of, Webhook.Reason reason, Instant failingSince) {
        jdbc.update(
                "UPDATE webhook SET state = 'disabled', reason = ?, attempts = attempts + 1, failing_since = ?,"
                        + " next_attempt = NULL WHERE id = ? AND revision = ?",
                word(reason),
                failingSince.toEpochMilli(),
                of.id(),
                of.revision());
    }

    private static String word(Webhook.Reason reason) {
        return reason.name().toLowerCase(Locale.ROOT);
    }

    private static Webhook webhook(ResultSet row, int n) throws SQLException {
        String types = row.getString("types");
        return new Webhook(
                row.getString("id"),
                row.getString("command"),
                row.getString("url"),
                row.getString("label"),
                types.isEmpty() ? List.of() : List.of(types.split(",")),
                Optional.ofNullable(row.getString("party")),
                Optional.ofNullable(row.getString("asset")),
                Optional.ofNullable(row.getString("reason"))
                        .map(reason -> Webhook.Reason.valueOf(reason.toUpperCase(Locale.ROOT))),
                Instant.ofEpochMilli(row.getLong("created_at")),
                row.getString("seed"),
                Optional.ofNullable(row.getString("previous_seed")),
                time(row, "previous_until"),
                Position.of(row.getString("position")),
                row.getLong("revision"),
                row.getInt("attempts"),
                time(row, "failing_since"),
                time(row, "next_attempt"));
    }

    private static Optional<Instant> time(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, Long.class)).map(Instant::ofEpochMilli);
    }
}
