package org.stemma.gateway.ledger;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.hyperledger.fabric.client.CloseableIterator;
import org.hyperledger.fabric.protos.common.Block;
import org.stemma.api.CurrencyCode;
import org.stemma.api.Document;
import org.stemma.api.Drawer;
import org.stemma.gateway.readmodel.Page;
import org.stemma.gateway.readmodel.PostingRow;
import org.stemma.gateway.readmodel.ReadModel;
import org.stemma.gateway.readmodel.TestBlocks;
import org.stemma.gateway.readmodel.TransactionRow;
import org.stemma.gateway.support.FakePeer;

/** Follows a peer's blocks without a database, and tells the commit watch. */
final class Follower implements AutoCloseable {
    private final CommitWatch commits;
    private final CloseableIterator<Block> blocks;
    private final Thread thread;

    Follower(FakePeer peer, Books books) {
        commits = new CommitWatch(books);
        blocks = peer.from(0);
        thread = new Thread(() -> {
            while (blocks.hasNext()) {
                Block block = blocks.next();
                List<TransactionRow> rows = TestBlocks.rows(block);
                books.put(rows);
                commits.arrived(block.getHeader().getNumber(), rows);
            }
        });
        thread.start();
    }

    CommitWatch commits() {
        return commits;
    }

    @Override
    public void close() {
        blocks.close();
        thread.interrupt();
    }

    /** Books in which nothing stands but what a test puts there. */
    static final class Books implements ReadModel {
        private final Map<String, Document> records = new ConcurrentHashMap<>();
        private final Map<String, TransactionRow> transactions = new ConcurrentHashMap<>();
        private volatile long promised = -1;

        void put(List<TransactionRow> rows) {
            rows.forEach(row -> transactions.put(row.id(), row));
        }

        void put(String key, Document document) {
            records.put(key, document);
        }

        @Override
        public <T extends Document> Optional<T> find(Drawer drawer, Class<T> type, Object... keyParts) {
            return Optional.ofNullable(records.get(drawer.key(keyParts))).map(type::cast);
        }

        @Override
        public <T extends Document> Page<T> scan(
                Drawer drawer,
                Class<T> type,
                String range,
                Map<String, String> fields,
                Optional<String> afterKey,
                int limit) {
            return new Page<>(List.of(), Optional.empty());
        }

        @Override
        public <T extends Document> List<T> oldest(
                Class<T> type, String range, Optional<CurrencyCode> currency, int limit) {
            return List.of();
        }

        @Override
        public SortedMap<CurrencyCode, Waiting> waiting(String range) {
            return new TreeMap<>();
        }

        @Override
        public long height() {
            return 0;
        }

        @Override
        public boolean awaitBlock(long block, Duration atMost) {
            return false;
        }

        @Override
        public void promise(long block) {
            // What is told was put here before: nobody waits.
            promised = Math.max(promised, block);
        }

        @Override
        public long promised() {
            return promised;
        }

        @Override
        public Optional<TransactionRow> transaction(String id) {
            return Optional.ofNullable(transactions.get(id));
        }

        @Override
        public Optional<TransactionRow> request(String function, String mspId, String subject, String requestId) {
            return Optional.empty();
        }

        @Override
        public List<PostingRow> postings(String transactionId) {
            return List.of();
        }

        @Override
        public List<String> events(String transactionId) {
            return List.of();
        }
    }
}
