package org.stemma.gateway.serving;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.stemma.api.Refused;

/**
 * Does the same thing once at a time: who comes while it is being done waits for its outcome, value or failure, and for
 * nothing else. Nobody holds a lock meanwhile.
 */
final class OneAtATime<K, V> {
    private final Map<K, CompletableFuture<V>> underWay = new ConcurrentHashMap<>();

    /**
     * What the work gives, done here or by whoever is at it already.
     *
     * @param atMost how long the other one is waited for
     * @throws Refused {@code gateway.busy} if that was not enough
     */
    V of(K key, Duration atMost, Supplier<V> work) {
        CompletableFuture<V> mine = new CompletableFuture<>();
        CompletableFuture<V> other = underWay.putIfAbsent(key, mine);
        return other == null ? here(key, mine, work) : await(other, atMost);
    }

    private V here(K key, CompletableFuture<V> mine, Supplier<V> work) {
        try {
            V value = work.get();
            leave(key, mine);
            mine.complete(value);
            return value;
        } catch (RuntimeException | Error e) {
            leave(key, mine);
            mine.completeExceptionally(e);
            throw e;
        }
    }

    /** Before its outcome is told: who has heard of it and comes again begins anew. */
    private void leave(K key, CompletableFuture<V> mine) {
        underWay.remove(key, mine);
    }

    private V await(CompletableFuture<V> other, Duration atMost) {
        try {
            return other.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw Refused.because(ServingRefusal.BUSY, "waitedSeconds", atMost.toSeconds());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Refused.because(ServingRefusal.BUSY);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}
