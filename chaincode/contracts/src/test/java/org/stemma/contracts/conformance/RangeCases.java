package org.stemma.contracts.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.stemma.contracts.conformance.LedgerUnderTest.PHANTOM;
import static org.stemma.contracts.conformance.LedgerUnderTest.VALID;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.stemma.contracts.conformance.LedgerUnderTest.Endorsed;
import org.stemma.contracts.conformance.LedgerUnderTest.Refused;

/** Ranges: order, bounds, pages, and the window on which a transaction depends. */
public interface RangeCases extends Cases {
    /** U+FF5E and U+1F600: by UTF-8 the second comes later, by UTF-16 (Java's strings) earlier. */
    String LATE_IN_THE_BASIC_PLANE = "\uFF5E";

    String BEYOND_THE_BASIC_PLANE = "\uD83D\uDE00";

    @Test
    default void ranges_are_in_the_order_of_utf_8_bytes() {
        on(k -> {
            given(script().put(k.of(BEYOND_THE_BASIC_PLANE), "4")
                    .put(k.of(LATE_IN_THE_BASIC_PLANE), "3")
                    .put(k.of("a"), "2")
                    .put(k.of("B"), "1"));
            assertEquals(
                    List.of(
                            k.of("B") + "=1",
                            k.of("a") + "=2",
                            k.of(LATE_IN_THE_BASIC_PLANE) + "=3",
                            k.of(BEYOND_THE_BASIC_PLANE) + "=4"),
                    ranged(script().range(k.start(), k.end())));
            assertEquals(
                    List.of(k.of(LATE_IN_THE_BASIC_PLANE) + "=3"),
                    ranged(script().range(k.of("b"), k.of(BEYOND_THE_BASIC_PLANE))));
        });
    }

    @Test
    default void a_range_has_its_start_and_not_its_end() {
        on(k -> {
            numbered(k, 4);
            assertEquals(List.of(k.of(1) + "=v1", k.of(2) + "=v2"), ranged(script().range(k.of(1), k.of(3))));
            assertEquals(List.of(), ranged(script().range(k.of(2), k.of(2))));
        });
    }

    @Test
    default void more_than_a_page_of_results_comes_whole_and_in_order() {
        on(k -> {
            numbered(k, 201);
            for (int count : List.of(99, 100, 101, 200, 201)) {
                List<String> wanted = new ArrayList<>();
                for (int i = 0; i < count; i++) {
                    wanted.add(k.of(i) + "=v" + i);
                }
                assertEquals(wanted, ranged(script().range(k.start(), k.of(count))));
            }
        });
    }

    @Test
    default void an_insert_into_the_window_is_a_phantom() {
        on(k -> {
            given(script().put(k.of("a"), "1").put(k.of("c"), "1"));
            Endorsed late = reading(k, script().range(k.start(), k.end()));
            given(script().put(k.of("b"), "1"));
            assertEquals(PHANTOM, alone(late));
        });
    }

    @Test
    default void an_insert_into_an_empty_window_is_a_phantom() {
        on(k -> {
            Endorsed late = reading(k, script().range(k.start(), k.end()));
            given(script().put(k.of("a"), "1"));
            assertEquals(PHANTOM, alone(late));
        });
    }

    @Test
    default void a_delete_inside_the_window_is_a_phantom() {
        on(k -> {
            numbered(k, 3);
            Endorsed late = reading(k, script().range(k.start(), k.end()));
            given(script().delete(k.of(1)));
            assertEquals(PHANTOM, alone(late));
        });
    }

    @Test
    default void a_change_inside_the_window_is_a_phantom() {
        on(k -> {
            numbered(k, 3);
            Endorsed late = reading(k, script().range(k.start(), k.end()));
            given(script().put(k.of(1), "v1"));
            assertEquals(PHANTOM, alone(late));
        });
    }

    @Test
    default void a_phantom_of_the_same_block_counts_too() {
        on(k -> {
            numbered(k, 3);
            Endorsed second = reading(k, script().range(k.start(), k.end()));
            Endorsed first = byAll(script().put(k.of(1), "changed"));
            block(List.of(VALID, PHANTOM), first, second);
        });
    }

    @Test
    default void an_exact_end_key_bounds_the_window() {
        on(k -> {
            numbered(k, 5);
            Endorsed late = reading(k, script().range(k.of(1), k.of(3)));
            given(script().put(k.of(3), "changed").put(k.of(0), "changed").delete(k.of(4)));
            assertEquals(VALID, alone(late));
        });
    }

