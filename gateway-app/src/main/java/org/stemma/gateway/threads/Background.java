package org.stemma.gateway.threads;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Threads with names that keep no process alive, and how they end. An error (no memory, a class that is missing) in any of
 * them ends the process: a gateway without one of its threads would look well and do half of its work, and whoever started
 * the process starts it again.
 */
public final class Background {
    /** What the process ends with after an error; sysexits.h calls it an internal software error. */
    static final int EXIT = 70;

    private static final Logger LOG = LoggerFactory.getLogger(Background.class);

    /** Without waiting for anybody: what was acknowledged is on disk, and hooks may need what is broken. */
    private static volatile Consumer<Error> ending =
            error -> Runtime.getRuntime().halt(EXIT);

    private Background() {}

    /** What is done after an error instead of ending the process: for tests. Returns what was done before. */
    public static Consumer<Error> endBy(Consumer<Error> other) {
        Consumer<Error> before = ending;
        ending = other;
        return before;
    }

    /** Ends the process because of an error. */
    public static void end(Error error) {
        try {
            LOG.error("an error in {}: the process ends", Thread.currentThread().getName(), error);
        } finally {
            ending.accept(error);
        }
    }

    /**
     * A task of an executor, which would keep what it throws to itself: an exception is logged and does not end the
     * repetition, an error ends the process.
     */
    public static Runnable lasting(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.error("a turn of {} failed", Thread.currentThread().getName(), e);
            } catch (Error e) {
                end(e);
                throw e;
            }
        };
    }

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
        Thread thread = new Thread(rooted(task), name);
        thread.setDaemon(true);
        return thread;
    }

    private static Runnable rooted(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (Error e) {
                end(e);
                throw e;
            }
        };
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
