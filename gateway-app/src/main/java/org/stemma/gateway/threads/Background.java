package org.stemma.gateway.threads;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads with names that keep no process alive, and how they end. */
public final class Background {
    private Background() {}

    /** Makes threads of one name. */
    public static ThreadFactory named(String name) {
        return task -> thread(task, name);
    }

    /** Makes threads {@code name-1}, {@code name-2} and so on. */
    public static ThreadFactory numbered(String name) {
        AtomicInteger made = new AtomicInteger();
        return task -> thread(task, name + "-" + made.incrementAndGet());
    }

    private static Thread thread(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Takes no more work, waits for what is under way, and interrupts what is not done then. If the caller is interrupted
     * it only waits no longer, and stays interrupted: an interrupt would close an embedded database's file.
     *
     * @return whether all was done
     */
    public static boolean end(ExecutorService threads, Duration wait) {
        threads.shutdown();
        try {
            if (threads.awaitTermination(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                return true;
            }
            threads.shutdownNow();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }
}
