package org.stemma.gateway.readmodel;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.stemma.api.Codec;
import org.stemma.api.CurrencyCode;
import org.stemma.api.Document;
import org.stemma.api.Drawer;
import org.stemma.api.MalformedException;
import org.stemma.api.Money;
import org.stemma.api.account.AccountId;
import org.stemma.api.account.Posting;

/** The read model in a relational database. Records are decoded at reading, so what is kept is what the ledger holds. */
final class JdbcReadModel implements ReadModel {
    private static final Logger LOG = LoggerFactory.getLogger(JdbcReadModel.class);

    /** Only a feed that stands still takes so long to keep a promise; then old records are better than none. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    private final JdbcTemplate jdbc;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition grown = lock.newCondition();
    private final Condition wanted = lock.newCondition();
    private int waiting;
    private volatile long height;
    private volatile long promised = -1;

    JdbcReadModel(JdbcTemplate jdbc, long height) {
        this.jdbc = jdbc;
        this.height = height;
    }

    @Override
    public <T extends Document> Optional<T> find(Drawer drawer, Class<T> type, Object... keyParts) {
        String key = drawer.key(keyParts);
        return database()
                .query("SELECT document FROM state WHERE state_key = ?", (row, n) -> decode(key, row, type), key)
                .stream()
                .findFirst();
    }

    @Override
    public <T extends Document> Page<T> scan(
            Drawer drawer,
            Class<T> type,
            String range,
            Map<String, String> fields,
            Optional<String> afterKey,
            int limit) {
        StringBuilder sql = new StringBuilder("SELECT s.state_key, s.document FROM state s");
        List<Object> values = new ArrayList<>();
        int n = 0;
        for (Map.Entry<String, String> field : new TreeMap<>(fields).entrySet()) {
            String alias = "f" + n++;
            sql.append(" JOIN state_field ").append(alias).append(" ON ").append(alias);
            sql.append(".state_key = s.state_key AND ").append(alias).append(".field = ? AND ");
            sql.append(alias).append(".text = ?");
            values.add(field.getKey());
            values.add(field.getValue());
        }
        sql.append(" WHERE s.state_key > ? AND s.state_key < ? ORDER BY s.state_key LIMIT ?");
        values.add(afterKey.filter(after -> after.compareTo(range) > 0).orElse(range));
        values.add(Drawer.after(range));
        // One more than asked tells whether there is a next page.
        values.add(limit + 1);
        List<Keyed<T>> found = database()
                .query(
                        sql.toString(),
                        (row, index) -> new Keyed<>(row.getString(1), decode(row.getString(1), row.getString(2), type)),
                        values.toArray());
        List<T> items = found.stream().limit(limit).map(Keyed::record).toList();
        return new Page<>(
                items, found.size() > limit ? Optional.of(found.get(limit - 1).key()) : Optional.empty());
    }

    @Override
    public <T extends Document> List<T> oldest(
            Class<T> type, String range, Optional<CurrencyCode> currency, int limit) {
        List<Object> values = new ArrayList<>(List.of(range));
        currency.ifPresent(code -> values.add(code.value()));
        values.add(limit);
        return database()
                .query(
                        "SELECT s.state_key, s.document FROM waiting w JOIN state s ON s.state_key = w.state_key"
                                + " WHERE w.key_range = ?" + (currency.isPresent() ? " AND w.currency = ?" : "")
                                + " ORDER BY w.at_nanos, w.state_key LIMIT ?",
                        (row, n) -> decode(row.getString(1), row.getString(2), type),
                        values.toArray());
    }

    @Override
    public SortedMap<CurrencyCode, Waiting> waiting(String range) {
        SortedMap<CurrencyCode, Waiting> found = new TreeMap<>();
        database()
                .query(
                        "SELECT currency, COUNT(*), SUM(nano) FROM waiting WHERE key_range = ? GROUP BY currency",
                        row -> {
                            CurrencyCode currency = new CurrencyCode(row.getString(1));
                            long nano = row.getBigDecimal(3).longValueExact();
                            found.put(currency, new Waiting(row.getLong(2), new Money(currency, nano)));
                        },
                        range);
        return found;
    }

    private record Keyed<T>(String key, T record) {}

    private static <T> T decode(String key, ResultSet row, Class<T> type) throws SQLException {
        return decode(key, row.getString(1), type);
    }

    private static <T> T decode(String key, String json, Class<T> type) {
        try {
            return Codec.decode(json, type);
        } catch (MalformedException e) {
            // Not the asker's fault, so not a MalformedException.
            throw new IllegalStateException(key + " on the ledger is not of its form: " + e.getMessage(), e);
        }
    }

    @Override
    public long height() {
        return height;
    }

    @Override
    public long promised() {
        return promised;
    }

    @Override
    public void promise(long block) {
        lock.lock();
        try {
            promised = Math.max(promised, block);
        } finally {
            lock.unlock();
        }
    }

    /** For reading: the database, once it has what was promised. */
    private JdbcTemplate database() {
        long block = promised;
        if (height <= block && !awaitBlock(block, LONGEST_WAIT)) {
            LOG.warn("block {} was promised, and the read model is at height {}", block, height);
        }
        return jdbc;
    }

