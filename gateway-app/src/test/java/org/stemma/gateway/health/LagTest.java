package org.stemma.gateway.health;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LagTest {
    private Optional<Long> ledger = Optional.of(10L);
    private long here = 10;
    private long now = 5_000_000_000L;
    private final Lag lag = new Lag(() -> ledger, () -> here, () -> now);

    private void pass(long seconds) {
        now += TimeUnit.SECONDS.toNanos(seconds);
    }

    @Test
    void who_has_all_blocks_is_not_behind_however_quiet_the_ledger() {
        assertEquals(Duration.ZERO, lag.look().behind());
        pass(3600);
        assertEquals(Duration.ZERO, lag.look().behind());
        assertEquals(0, lag.look().blocksBehind());
    }

    @Test
    void time_counts_from_when_the_oldest_missing_block_was_known() {
        ledger = Optional.of(11L);
        lag.look();
        pass(4);
        ledger = Optional.of(20L);
        lag.look();
        pass(6);
        assertEquals(Duration.ofSeconds(10), lag.look().behind());
        assertEquals(10, lag.look().blocksBehind());
        here = 11;
        assertEquals(Duration.ofSeconds(6), lag.look().behind());
        here = 20;
        assertEquals(Duration.ZERO, lag.look().behind());
    }

    @Test
    void a_peer_that_is_silent_leaves_what_is_known() {
        ledger = Optional.of(12L);
        lag.look();
        ledger = Optional.empty();
        pass(7);
        Lag.Seen seen = lag.look();
        assertEquals(Duration.ofSeconds(7), seen.behind());
        assertEquals(0, seen.blocksBehind());
        assertEquals(Optional.empty(), seen.ledgerHeight());
    }

    @Test
    void what_is_remembered_is_bounded() {
        here = 0;
        for (long height = 11; height < 20_000; height++) {
            ledger = Optional.of(height);
            lag.look();
        }
        pass(9);
        assertEquals(Duration.ofSeconds(9), lag.look().behind());
    }
}
