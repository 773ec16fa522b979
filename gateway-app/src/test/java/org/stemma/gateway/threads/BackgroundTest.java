package org.stemma.gateway.threads;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Names of background threads, and how they end. */
class BackgroundTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final ExecutorService threads = Executors.newSingleThreadExecutor(Background.named("work"));
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch go = new CountDownLatch(1);

    private Future<Boolean> interrupted() throws InterruptedException {
        Future<Boolean> waiting = threads.submit(() -> {
            begun.countDown();
            try {
                return !go.await(LONG.toSeconds(), TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                return true;
            }
        });
        assertTrue(begun.await(LONG.toSeconds(), TimeUnit.SECONDS));
        return waiting;
    }

    @Test
    void threads_have_names_and_keep_no_process_alive() {
        ThreadFactory numbered = Background.numbered("sender");
        for (int i = 1; i <= 2; i++) {
            Thread thread = numbered.newThread(() -> {});
            assertEquals("sender-" + i, thread.getName());
            assertTrue(thread.isDaemon());
        }
        assertEquals("work", Background.named("work").newThread(() -> {}).getName());
    }

    @Test
    void an_error_in_any_of_them_ends_the_process() throws Exception {
        List<Error> ended = new CopyOnWriteArrayList<>();
        Consumer<Error> before = Background.endBy(ended::add);
        try {
            OutOfMemoryError error = new OutOfMemoryError("a test");
            Runnable failing = () -> {
                throw error;
            };
            Thread thread = Background.named("alone").newThread(failing);
            thread.setUncaughtExceptionHandler((ending, failure) -> {});
            thread.start();
            thread.join(LONG.toMillis());
            assertEquals(List.of(error), ended);
            Future<?> repeated = threads.submit(Background.lasting(failing));
            assertThrows(ExecutionException.class, () -> repeated.get(LONG.toSeconds(), TimeUnit.SECONDS));
            assertEquals(List.of(error, error), ended);
        } finally {
            Background.endBy(before);
        }
    }

    @Test
    void an_exception_ends_one_turn_alone() throws Exception {
        Future<?> turn = threads.submit(Background.lasting(() -> {
            throw new IllegalStateException("a test");
        }));
        assertNull(turn.get(LONG.toSeconds(), TimeUnit.SECONDS));
    }

    @Test
    void what_is_under_way_is_waited_for_and_nothing_more_is_taken() throws Exception {
        Future<Boolean> interrupted = interrupted();
        go.countDown();
        assertTrue(Background.end(threads, LONG));
        assertFalse(interrupted.get());
        assertThrows(RejectedExecutionException.class, () -> threads.execute(() -> {}));
    }

    @Test
    void what_takes_too_long_is_interrupted() throws Exception {
        Future<Boolean> interrupted = interrupted();
        assertFalse(Background.end(threads, Duration.ofMillis(20)));
        assertTrue(interrupted.get(LONG.toSeconds(), TimeUnit.SECONDS));
    }

    @Test
    void who_is_interrupted_waits_no_longer_and_interrupts_nobody() throws Exception {
        Future<Boolean> interrupted = interrupted();
        Thread.currentThread().interrupt();
        assertFalse(Background.end(threads, LONG));
        assertTrue(Thread.interrupted());
        go.countDown();
        assertFalse(interrupted.get(LONG.toSeconds(), TimeUnit.SECONDS));
    }
}
