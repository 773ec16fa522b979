package org.stemma.contracts.exactness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A failing list becomes as short as its cause. */
final class ShrinkerTest {
    private static final List<Integer> HUNDRED = IntStream.range(0, 100).boxed().toList();

    @Test
    void what_the_failure_does_not_need_is_left_out_and_order_stays() {
        Shrinker shrinker = new Shrinker(1000);
        assertEquals(List.of(3, 47, 98), shrinker.shrink(HUNDRED, list -> list.containsAll(List.of(98, 3, 47))));
        assertTrue(shrinker.runs() < 200, () -> shrinker.runs() + " runs");
    }

    @Test
    void causes_of_which_either_will_do_are_not_both_kept() {
        assertEquals(
                1,
                new Shrinker(1000)
                        .shrink(HUNDRED, list -> list.contains(10) || list.contains(90))
                        .size());
    }

    @Test
    void nothing_that_is_left_can_be_left_out() {
        List<Integer> left = new Shrinker(1000)
                .shrink(
                        HUNDRED,
                        list -> list.stream().mapToInt(Integer::intValue).sum() >= 1000);
        for (int i = 0; i < left.size(); i++) {
            int without = left.get(i);
            assertTrue(left.stream().mapToInt(Integer::intValue).sum() - without < 1000, left.toString());
        }
    }

    @Test
    void after_so_many_runs_the_shortest_so_far_is_the_answer() {
        Shrinker shrinker = new Shrinker(3);
        List<Integer> left = shrinker.shrink(HUNDRED, list -> list.contains(0));
        assertTrue(left.contains(0) && left.size() < 100);
        assertEquals(3, shrinker.runs());
    }
}
