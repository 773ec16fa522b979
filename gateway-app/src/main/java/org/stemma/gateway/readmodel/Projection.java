package org.stemma.gateway.readmodel;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;
import org.stemma.api.Codec;
import org.stemma.api.Drawer;
import org.stemma.api.MalformedException;
import org.stemma.api.asset.Asset;

/**
 * Writes blocks into the tables, some at once; the checkpoint moves in the same database transaction, so a block counts
 * once, however often it is delivered. Used by one thread.
 */
final class Projection {
    private static final Logger LOG = LoggerFactory.getLogger(Projection.class);
    private static final long NANOS = 1_000_000_000L;

    private final JdbcTemplate jdbc;
    private final TransactionTemplate inTransaction;

    Projection(JdbcTemplate jdbc, TransactionTemplate inTransaction) {
        this.jdbc = jdbc;
        this.inTransaction = inTransaction;
    }

    /**
     * Projects successive blocks; those below the height are passed over. Returns the new height.
     *
     * @throws IllegalStateException if a block is missing before the first one
     */
    long apply(List<LedgerBlock> blocks) {
        Long height = inTransaction.execute(status -> {
            long next = height();
            for (LedgerBlock block : blocks) {
                if (block.number() > next) {
                    throw new IllegalStateException("block " + block.number() + " came, " + next + " is missing");
                }
                if (block.number() == next) {
                    write(block);
                    next++;
                }
            }
            jdbc.update("UPDATE checkpoint SET next_block = ? WHERE id = 1", next);
            return next;
        });
        return height == null ? 0 : height;
    }

    long height() {
        return jdbc.query("SELECT next_block FROM checkpoint WHERE id = 1", (row, n) -> row.getLong(1)).stream()
                .findFirst()
                .orElse(0L);
    }

    private void write(LedgerBlock block) {
        Instant latest = block.transactions().stream()
                .map(transaction -> transaction.row().at())
                .max(Instant::compareTo)
                .orElse(Instant.EPOCH);
        jdbc.update(
                "INSERT INTO block (height, tx_count, data_hash, at_nanos) VALUES (?, ?, ?, ?)",
                block.number(),
                block.transactions().size(),
                block.dataHash(),
                nanos(latest));
        Map<String, StateChange> changes = new LinkedHashMap<>();
        List<Object[]> postings = new ArrayList<>();
        List<Object[]> events = new ArrayList<>();
        for (LedgerBlock.LedgerTransaction transaction : block.transactions()) {
            write(transaction.row());
            transaction.writes().forEach(write -> {
                // Last writer wins, in the order of the block.
                changes.remove(write.key());
                changes.put(write.key(), new StateChange(write, transaction.row()));
            });
            transaction.envelope().ifPresent(envelope -> collect(transaction.row(), envelope, postings, events));
        }
        jdbc.batchUpdate(
                "INSERT INTO posting (block, tx, n, currency, debit, credit, nano) VALUES (?, ?, ?, ?, ?, ?, ?)",
                postings);
        jdbc.batchUpdate("INSERT INTO event (block, tx, n, type, document) VALUES (?, ?, ?, ?, ?)", events);
        write(changes);
    }

    private record StateChange(LedgerBlock.Write write, TransactionRow row) {}

    private void write(TransactionRow row) {
        Integer known = jdbc.queryForObject("SELECT COUNT(*) FROM tx WHERE id = ?", Integer.class, row.id());
        if (known != null && known > 0) {
            // Fabric marks a transaction that was sent twice DUPLICATE_TXID; the first one is what happened.
            return;
        }
        jdbc.update(
                "INSERT INTO tx (id, block, tx_index, code, function_name, command, request, answer, caller_msp,"
                        + " caller_subject, endorsers, at_nanos, epoch, period)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                row.id(),
                row.block(),
                row.index(),
                row.code(),
                row.function(),
                row.command().orElse(null),
                row.request().orElse(null),
                row.answer().orElse(null),
                row.mspId(),
                row.subject(),
                String.join(",", row.endorsers()),
                nanos(row.at()),
                row.epoch().orElse(null),
                row.period().orElse(null));
    }

    private static void collect(
            TransactionRow row, EventEnvelope envelope, List<Object[]> postings, List<Object[]> events) {
        int n = 0;
        for (var posting : envelope.postings()) {
            postings.add(new Object[] {
                row.block(),
                row.id(),
                n++,
                posting.amount().currency().value(),
                posting.debit().value(),
                posting.credit().value(),
                posting.amount().nano()
            });
        }
        n = 0;
        for (var event : envelope.events()) {
            events.add(new Object[] {row.block(), row.id(), n++, event.type(), event.json()});
        }
    }

    private void write(Map<String, StateChange> changes) {
        List<Object[]> keys =
                changes.keySet().stream().map(key -> new Object[] {key}).toList();
        keepEnded(changes);
        jdbc.batchUpdate("DELETE FROM state WHERE state_key = ?", keys);
        jdbc.batchUpdate("DELETE FROM state_field WHERE state_key = ?", keys);
        List<Object[]> rows = new ArrayList<>();
        changes.forEach((key, change) -> change.write()
                .value()
                .ifPresent(value -> rows.add(new Object[] {
                    key, value, change.row().block(), change.row().id()
                })));
        jdbc.batchUpdate("INSERT INTO state (state_key, document, block, tx) VALUES (?, ?, ?, ?)", rows);
        List<Object[]> fields = new ArrayList<>();
        changes.forEach((key, change) -> change.write().value().ifPresent(value -> fields.addAll(fields(key, value))));
        jdbc.batchUpdate("INSERT INTO state_field (state_key, field, text) VALUES (?, ?, ?)", fields);
    }

    /** A claim takes payables away; what was claimed is still to be explained. */
    private void keepEnded(Map<String, StateChange> changes) {
        List<Object[]> ended = new ArrayList<>();
        changes.forEach((key, change) -> {
            if (change.write().value().isEmpty() && Drawer.of(key).equals(Optional.of(Drawer.PAYABLE))) {
                ended.add(new Object[] {change.row().block(), change.row().id(), key});
            }
        });
        jdbc.batchUpdate(
                "INSERT INTO ended (state_key, document, block, tx, ended_block, ended_tx)"
                        + " SELECT state_key, document, block, tx, ?, ? FROM state WHERE state_key = ?",
                ended);
    }

    private List<Object[]> fields(String key, String value) {
        List<Object[]> fields = new ArrayList<>();
        try {
            Drawer.of(key).ifPresent(drawer -> IndexedFields.of(drawer, Codec.decode(value, drawer.type()), this::asset)
                    .forEach((field, texts) -> texts.forEach(text -> fields.add(new Object[] {key, field, text}))));
        } catch (MalformedException e) {
            // Only lists miss it; halting here would take everything else down as well.
            LOG.error("{} is not of its form and is not indexed: {}", key, e.getMessage());
        }
        return fields;
    }

    private Optional<Asset> asset(Object id) {
        return jdbc
                .query(
                        "SELECT document FROM state WHERE state_key = ?",
                        (row, n) -> Codec.decode(row.getString(1), Asset.class),
                        Drawer.ASSET.key(id))
                .stream()
                .findFirst();
    }

    private static long nanos(Instant time) {
        return Math.addExact(Math.multiplyExact(time.getEpochSecond(), NANOS), time.getNano());
    }

    static Instant instant(long nanos) {
        return Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS), Math.floorMod(nanos, NANOS));
    }
}
