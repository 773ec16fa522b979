package org.stemma.it;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Requests at a steady rate, whether those before are answered or not. Each is timed from when it was due, so one that
 * has to wait because others are slow (for one of the client's connections, too) is slow itself.
 */
final class OpenLoop {
    /** What clients have open together; many more than a rate needs whose requests take milliseconds. */
    private static final int CONNECTIONS = 64;

    private static final int DRAIN_SECONDS = 60;

    private OpenLoop() {}

    /** Sends the request of this number and waits for its answer; fails unless that is as it should be. */
    @FunctionalInterface
    interface Request {
        void send(int number) throws Exception;
    }

    /** Fails if any request did, or if the answers do not keep up. */
    static Samples run(int perSecond, int seconds, Request request) throws InterruptedException {
        Samples samples = new Samples();
        Queue<Exception> failures = new ConcurrentLinkedQueue<>();
        ExecutorService senders = Executors.newFixedThreadPool(CONNECTIONS);
        int count = perSecond * seconds;
        long began = System.nanoTime();
        for (int i = 0; i < count && failures.isEmpty(); i++) {
            int number = i;
            long due = began + i * 1_000_000_000L / perSecond;
            await(due);
            senders.execute(() -> {
                try {
                    request.send(number);
                    samples.add(System.nanoTime() - due);
                } catch (Exception e) {
                    failures.add(e);
                }
            });
        }
        senders.shutdown();
        boolean answered = senders.awaitTermination(DRAIN_SECONDS, TimeUnit.SECONDS);
        if (!answered || samples.size() < count) {
            senders.shutdownNow();
            IllegalStateException failure =
                    new IllegalStateException(samples.size() + " of " + count + " were answered");
            failures.forEach(failure::addSuppressed);
            throw failure;
        }
        return samples;
    }

    private static void await(long due) {
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
