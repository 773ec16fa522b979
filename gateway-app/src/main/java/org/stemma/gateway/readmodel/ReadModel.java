package org.stemma.gateway.readmodel;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.stemma.api.CurrencyCode;
import org.stemma.api.Document;
import org.stemma.api.Drawer;
import org.stemma.api.Money;

/**
 * The ledger's state, transactions and postings as the blocks seen so far make them. Equal on every gateway at the same
 * height. Its tables are described in {@code readmodel.sql}; the database is the application's one data source.
 */
public interface ReadModel {
    /** How much {@link #list} reads at a time. */
    int LIST_PAGE = 200;

    /** The most that {@link #list} returns. */
    int MAX_LIST = 10_000;

    /** The record under a key, as {@link Drawer#key} makes it from the parts. */
    <T extends Document> Optional<T> find(Drawer drawer, Class<T> type, Object... keyParts);

    /**
     * Records whose keys begin with a range, in the order of the keys' bytes.
     *
     * @param range as {@link Drawer#range} makes it
     * @param afterKey the last key of the page before
     */
    default <T extends Document> Page<T> scan(
            Drawer drawer, Class<T> type, String range, Optional<String> afterKey, int limit) {
        return scan(drawer, type, range, Map.of(), afterKey, limit);
    }

    /** As above, only records whose indexed fields (see {@link IndexedFields}) have these values. */
    <T extends Document> Page<T> scan(
            Drawer drawer,
            Class<T> type,
            String range,
            Map<String, String> fields,
            Optional<String> afterKey,
            int limit);

    /** All records of a range; of very many, the first ten thousand by their keys. */
    default <T extends Document> List<T> list(Drawer drawer, Class<T> type, String range) {
        List<T> records = new ArrayList<>();
        Optional<String> after = Optional.empty();
        do {
            Page<T> page = scan(drawer, type, range, after, LIST_PAGE);
            records.addAll(page.items());
            after = page.next();
        } while (after.isPresent() && records.size() < MAX_LIST);
        return records;
    }

    /**
     * Of what lies beside an account until it is taken (credits, payables, fees of the treasury) the oldest, by time and
     * then by id.
     *
     * @param range whose, as {@link Drawer#range} makes it
     * @param currency of any currency if absent
     */
    <T extends Document> List<T> oldest(Class<T> type, String range, Optional<CurrencyCode> currency, int limit);

    /** How many lie there in all, and how much they are, by currency. */
    SortedMap<CurrencyCode, Waiting> waiting(String range);

    /** What waits in one currency. */
    record Waiting(long count, Money amount) {}

    /** How many blocks were projected; the next one has this number. */
    long height();

    /** Waits until the block is projected, or until the time is over. Returns whether it is. */
    boolean awaitBlock(long block, Duration atMost);

    /**
     * Somebody is told of what this block did: from now on reads wait until it is projected. If the feed stands still, they
     * wait ten seconds and find what is there; REST refuses instead, with {@code gateway.behind}.
     */
    void promise(long block);

    /** The highest block that was promised; negative if none was. */
    long promised();

    /** A transaction as it stands in its block, valid or not. */
    Optional<TransactionRow> transaction(String id);

    /** The valid transaction by which an identity of an organisation made this request, if there is one. */
    Optional<TransactionRow> request(String function, String mspId, String subject, String requestId);

    /** The postings of a transaction, in order. */
    List<PostingRow> postings(String transactionId);

    /** The events of a transaction as canonical JSON, in order. */
    List<String> events(String transactionId);
}
