package org.stemma.gateway.books;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The comparison of all that is stored with what was posted, for whoever asks. It reads every balance, so one runs at a
 * time and serves all who ask at its height; and a long one is not repeated before nine times as long has passed, so that
 * no number of askers takes more than a tenth of a database's time. Safe for use by many threads.
 */
final class Recounts {
    /** Shorter ones cost about as much as any read. */
    private static final Duration SHORT = Duration.ofMillis(500);

    private static final int PAUSES = 9;

    /** Who comes while one runs waits for it as long as this, and then takes the one before. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final PostingBooks books;
    private final LongSupplier nanoTime;
    private final ReentrantLock turn = new ReentrantLock();
    private volatile @Nullable Invariant latest;
    private volatile long restsUntil;

    Recounts(PostingBooks books, LongSupplier nanoTime) {
        this.books = books;
        this.nanoTime = nanoTime;
        this.restsUntil = nanoTime.getAsLong();
    }

    /** The invariant at the present height; of a ledger that takes long to count, at the height of the last count. */
    Invariant present() {
        return known().orElseGet(this::count);
    }

    private Optional<Invariant> known() {
        Invariant found = latest;
        return Optional.ofNullable(found)
                .filter(count -> count.height() == books.height() || nanoTime.getAsLong() - restsUntil < 0);
    }

    private Invariant count() {
        Invariant before = latest;
        if (before == null) {
            turn.lock();
        } else if (!awaitTurn()) {
            return before;
        }
        try {
            // Another may have counted meanwhile.
            return known().orElseGet(this::countNow);
        } finally {
            turn.unlock();
        }
    }

    private Invariant countNow() {
        long began = nanoTime.getAsLong();
        Invariant counted = books.recount();
        long ended = nanoTime.getAsLong();
        long took = ended - began;
        restsUntil = took > SHORT.toNanos() ? ended + PAUSES * took : ended;
        latest = counted;
        return counted;
    }

    private boolean awaitTurn() {
        try {
            return turn.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
