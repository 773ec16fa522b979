package org.stemma.contracts.exactness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Random operations, each a transaction of the product, against exact rationals. */
final class ExactnessTest {
    private static final int TRIALS = Sizes.full() ? 50 : 5;
    private static final int OPERATIONS = 4000;
    private static final int MOST_RUNS = 1000;
    private static final double MOSTLY = 0.7;

    @Test
    void random_operations_move_what_the_model_moves_and_every_block_balances() {
        long seed = Sizes.seed();
        System.out.printf(
                Locale.ROOT,
                "exactness: %d ledgers of %d operations, seed %d (-Dstemma.seed=%d repeats it)%n",
                TRIALS,
                OPERATIONS,
                seed,
                seed);
        long began = System.nanoTime();
        // Ledgers know nothing of each other, and the endorsers' clock is each thread's own.
        List<Tried> trials = IntStream.range(0, TRIALS)
                .parallel()
                .mapToObj(i -> trial(seed + i))
                .toList();
        int done = trials.stream().mapToInt(Tried::done).sum();
        Map<String, Long> refusals = new TreeMap<>();
        trials.forEach(trial -> trial.refusals().forEach((code, count) -> refusals.merge(code, count, Long::sum)));
        double accepted = (double) done / TRIALS / OPERATIONS;
        System.out.printf(
                Locale.ROOT,
                "exactness: %d operations, %.1f %% accepted, %d s; refused: %s%n",
                TRIALS * OPERATIONS,
                100 * accepted,
                (System.nanoTime() - began) / 1_000_000_000,
                refusals);
        assertTrue(accepted > MOSTLY, () -> "only " + accepted + " accepted");
    }

    /** What is left of a trial, without its ledger. */
    private record Tried(int done, Map<String, Long> refusals) {}

    private static Tried trial(long seed) {
        Trial trial = Trial.random(seed, OPERATIONS);
        if (!trial.differences().isEmpty()) {
            assertEquals("", Trial.report(seed, OPERATIONS, MOST_RUNS));
        }
        assertEquals(0, trial.model().foreign());
        assertEquals(OPERATIONS, trial.played());
        System.out.printf(
                Locale.ROOT,
                "  %d: %d transactions in %d blocks agreed (%d shared a block with one that was faster), %d commands in %d batches; %s%n",
                seed,
                trial.model().replayed(),
                trial.blocks(),
                trial.conflicts(),
                trial.commandsInBatches(),
                trial.batches(),
                trial.model().figures());
        assertTrue(trial.batches() > OPERATIONS / 100, () -> "only " + trial.batches() + " batches");
        return new Tried(trial.count(Player.Result.DONE), trial.refusals());
    }
}
