package org.stemma.gateway.readmodel;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Lets one reader find the tables at exactly one height: the feed stops there for a moment, until the reader has its
 * snapshot. Safe for use by many threads.
 */
final class HeightStop {
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private final AtomicReference<@Nullable Wish> wish = new AtomicReference<>();

    /** A height at which somebody wants to find the tables. */
    private record Wish(long height, CountDownLatch done) {}

    /** Ends a wish, once or more often; the feed goes on. */
    interface Release {
        void release();
    }

    /** Wishes for a height until it is released. Nothing if somebody else wishes for one. */
    Optional<Release> at(long height) {
        Wish mine = new Wish(height, new CountDownLatch(1));
        if (!wish.compareAndSet(null, mine)) {
            return Optional.empty();
        }
        return Optional.of(() -> {
            wish.compareAndSet(mine, null);
            mine.done().countDown();
        });
    }

    /** Those of successive blocks that may be projected at once, when so many are. */
    List<LedgerBlock> before(List<LedgerBlock> blocks, long height) {
        Wish wished = wish.get();
        if (wished == null || wished.height() <= height) {
            return blocks;
        }
        int count = 0;
        while (count < blocks.size() && blocks.get(count).number() < wished.height()) {
            count++;
        }
        return blocks.subList(0, count);
    }

    /** Called when the tables have grown: waits if this is the height that is wished for. */
    void reached(long height) {
        Wish wished = wish.get();
        if (wished != null && wished.height() == height) {
            try {
                boolean done = wished.done().await(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
                if (!done) {
                    wish.compareAndSet(wished, null);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
