package org.stemma.gateway.ledger;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class PresenceTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final Presence own = new Presence();

    @Test
    void nobody_waits_while_it_is_there() {
        assertTrue(own.await(Duration.ZERO));
        own.answered();
        assertTrue(own.await(Duration.ZERO));
    }

    @Test
    void one_at_a_time_asks_while_it_is_away() {
        own.failed();
        assertTrue(own.await(LONG), "the first one, after a pause");
        assertFalse(own.await(Duration.ofMillis(50)), "while that one asks");
        own.failed();
        assertTrue(own.await(LONG), "the next one");
    }

    @Test
    void who_waits_goes_on_when_it_is_back() {
        own.failed();
        assertTrue(own.await(LONG));
        CompletableFuture<Boolean> waiting = CompletableFuture.supplyAsync(() -> own.await(LONG));
        own.answered();
        assertTrue(waiting.join());
        assertTrue(own.await(Duration.ZERO));
    }

    @Test
    void if_who_asks_is_never_answered_another_one_asks() {
        own.failed();
        assertTrue(own.await(LONG));
        assertTrue(own.await(LONG));
    }

    @Test
    void nobody_waits_for_ever() {
        own.failed();
        assertTrue(own.await(LONG));
        assertFalse(own.await(Duration.ofMillis(1)));
    }
}
