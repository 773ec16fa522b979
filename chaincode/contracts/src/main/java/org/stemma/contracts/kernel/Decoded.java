package org.stemma.contracts.kernel;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.stemma.api.Codec;
import org.stemma.api.Document;
import org.stemma.api.LruMap;

/**
 * Records as they were decoded last, by their keys: charter, terms and heads are the same text in thousands of
 * transactions, and decoding them is most of what a purchase computes. A record that is kept stands only for the very text
 * that the peer has just read, so no transaction sees anything but the ledger. Records can't be changed.
 */
final class Decoded {
    /** Grants and lanes of some hundreds of licensees. Fewer than are in use, and in turns each is gone when it is read. */
    static final int MAX_RECORDS = 1024;

    /** Longer texts are rare, and would be most of the memory. */
    private static final int MAX_LENGTH = 1 << 14;

    private final Map<String, Kept> kept = new LruMap<>(MAX_RECORDS);

    private record Kept(String json, Document record) {}

    /** The record that the text of a key stands for. */
    <T extends Document> T decode(String key, String json, Class<T> type) {
        Kept last = last(key);
        if (last != null && type.isInstance(last.record()) && last.json().equals(json)) {
            return type.cast(last.record());
        }
        T record = Codec.decode(json, type);
        if (json.length() <= MAX_LENGTH) {
            keep(key, new Kept(json, record));
        }
        return record;
    }

    private synchronized @Nullable Kept last(String key) {
        return kept.get(key);
    }

    private synchronized void keep(String key, Kept record) {
        kept.put(key, record);
    }

    synchronized int size() {
        return kept.size();
    }
}
