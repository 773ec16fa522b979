package org.stemma.gateway.ledger;

import com.google.protobuf.ByteString;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.hyperledger.fabric.client.Transaction;
import org.springframework.core.io.ClassPathResource;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.stemma.api.Codec;

/**
 * Transactions that somebody was told of before a block had them, so that none of them is lost with the process. What
 * became of them stands here until a day later, unless it stands on the ledger.
 */
public final class Outbox {
    private static final Duration KEPT = Duration.ofDays(1);
    private static final int MANY = 500;

    private final JdbcTemplate jdbc;
    private final Clock clock;

    /** What became of a transaction so far. */
    public enum State {
        /** Not in a block yet; it is sent again and again. */
        PENDING,
        /** It changed nothing, since another came first; the same command was sent as another transaction. */
        REPLACED,
        /** It changed nothing, and nothing takes its place. */
        FAILED
    }

    /**
     * A kept transaction.
     *
     * @param answer what the chaincode answered, as JSON
     * @param successor the transaction that took its place
     * @param failure code, and facts, of why it failed
     */
    public record Kept(
            String transaction,
            String identity,
            String function,
            String answer,
            Instant at,
            State state,
            Optional<String> successor,
            Optional<Failure> failure) {}

    /** Why a transaction failed. */
    public record Failure(String code, int status, String sentence, Map<String, String> facts) {
        static Failure of(LedgerFailure failure) {
            return new Failure(failure.code(), failure.status(), failure.sentence(), failure.facts());
        }
    }

    /** What is to be sent again. */
    record Parcel(
            String transaction, String identity, String function, String argument, Instant at, ByteString bytes) {}

    Outbox(JdbcTemplate jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
        new ResourceDatabasePopulator(new ClassPathResource("outbox.sql"))
                .execute(java.util.Objects.requireNonNull(jdbc.getDataSource()));
    }

    /** Keeps an endorsed transaction. When this returns, a kill loses it no more. */
    void keep(Caller caller, Endorsed endorsed) {
        String id = endorsed.id();
        if (find(id).isPresent()) {
            return;
        }
        try {
            insert(caller, endorsed);
        } catch (DuplicateKeyException e) {
            // Another of the same transaction was kept meanwhile.
        }
    }

    private void insert(Caller caller, Endorsed endorsed) {
        Transaction transaction = endorsed.transaction();
        jdbc.update(
                "INSERT INTO outbox (transaction_id, identity, function, argument, answer, bytes, at_millis, state)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                endorsed.id(),
                caller.name(),
                endorsed.function(),
                endorsed.argument(),
                new String(transaction.getResult(), java.nio.charset.StandardCharsets.UTF_8),
                Base64.getEncoder().encodeToString(transaction.getBytes()),
                clock.millis(),
                State.PENDING.name());
    }

    /** It is valid in a block, where it can be read from now on. */
    void done(String transaction) {
        jdbc.update("DELETE FROM outbox WHERE transaction_id = ?", transaction);
    }

    void replaced(String transaction, String successor) {
        jdbc.update(
                "UPDATE outbox SET state = ?, successor = ?, bytes = '' WHERE transaction_id = ?",
                State.REPLACED.name(),
                successor,
                transaction);
    }

    void failed(String transaction, Failure failure) {
        jdbc.update(
                "UPDATE outbox SET state = ?, code = ?, status = ?, sentence = ?, facts = ?, bytes = ''"
                        + " WHERE transaction_id = ?",
                State.FAILED.name(),
                failure.code(),
                failure.status(),
                failure.sentence(),
                Codec.write(new TreeMap<>(failure.facts())),
                transaction);
    }

    /** What is pending, oldest first. */
    List<Parcel> pending() {
        return jdbc.query(
                "SELECT * FROM outbox WHERE state = ? ORDER BY at_millis LIMIT ?",
                (row, n) -> new Parcel(
                        row.getString("transaction_id"),
                        row.getString("identity"),
                        row.getString("function"),
                        row.getString("argument"),
                        Instant.ofEpochMilli(row.getLong("at_millis")),
                        ByteString.copyFrom(Base64.getDecoder().decode(row.getString("bytes")))),
                State.PENDING.name(),
                MANY);
    }

    /** How many are pending. */
    public long countPending() {
        Long count =
                jdbc.queryForObject("SELECT COUNT(*) FROM outbox WHERE state = ?", Long.class, State.PENDING.name());
        return count == null ? 0 : count;
    }

    /** Forgets what ended long ago. */
    void clean() {
        jdbc.update(
                "DELETE FROM outbox WHERE state <> ? AND at_millis < ?",
                State.PENDING.name(),
                clock.millis() - KEPT.toMillis());
    }

    public Optional<Kept> find(String transaction) {
        return jdbc.query("SELECT * FROM outbox WHERE transaction_id = ?", Outbox::kept, transaction).stream()
                .findFirst();
    }

    private static Kept kept(ResultSet row, int n) throws SQLException {
        return new Kept(
                row.getString("transaction_id"),
                row.getString("identity"),
                row.getString("function"),
                row.getString("answer"),
                Instant.ofEpochMilli(row.getLong("at_millis")),
                State.valueOf(row.getString("state")),
                Optional.ofNullable(row.getString("successor")),
                failure(row));
    }

    private static Optional<Failure> failure(ResultSet row) throws SQLException {
        String code = row.getString("code");
        if (code == null) {
            return Optional.empty();
        }
        Map<String, String> facts = new TreeMap<>();
        Codec.members(row.getString("facts")).forEach((name, value) -> facts.put(name, String.valueOf(value)));
        return Optional.of(new Failure(code, row.getInt("status"), row.getString("sentence"), facts));
    }
}
