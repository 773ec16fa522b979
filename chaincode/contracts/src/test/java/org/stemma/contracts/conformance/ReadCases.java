package org.stemma.contracts.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.stemma.contracts.conformance.LedgerUnderTest.MVCC;
import static org.stemma.contracts.conformance.LedgerUnderTest.PHANTOM;
import static org.stemma.contracts.conformance.LedgerUnderTest.POLICY;
import static org.stemma.contracts.conformance.LedgerUnderTest.VALID;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.stemma.contracts.conformance.LedgerUnderTest.Endorsed;
import org.stemma.contracts.conformance.LedgerUnderTest.Refused;

/** Single keys: reads, writes, deletes, and what another transaction in between does to them. */
public interface ReadCases extends Cases {
    @Test
    default void a_transaction_does_not_see_its_own_writes() {
        on(k -> {
            given(script().put(k.of("old"), "1"));
            assertEquals(
                    List.of(ABSENT, "1", "[\"" + k.of("old") + "=1\"]"),
                    see(script().put(k.of("new"), "1")
                            .get(k.of("new"))
                            .delete(k.of("old"))
                            .get(k.of("old"))
                            .range(k.start(), k.end())));
        });
    }

    @Test
    default void the_last_of_two_writes_of_a_key_counts() {
        on(k -> {
            given(script().put(k.of("a"), "1")
                    .put(k.of("a"), "2")
                    .put(k.of("b"), "1")
                    .delete(k.of("b"))
                    .delete(k.of("c"))
                    .put(k.of("c"), "1"));
            assertEquals(
                    List.of("2", ABSENT, "1"),
                    see(script().get(k.of("a")).get(k.of("b")).get(k.of("c"))));
        });
    }

    @Test
    default void a_read_that_another_block_made_stale_is_a_conflict() {
        on(k -> {
            given(script().put(k.of("a"), "1"));
            Endorsed late = byAll(script().get(k.of("a")).put(k.of("b"), "1"));
            given(script().put(k.of("a"), "2"));
            assertEquals(MVCC, alone(late));
            assertEquals(List.of(ABSENT), see(script().get(k.of("b"))));
        });
    }

    @Test
    default void a_read_that_an_earlier_transaction_of_the_block_made_stale_is_a_conflict() {
        on(k -> {
            given(script().put(k.of("a"), "1"));
            Endorsed first = byAll(script().get(k.of("a")).put(k.of("a"), "2"));
            Endorsed second = byAll(script().get(k.of("a")).put(k.of("a"), "3"));
            block(List.of(VALID, MVCC), first, second);
            assertEquals(List.of("2"), see(script().get(k.of("a"))));
        });
    }

    @Test
    default void what_an_invalid_transaction_wrote_makes_nothing_stale() {
        on(k -> {
            given(script().put(k.of("a"), "1").put(k.of("b"), "1"));
            Endorsed first = byAll(script().put(k.of("a"), "2"));
            Endorsed dead = byAll(script().get(k.of("a")).put(k.of("b"), "2"));
            Endorsed third = byAll(script().get(k.of("b")).put(k.of("c"), "1"));
            block(List.of(VALID, MVCC, VALID), first, dead, third);
        });
    }

    @Test
    default void the_same_value_written_again_is_a_change_all_the_same() {
        on(k -> {
            given(script().put(k.of("a"), "1"));
            Endorsed late = byAll(script().get(k.of("a")).put(k.of("b"), "1"));
            given(script().put(k.of("a"), "1"));
            assertEquals(MVCC, alone(late));
        });
    }

    @Test
    default void a_key_that_was_absent_when_read_and_is_written_since_is_a_conflict() {
        on(k -> {
            Endorsed late = byAll(script().get(k.of("epoch")).put(k.of("b"), "1"));
            given(script().put(k.of("epoch"), "closed"));
            assertEquals(MVCC, alone(late));
        });
    }

    @Test
    default void a_key_that_was_read_and_is_deleted_since_is_a_conflict() {
        on(k -> {
            given(script().put(k.of("a"), "1"));
            Endorsed late = byAll(script().get(k.of("a")).put(k.of("b"), "1"));
            Endorsed later = byAll(script().get(k.of("a")).put(k.of("b"), "1"));
            given(script().delete(k.of("a")));
            assertEquals(MVCC, alone(late));
            given(script().put(k.of("a"), "1"));
            assertEquals(MVCC, alone(later));
        });
    }

    @Test
    default void an_absent_key_stays_absent_through_a_write_and_a_delete() {
        on(k -> {
            Endorsed late = byAll(script().get(k.of("a")).put(k.of("b"), "1"));
            given(script().put(k.of("a"), "1"));
            given(script().delete(k.of("a")));
            assertEquals(VALID, alone(late));
        });
    }

    @Test
    default void writes_without_reads_do_not_conflict_and_the_last_one_stays() {
        on(k -> {
            Endorsed first = byAll(script().put(k.of("a"), "1"));
            Endorsed second = byAll(script().put(k.of("a"), "2"));
            block(List.of(VALID, VALID), first, second);
            assertEquals(List.of("2"), see(script().get(k.of("a"))));
        });
    }

    @Test
    default void a_delete_of_an_absent_key_is_valid() {
        on(k -> given(script().delete(k.of("nothing"))));
    }

    @Test
    default void a_transaction_that_only_reads_conflicts_like_others() {
        on(k -> {
            given(script().put(k.of("a"), "1"));
            Endorsed late = byAll(script().get(k.of("a")));
            Endorsed fresh = byAll(script().get(k.of("b")));
            given(script().put(k.of("a"), "2"));
            assertEquals(MVCC, alone(late));
            assertEquals(VALID, alone(fresh));
        });
    }

    @Test
    default void a_stale_read_is_found_before_a_phantom_and_a_missing_signature_before_both() {
        on(k -> {
            given(script().put(k.of("a"), "1"));
            Script both = script().get(k.of("a")).range(k.start(), k.end()).put(k.of("b"), "1");
            Endorsed late = byAll(both);
            Endorsed unsigned = by(both, LAB);
            Endorsed phantom = byAll(script().range(k.start(), k.end()).put(k.of("b"), "1"));
            given(script().put(k.of("a"), "2"));
            assertEquals(MVCC, alone(late));
            assertEquals(POLICY, alone(unsigned));
            assertEquals(PHANTOM, alone(phantom));
        });
    }

    /** Fabric takes an empty value for a delete. */
    @Test
    default void an_empty_value_is_a_delete() {
        on(k -> {
            given(script().put(k.of("a"), "1").put(k.of("c"), "1"));
            given(script().put(k.of("a"), "").put(k.of("b"), ""));
            assertEquals(List.of(ABSENT, ABSENT), see(script().get(k.of("a")).get(k.of("b"))));
            assertEquals(List.of(k.of("c") + "=1"), ranged(script().range(k.start(), k.end())));
        });
    }

    @Test
    default void an_empty_value_leaves_an_absent_key_unread() {
        on(k -> {
            Endorsed late = byAll(script().get(k.of("a")).put(k.of("b"), "1"));
            given(script().put(k.of("a"), ""));
            assertEquals(VALID, alone(late));
        });
    }

    @Test
    default void an_empty_key_is_refused() {
        assertThrows(Refused.class, () -> byAll(script().put("", "1")));
    }
}
