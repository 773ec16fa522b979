package org.stemma.gateway.security;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class RecentKeysTest {
    private final AtomicLong clock = new AtomicLong(-5);
    private final RecentKeys recent = new RecentKeys(clock::get);
    private final List<String> asked = new ArrayList<>();
    private Optional<ApiKey> stored = Optional.of(key(Optional.empty()));

    private static ApiKey key(Optional<Instant> revoked) {
        return new ApiKey(
                "key_1",
                "buyer",
                "a key",
                Instant.EPOCH,
                Optional.empty(),
                revoked,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private Optional<ApiKey> find() {
        return recent.find("digest", digest -> {
            asked.add(digest);
            return stored;
        });
    }

    @Test
    void a_key_is_read_once_in_a_while() {
        assertEquals(stored, find());
        clock.addAndGet(RecentKeys.GOOD_FOR.toNanos() - 1);
        assertEquals(stored, find());
        assertEquals(1, asked.size());
        clock.incrementAndGet();
        assertEquals(stored, find());
        assertEquals(2, asked.size());
    }

    @Test
    void what_was_changed_counts_at_once() {
        find();
        stored = Optional.of(key(Optional.of(Instant.EPOCH)));
        recent.forget();
        assertEquals(stored, find());
    }

    @Test
    void what_was_read_before_a_change_is_not_kept() {
        Optional<ApiKey> before = stored;
        recent.find("digest", digest -> {
            stored = Optional.of(key(Optional.of(Instant.EPOCH)));
            recent.forget();
            return before;
        });
        assertEquals(stored, find());
    }

    @Test
    void what_is_not_there_is_not_asked_for_again_at_once() {
        Optional<ApiKey> made = stored;
        stored = Optional.empty();
        assertEquals(Optional.empty(), find());
        assertEquals(Optional.empty(), find());
        assertEquals(1, asked.size());
        stored = made;
        // As it is told when a key is made here.
        recent.forget();
        assertEquals(made, find());
    }
}
