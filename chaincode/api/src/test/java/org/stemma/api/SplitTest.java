package org.stemma.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

final class SplitTest {
    private static final int CASES = 10_000;

    @Test
    void parts_sum_to_the_whole_and_differ_from_their_quotas_by_less_than_one() {
        long seed = Long.getLong("stemma.seed", System.nanoTime());
        System.out.println("split: seed " + seed + " (-Dstemma.seed=" + seed + " repeats it)");
        Random random = new Random(seed);
        for (int i = 0; i < CASES; i++) {
            long total = (random.nextLong() & Long.MAX_VALUE) >> random.nextInt(63);
            Map<String, Long> weights = weights(random);
            mustBeHamiltons(total, weights, Split.split(total, weights), "seed " + seed + ", case " + i);
        }
    }

    private static Map<String, Long> weights(Random random) {
        Map<String, Long> weights = new HashMap<>();
        int bits = random.nextInt(63);
        for (int id = random.nextInt(12); id >= 0; id--) {
            // Few distinct weights, so that remainders tie.
            long weight = random.nextBoolean() ? random.nextInt(3) : (random.nextLong() & Long.MAX_VALUE) >> bits;
            weights.put("id" + id, weight);
        }
        weights.put("last", 1L);
        return weights;
    }

    /** The definition, checked with exact fractions over the common denominator: the sum of the weights. */
    private static void mustBeHamiltons(
            long total, Map<String, Long> weights, SortedMap<String, Long> parts, String at) {
        BigInteger sum = weights.values().stream().map(BigInteger::valueOf).reduce(BigInteger.ZERO, BigInteger::add);
        BigInteger given = parts.values().stream().map(BigInteger::valueOf).reduce(BigInteger.ZERO, BigInteger::add);
        assertEquals(BigInteger.valueOf(total), given, at);
        assertEquals(weights.keySet(), parts.keySet(), at);
        List<Remainder> up = new ArrayList<>();
        List<Remainder> down = new ArrayList<>();
        parts.forEach((id, part) -> {
            BigInteger quota = BigInteger.valueOf(total).multiply(BigInteger.valueOf(weights.getOrDefault(id, 0L)));
            BigInteger over = BigInteger.valueOf(part).multiply(sum).subtract(quota);
            assertTrue(over.abs().compareTo(sum) < 0, at + ": " + id);
            (over.signum() > 0 ? up : down).add(new Remainder(id, quota.mod(sum)));
        });
        // Whoever was rounded up had a larger remainder than everyone rounded down, or the same and the smaller id.
        for (Remainder winner : up) {
            for (Remainder loser : down) {
                int order = winner.value().compareTo(loser.value());
                boolean tie = order == 0 && Split.BYTE_ORDER.compare(winner.id(), loser.id()) < 0;
                assertTrue(order > 0 || tie, at + ": " + winner + loser);
            }
        }
    }

    private record Remainder(String id, BigInteger value) {}

    @Test
    void a_tie_goes_to_the_smaller_id_in_the_order_of_utf_8_bytes() {
        assertEquals(Map.of("a", 1L, "b", 0L), Split.split(1, Map.of("a", 1L, "b", 1L)));
        // UTF-16 would order these two the other way round.
        assertEquals(
                Map.of("\uff5e", 1L, "\ud83d\ude00", 0L), Split.split(1, Map.of("\uff5e", 1L, "\ud83d\ude00", 1L)));
    }

    @Test
    void a_weight_of_zero_gets_nothing_and_stops_nobody() {
        assertEquals(Map.of("a", 0L, "b", 7L), Split.split(7, Map.of("a", 0L, "b", 3L)));
    }

    @Test
    void the_largest_amounts_do_not_overflow() {
        Map<String, Long> weights = Map.of("a", Long.MAX_VALUE, "b", Long.MAX_VALUE);
        assertEquals(
                Map.of("a", Long.MAX_VALUE / 2 + 1, "b", Long.MAX_VALUE / 2), Split.split(Long.MAX_VALUE, weights));
    }

    @Test
    void negative_amounts_and_weights_and_a_sum_of_zero_are_refused() {
        assertThrows(IllegalArgumentException.class, () -> Split.split(-1, Map.of("a", 1L)));
        assertThrows(IllegalArgumentException.class, () -> Split.split(1, Map.of("a", 0L)));
        assertThrows(IllegalArgumentException.class, () -> Split.split(1, Map.of()));
        assertThrows(IllegalArgumentException.class, () -> Split.split(1, Map.of("a", -1L, "b", 2L)));
    }
}