    @Test
    default void the_window_of_a_read_range_goes_up_to_its_end_not_to_its_last_key() {
        on(k -> {
            numbered(k, 3);
            Endorsed late = reading(k, script().range(k.start(), k.end()));
            given(script().put(k.of(99), "new"));
            assertEquals(PHANTOM, alone(late));
        });
    }

    @Test
    default void who_stops_early_depends_on_the_fetched_page_and_one_more() {
        on(k -> {
            numbered(k, 150);
            Script five = script().range(k.start(), k.end(), 5);
            Endorsed inPage = reading(k, five);
            given(script().put(k.of(60), "changed"));
            assertEquals(PHANTOM, alone(inPage));

            Endorsed oneMore = reading(k, five);
            given(script().put(k.of(100), "changed"));
            assertEquals(PHANTOM, alone(oneMore));

            Endorsed beyond = reading(k, five);
            given(script().put(k.of(101), "changed").put(k.of(100) + "a", "new").delete(k.of(149)));
            assertEquals(VALID, alone(beyond));
        });
    }

    @Test
    default void who_begins_the_second_page_depends_on_it_and_one_more() {
        on(k -> {
            numbered(k, 250);
            Script into = script().range(k.start(), k.end(), 101);
            Endorsed oneMore = reading(k, into);
            given(script().put(k.of(200), "changed"));
            assertEquals(PHANTOM, alone(oneMore));

            Endorsed beyond = reading(k, into);
            given(script().put(k.of(201), "changed"));
            assertEquals(VALID, alone(beyond));

            Endorsed firstOnly = reading(k, script().range(k.start(), k.end(), 100));
            given(script().put(k.of(101), "changed"));
            assertEquals(VALID, alone(firstOnly));
        });
    }

    @Test
    default void a_page_that_is_just_full_depends_on_the_rest_of_its_range() {
        on(k -> {
            numbered(k, 100);
            Endorsed full = reading(k, script().range(k.start(), k.end(), 5));
            given(script().put(k.of(100), "new"));
            assertEquals(PHANTOM, alone(full));

            Endorsed withPeeked = reading(k, script().range(k.start(), k.end(), 5));
            given(script().put(k.of(101), "new"));
            assertEquals(VALID, alone(withPeeked));
        });
    }

    @Test
    default void composite_keys_are_found_by_their_first_parts() {
        on(k -> {
            given(script().putComposite(k.prefix(), List.of("red", "b"), "2")
                    .putComposite(k.prefix(), List.of("red", "a"), "1")
                    .putComposite(k.prefix(), List.of("redder", "c"), "3"));
            assertEquals(List.of("a=1", "b=2"), ranged(script().composites(k.prefix(), List.of("red"))));
            assertEquals(List.of("a=1", "b=2", "c=3"), ranged(script().composites(k.prefix(), List.of())));
        });
    }

    @Test
    default void a_new_composite_key_is_a_phantom_of_its_first_parts() {
        on(k -> {
            given(script().putComposite(k.prefix(), List.of("red", "a"), "1"));
            Endorsed late = reading(k, script().composites(k.prefix(), List.of("red")));
            Endorsed other = reading(k, script().composites(k.prefix(), List.of("blue")));
            given(script().putComposite(k.prefix(), List.of("red", "b"), "1"));
            assertEquals(PHANTOM, alone(late));
            assertEquals(VALID, alone(other));
        });
    }

    @Test
    default void simple_ranges_do_not_show_composite_keys() {
        on(k -> {
            given(script().putComposite(k.prefix(), List.of("a"), "1").put(k.of("a"), "1"));
            assertEquals(List.of(k.of("a") + "=1"), ranged(script().range(k.prefix(), k.end())));
            List<String> first = ranged(script().range("", k.end(), 1));
            assertFalse(first.get(0).startsWith("\u0000"), () -> "a composite key: " + first);
        });
    }

    @Test
    default void a_simple_range_cannot_begin_among_the_composite_keys() {
        assertThrows(Refused.class, () -> byAll(script().range("\u0000", "z")));
    }

    /** A transaction that reads a range, and writes outside of it. */
    private Endorsed reading(Keys keys, Script range) {
        return byAll(range.put(keys.prefix() + "-out", "1"));
    }
}
