package org.stemma.gateway.security;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.stemma.api.LruMap;

/**
 * API keys as they were read a moment ago, by their digests: a client that asks a hundred times a second does not ask the
 * database as often. What this gateway changes counts at once, what another copy of it changes, within two seconds.
 */
final class RecentKeys {
    static final Duration GOOD_FOR = Duration.ofSeconds(2);

    private static final int MOST = 1_000;

    private final LongSupplier nanoTime;
    private final Map<String, Read> known = new LruMap<>(MOST);
    private long changes;

    private record Read(Optional<ApiKey> key, long at) {}

    RecentKeys(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** The key of this digest, or that there is none, as it was read lately or else as it is read now. */
    Optional<ApiKey> find(String digest, Function<String, Optional<ApiKey>> reading) {
        long now = nanoTime.getAsLong();
        long before;
        synchronized (known) {
            Read last = known.get(digest);
            if (last != null && now - last.at() < GOOD_FOR.toNanos()) {
                return last.key();
            }
            before = changes;
        }
        Optional<ApiKey> found = reading.apply(digest);
        keep(digest, new Read(found, now), before);
        return found;
    }

    /** Unless keys were changed while it was read: then it may be as it was before. */
    private void keep(String digest, Read read, long before) {
        synchronized (known) {
            if (before == changes) {
                known.put(digest, read);
            }
        }
    }

    /** To be called once keys are changed, and before anybody is told so. */
    void forget() {
        synchronized (known) {
            changes++;
            known.clear();
        }
    }
}
