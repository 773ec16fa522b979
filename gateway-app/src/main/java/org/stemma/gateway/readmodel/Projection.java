package org.stemma.gateway.readmodel;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;
import org.stemma.api.Codec;
import org.stemma.api.LruMap;
import org.stemma.api.asset.Asset;

/**
 * Writes blocks into the tables, some at once; the checkpoint moves in the same database transaction, so a block counts
 * once, however often it is delivered. Used by one thread at a time.
 */
final class Projection {
    /** Keys that one statement deletes. */
    private static final int KEYS = 100;

    private static final int MAX_ASSETS = 10_000;

    private final JdbcTemplate jdbc;
    private final TransactionTemplate inTransaction;
    private final Flows flows;

    /** Heads that grants named. Few assets are licensed often. */
    private final Map<String, Optional<Asset>> assets = new LruMap<>(MAX_ASSETS);

    Projection(JdbcTemplate jdbc, TransactionTemplate inTransaction) {
        this.jdbc = jdbc;
        this.inTransaction = inTransaction;
        this.flows = new Flows(jdbc);
    }

    /**
     * Projects successive blocks; those below the height are passed over. Returns the new height.
     *
     * @throws IllegalStateException if a block is missing before the first one
     */
    long apply(List<LedgerBlock> blocks) {
        try {
            return Objects.requireNonNull(inTransaction.execute(status -> write(blocks)));
        } catch (RuntimeException e) {
            assets.clear();
            throw e;
        }
    }

    /** The tables are others now. */
    void forget() {
        assets.clear();
    }

    long height() {
        return jdbc.query("SELECT next_block FROM checkpoint WHERE id = 1", (row, n) -> row.getLong(1)).stream()
                .findFirst()
                .orElse(0L);
    }

    private long write(List<LedgerBlock> blocks) {
        long before = height();
        long next = before;
        Batch batch = new Batch(new Stored());
        for (LedgerBlock block : blocks) {
            if (block.number() > next) {
                throw new IllegalStateException("block " + block.number() + " came, " + next + " is missing");
            }
            if (block.number() == next) {
                batch.add(block);
                next++;
            }
        }
        write(batch);
        flows.grew(before, next);
        jdbc.update("UPDATE checkpoint SET next_block = ? WHERE id = 1", next);
        return next;
    }

    private void write(Batch batch) {
        keepEnded(batch.ended());
        delete("DELETE FROM state WHERE state_key IN (", batch.changed());
        delete("DELETE FROM state_field WHERE state_key IN (", batch.indexed());
        delete("DELETE FROM waiting WHERE state_key IN (", batch.pending());
        addUp(batch.moved());
        batch.addState();
        for (ModelTable table : ModelTable.values()) {
            if (!batch.rows(table).isEmpty()) {
                jdbc.batchUpdate(table.insert(), batch.rows(table), table.types());
            }
        }
        assets.keySet().removeAll(batch.changed());
    }

    /** Adds to the balances that there are, and makes the others. */
    private void addUp(Map<Batch.Account, BigInteger> moved) {
        if (moved.isEmpty()) {
            return;
        }
        List<Object[]> rows = new ArrayList<>();
        moved.forEach((account, nano) ->
                rows.add(new Object[] {new BigDecimal(nano), account.account(), account.currency()}));
        int[] found = jdbc.batchUpdate("UPDATE balance SET nano = nano + ? WHERE account = ? AND currency = ?", rows);
        List<Object[]> made = new ArrayList<>();
        for (int i = 0; i < found.length; i++) {
            if (found[i] == 0) {
                made.add(rows.get(i));
            }
        }
        jdbc.batchUpdate("INSERT INTO balance (nano, account, currency) VALUES (?, ?, ?)", made);
    }

    private void keepEnded(List<Batch.Ended> ended) {
        if (!ended.isEmpty()) {
            jdbc.batchUpdate(
                    "INSERT INTO ended (state_key, document, block, tx, ended_block, ended_tx)"
                            + " SELECT state_key, document, block, tx, ?, ? FROM state WHERE state_key = ?",
                    ended.stream()
                            .map(one -> new Object[] {one.by().block(), one.by().id(), one.key()})
                            .toList(),
                    new int[] {Types.BIGINT, Types.VARCHAR, Types.VARCHAR});
        }
    }

    /** Many keys by one statement, always of the same form; the last key fills up what is left. */
    private void delete(String sql, Collection<String> keys) {
        String statement = sql + String.join(", ", Collections.nCopies(KEYS, "?")) + ")";
        List<String> left = new ArrayList<>(keys);
        List<Object[]> chunks = new ArrayList<>();
        for (int from = 0; from < left.size(); from += KEYS) {
            String[] chunk = new String[KEYS];
            for (int i = 0; i < KEYS; i++) {
                chunk[i] = left.get(Math.min(from + i, left.size() - 1));
            }
            chunks.add(chunk);
        }
        if (!chunks.isEmpty()) {
            jdbc.batchUpdate(statement, chunks);
        }
    }

    /** The tables as they are before the batch. */
    private final class Stored implements Batch.Stored {
        @Override
        public boolean hasTransaction(String id) {
            Integer known = jdbc.queryForObject("SELECT COUNT(*) FROM tx WHERE id = ?", Integer.class, id);
            return known != null && known > 0;
        }

        @Override
        public Optional<Asset> asset(String key) {
            return assets.computeIfAbsent(key, absent -> jdbc
                    .query(
                            "SELECT document FROM state WHERE state_key = ?",
                            (row, n) -> Codec.decode(row.getString(1), Asset.class),
                            absent)
                    .stream()
                    .findFirst());
        }
    }
}
