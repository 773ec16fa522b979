package org.stemma.gateway.readmodel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The events of the ledger in its order, whole blocks at a time. What one call sees is one moment of the database, so a
 * block is either there with all of its events, or not there.
 */
public final class EventLog {
    /** Blocks of one call, whatever is in them. */
    private static final int MAX_BLOCKS = 64;

    private final JdbcTemplate jdbc;
    private final TransactionTemplate atOneMoment;

    EventLog(JdbcTemplate jdbc, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        atOneMoment = new TransactionTemplate(transactions);
        atOneMoment.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        atOneMoment.setReadOnly(true);
    }

    /** A block's events, in their order; most often some, perhaps none. */
    public record Block<T>(long number, List<T> events) {}

    /**
     * Successive blocks from this one on, as far as they are projected: at least one, and no more than are needed for
     * about so many transactions. Empty if the block is not there.
     *
     * @param view made of each row at the same moment, so that what it looks up in the read model is there
     */
    public <T> List<Block<T>> from(long block, int transactions, Function<EventRow, T> view) {
        List<Block<T>> found = atOneMoment.execute(status -> read(block, transactions, view));
        return found == null ? List.of() : found;
    }

    private <T> List<Block<T>> read(long block, int transactions, Function<EventRow, T> view) {
        List<long[]> sizes = jdbc.query(
                "SELECT height, tx_count FROM block WHERE height >= ? ORDER BY height LIMIT ?",
                (row, n) -> new long[] {row.getLong(1), row.getLong(2)},
                block,
                MAX_BLOCKS);
        List<Block<T>> blocks = new ArrayList<>();
        long left = transactions;
        for (long[] size : sizes) {
            if (size[0] != block + blocks.size() || (left <= 0 && !blocks.isEmpty())) {
                break;
            }
            blocks.add(new Block<>(size[0], new ArrayList<>()));
            left -= size[1];
        }
        if (!blocks.isEmpty()) {
            for (EventRow row : rows(block, block + blocks.size() - 1)) {
                blocks.get((int) (row.block() - block)).events().add(view.apply(row));
            }
        }
        return blocks;
    }

    private List<EventRow> rows(long first, long last) {
        return jdbc.query(
                "SELECT t.block, t.tx_index, e.n, t.id, COALESCE(e.function_name, t.function_name), t.caller_msp, t.at_nanos, e.type, e.document"
                        + " FROM tx t JOIN event e ON e.tx = t.id"
                        + " WHERE t.block >= ? AND t.block <= ? AND t.code = 'VALID'"
                        + " ORDER BY t.block, t.tx_index, e.n",
                (row, n) -> new EventRow(
                        row.getLong(1),
                        row.getInt(2),
                        row.getInt(3),
                        row.getString(4),
                        row.getString(5),
                        row.getString(6),
                        Batch.instant(row.getLong(7)),
                        row.getString(8),
                        row.getString(9)),
                first,
                last);
    }

    /** The last block that is projected, if there is one. */
    public Optional<Long> last() {
        return jdbc.queryForList("SELECT MAX(height) FROM block", Long.class).stream()
                .filter(java.util.Objects::nonNull)
                .findFirst();
    }
}
