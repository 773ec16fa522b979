package org.stemma.gateway.readmodel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.jdbc.core.JdbcTemplate;

/** Who waits for blocks, and who waits for those who do. */
@Timeout(60)
class JdbcReadModelTest {
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration SHORT = Duration.ofMillis(1);

    /** None of what is asked here asks the database. */
    private final JdbcReadModel readModel = new JdbcReadModel(new JdbcTemplate(), 3);

    @Test
    void a_block_that_nobody_waits_for_may_wait() throws InterruptedException {
        assertTrue(readModel.awaitBlock(2, LONG));
        assertFalse(readModel.awaitBlock(3, SHORT));
        // Both have gone.
        long from = System.nanoTime();
        readModel.awaitReader(SHORT);
        assertTrue(System.nanoTime() - from >= SHORT.toNanos());
    }

    @Test
    void a_reader_who_waits_is_noticed_at_once_before_or_after() throws Exception {
        CompletableFuture<Boolean> reader = CompletableFuture.supplyAsync(() -> readModel.awaitBlock(3, LONG));
        // Whichever of the two came first.
        readModel.awaitReader(LONG);
        readModel.awaitReader(LONG);
        readModel.grew(4);
        assertTrue(reader.get(1, TimeUnit.MINUTES));
        assertEquals(4, readModel.height());
    }
}
