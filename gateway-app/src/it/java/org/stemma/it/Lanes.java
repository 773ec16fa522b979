package org.stemma.it;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/** What has to be done once for every lane, before anything is measured. */
final class Lanes {
    private static final int AT_ONCE = 48;

    private Lanes() {}

    static <T> List<T> each(int lanes, IntFunction<T> work) {
        ExecutorService pool = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<Future<T>> futures = new ArrayList<>();
            for (int lane = 0; lane < lanes; lane++) {
                int one = lane;
                futures.add(pool.submit(() -> work.apply(one)));
            }
            List<T> done = new ArrayList<>();
            for (Future<T> future : futures) {
                done.add(future.get());
            }
            return List.copyOf(done);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("preparing the lanes", e);
        } finally {
            pool.shutdownNow();
        }
    }
}