    /** Tells those who wait that blocks below this height are projected. Lower than before: of another ledger. */
    void grew(long newHeight) {
        lock.lock();
        try {
            if (newHeight < height) {
                promised = -1;
            }
            height = newHeight;
            grown.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean awaitBlock(long block, Duration atMost) {
        lock.lock();
        try {
            waiting++;
            wanted.signalAll();
            long left = atMost.toNanos();
            while (height <= block) {
                if (left <= 0) {
                    return false;
                }
                left = grown.awaitNanos(left);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            waiting--;
            lock.unlock();
        }
    }

    /** Returns as soon as anybody waits for a block, and after this time in any case. */
    void awaitReader(Duration atMost) throws InterruptedException {
        lock.lock();
        try {
            long left = atMost.toNanos();
            while (waiting == 0 && left > 0) {
                left = wanted.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Optional<TransactionRow> transaction(String id) {
        return database().query("SELECT * FROM tx WHERE id = ?", JdbcReadModel::transaction, id).stream()
                .findFirst();
    }

    @Override
    public Optional<TransactionRow> request(String function, String mspId, String subject, String requestId) {
        Optional<TransactionRow> alone = database()
                .query(
                        "SELECT * FROM tx WHERE request = ? AND function_name = ? AND caller_msp = ?"
                                + " AND caller_subject = ? AND code = 'VALID' ORDER BY block, tx_index LIMIT 1",
                        JdbcReadModel::transaction,
                        requestId,
                        function,
                        mspId,
                        subject)
                .stream()
                .findFirst();
        Optional<TransactionRow> together = inBatch(function, mspId, subject, requestId);
        return Stream.of(alone, together)
                .flatMap(Optional::stream)
                .min(Comparator.comparingLong(TransactionRow::block).thenComparingInt(TransactionRow::index));
    }

    private Optional<TransactionRow> inBatch(String function, String mspId, String subject, String requestId) {
        return database()
                .query(
                        "SELECT t.*, c.n AS place FROM tx_command c JOIN tx t ON t.id = c.tx WHERE c.request = ?"
                                + " AND c.function_name = ? AND t.caller_msp = ? AND t.caller_subject = ?"
                                + " AND t.code = 'VALID' ORDER BY t.block, t.tx_index, c.n LIMIT 1",
                        (row, n) -> command(transaction(row, n), row.getInt("place")),
                        requestId,
                        function,
                        mspId,
                        subject)
                .stream()
                .findFirst();
    }

    private static TransactionRow command(TransactionRow batch, int place) {
        return BatchedCommand.of(batch).stream()
                .filter(command -> command.place() == place)
                .map(command -> command.in(batch))
                .findFirst()
                .orElseThrow();
    }

    private static TransactionRow transaction(ResultSet row, int n) throws SQLException {
        String endorsers = row.getString("endorsers");
        return new TransactionRow(
                row.getString("id"),
                row.getLong("block"),
                row.getInt("tx_index"),
                row.getString("code"),
                row.getString("function_name"),
                Optional.ofNullable(row.getString("command")),
                Optional.ofNullable(row.getString("request")),
                Optional.ofNullable(row.getString("answer")),
                row.getString("caller_msp"),
                row.getString("caller_subject"),
                endorsers.isEmpty() ? List.of() : List.of(endorsers.split(",")),
                Batch.instant(row.getLong("at_nanos")),
                Optional.ofNullable(row.getObject("epoch", Long.class)),
                Optional.ofNullable(row.getObject("period", Long.class)));
    }

    @Override
    public List<PostingRow> postings(String transactionId) {
        return database()
                .query(
                        "SELECT block, tx, n, debit, credit, currency, nano FROM posting WHERE tx = ? ORDER BY n",
                        (row, index) -> new PostingRow(
                                row.getLong("block"),
                                row.getString("tx"),
                                row.getInt("n"),
                                new Posting(
                                        new AccountId(row.getString("debit")),
                                        new AccountId(row.getString("credit")),
                                        new Money(new CurrencyCode(row.getString("currency")), row.getLong("nano")))),
                        transactionId);
    }

    @Override
    public List<String> events(String transactionId) {
        return database()
                .queryForList("SELECT document FROM event WHERE tx = ? ORDER BY n", String.class, transactionId);
    }
}
