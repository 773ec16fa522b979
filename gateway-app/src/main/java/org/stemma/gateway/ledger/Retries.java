package org.stemma.gateway.ledger;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Supplier;

/** The failures of one operation so far, and the time that is left for it. Used by one thread. */
final class Retries {
    private final long deadline;
    private final Map<RetryPolicy.Cause, Integer> failures = new EnumMap<>(RetryPolicy.Cause.class);
    private int attempt = 1;

    Retries(Duration atMost) {
        this.deadline = System.nanoTime() + atMost.toNanos();
    }

    int attempt() {
        return attempt;
    }

    Duration left() {
        return Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
    }

    boolean over() {
        return left().isZero();
    }

    /** Waits before the next attempt, or throws if this cause has no tries or no time left. */
    void failed(RetryPolicy.Cause cause, Supplier<? extends LedgerFailure> told) {
        int count = failures.merge(cause, 1, Integer::sum);
        Duration pause = RetryPolicy.pause(count);
        if (count >= cause.tries() || pause.compareTo(left()) >= 0) {
            throw told.get();
        }
        try {
            Thread.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw told.get();
        }
        attempt++;
    }
}
