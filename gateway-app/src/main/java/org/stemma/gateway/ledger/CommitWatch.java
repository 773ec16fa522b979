package org.stemma.gateway.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.dao.DataAccessException;
import org.stemma.api.Drawer;
import org.stemma.api.kernel.Charter;
import org.stemma.api.kernel.EpochCursor;
import org.stemma.gateway.database.DatabaseFailure;
import org.stemma.gateway.readmodel.BlockListener;
import org.stemma.gateway.readmodel.ReadModel;
import org.stemma.gateway.readmodel.TransactionRow;

/**
 * Learns from the own block stream what became of submitted transactions: one stream serves all of them. Whoever waits is
 * told as soon as the peer has the block, and finds it in the read model, which is promised it.
 */
public final class CommitWatch implements BlockListener {
    private final ReadModel readModel;
    private final Map<String, CompletableFuture<TransactionRow>> watched = new ConcurrentHashMap<>();

    public CommitWatch(ReadModel readModel) {
        this.readModel = readModel;
    }

    /** One watched transaction. Begin before submitting, or its block may pass unseen. */
    final class Watch implements AutoCloseable {
        private final String id;
        private final CompletableFuture<TransactionRow> row;

        Watch(String id) {
            this.id = id;
            this.row = watched.computeIfAbsent(id, absent -> new CompletableFuture<>());
        }

        /** The transaction in its block, if it gets there in this time. */
        Optional<TransactionRow> await(Duration atMost) {
            try {
                return Optional.of(row.get(Math.max(1, atMost.toMillis()), TimeUnit.MILLISECONDS));
            } catch (TimeoutException e) {
                // The stream may have been broken while the block passed: the books know.
                return known();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Optional.empty();
            } catch (ExecutionException e) {
                throw new IllegalStateException("a watch is never failed", e);
            }
        }

        /** Without the database nothing is known of a transaction that was sent, rather than that it failed. */
        private Optional<TransactionRow> known() {
            try {
                return readModel.transaction(id);
            } catch (DataAccessException e) {
                if (DatabaseFailure.isUnavailable(e)) {
                    return Optional.empty();
                }
                throw e;
            }
        }

        @Override
        public void close() {
            watched.remove(id);
        }
    }

    /** The transaction, if a block that is read has it. */
    Optional<TransactionRow> find(String transactionId) {
        return readModel.transaction(transactionId);
    }

    /** Whether the blocks that are read closed the epoch of a time: no other block can hold what was endorsed before it. */
    boolean isClosed(Instant endorsedBefore) {
        Optional<Charter> charter = readModel.find(Drawer.CHARTER, Charter.class);
        Optional<EpochCursor> cursor = readModel.find(Drawer.EPOCH_CURSOR, EpochCursor.class);
        return charter.isPresent()
                && cursor.isPresent()
                && charter.get().epochOf(endorsedBefore) <= cursor.get().closedThrough();
    }

    /** From now on whoever reads finds all below this height. */
    void promise(long height) {
        readModel.promise(height - 1);
    }

    Watch watch(String transactionId) {
        return new Watch(transactionId);
    }

    @Override
    public void arrived(long block, List<TransactionRow> transactions) {
        for (TransactionRow row : transactions) {
            CompletableFuture<TransactionRow> waiting = watched.get(row.id());
            if (waiting != null) {
                readModel.promise(block);
                waiting.complete(row);
            }
        }
    }
}
