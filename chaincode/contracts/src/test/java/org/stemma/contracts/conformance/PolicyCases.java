package org.stemma.contracts.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.stemma.contracts.conformance.LedgerUnderTest.MVCC;
import static org.stemma.contracts.conformance.LedgerUnderTest.POLICY;
import static org.stemma.contracts.conformance.LedgerUnderTest.VALID;

import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.stemma.contracts.conformance.LedgerUnderTest.Endorsed;
import org.stemma.contracts.conformance.LedgerUnderTest.Refused;

/** Key-level policies: what they govern, from when on, until when. */
public interface PolicyCases extends Cases {
    @Test
    default void without_a_policy_a_majority_is_needed_and_enough() {
        on(k -> {
            assertEquals(POLICY, alone(by(script().put(k.of("a"), "1"), LAB)));
            assertEquals(VALID, alone(by(script().put(k.of("a"), "1"), ARCHIVE, STUDIO)));
            assertEquals(POLICY, alone(by(script().get(k.of("a")), STUDIO)));
        });
    }

    @Test
    default void a_policy_does_not_govern_the_transaction_that_creates_it() {
        on(k -> {
            Script create = script().put(k.of("a"), "1").ownedBy(k.of("a"), LAB);
            assertEquals(VALID, alone(by(create, ARCHIVE, STUDIO)));
            assertEquals(POLICY, alone(by(script().put(k.of("a"), "2"), ARCHIVE, STUDIO)));
        });
    }

    @Test
    default void owner_and_others_accepts_the_owner_with_one_more_and_no_other_set_of_three() {
        on(k -> {
            given(script().put(k.of("a"), "1").ownedBy(k.of("a"), LAB));
            every((signers, value) -> assertEquals(
                    signers.contains(LAB) && signers.size() >= 2 ? VALID : POLICY,
                    alone(ledger().endorse(script().put(k.of("a"), value), signers)),
                    signers.toString()));
        });
    }

    @Test
    default void two_thirds_accepts_two_of_three_and_no_smaller_set() {
        on(k -> {
            given(script().put(k.of("a"), "1").ownedByCouncil(k.of("a")));
            every((signers, value) -> assertEquals(
                    signers.size() >= 2 ? VALID : POLICY,
                    alone(ledger().endorse(script().put(k.of("a"), value), signers)),
                    signers.toString()));
        });
    }

    /** Tries every set of signers that is not empty, each with a value of its own. */
    private static void every(BiConsumer<List<String>, String> attempt) {
        List<String> all = List.of(LAB, ARCHIVE, STUDIO);
        for (int set = 1; set < 1 << all.size(); set++) {
            int members = set;
            List<String> signers = all.stream()
                    .filter(member -> (members >> all.indexOf(member) & 1) == 1)
                    .toList();
            attempt.accept(signers, "by " + set);
        }
    }

    @Test
    default void a_policy_of_a_key_replaces_the_majority_for_it() {
        on(k -> {
            given(script().put(k.of("a"), "1").ownedAlone(k.of("a"), LAB));
            assertEquals(VALID, alone(by(script().put(k.of("a"), "2"), LAB)));
            assertEquals(POLICY, alone(by(script().put(k.of("a"), "3").put(k.of("b"), "1"), LAB)));
        });
    }

    @Test
    default void every_written_key_asks_for_its_own() {
        on(k -> {
            given(script().put(k.of("a"), "1")
                    .ownedBy(k.of("a"), LAB)
                    .put(k.of("b"), "1")
                    .ownedBy(k.of("b"), STUDIO));
            Script both = script().put(k.of("a"), "2").put(k.of("b"), "2");
            assertEquals(POLICY, alone(by(both, LAB, ARCHIVE)));
            assertEquals(VALID, alone(by(both, LAB, STUDIO)));
        });
    }

    @Test
    default void reading_a_governed_key_asks_for_a_majority_only() {
        on(k -> {
            given(script().put(k.of("a"), "1").ownedBy(k.of("a"), LAB));
            assertEquals(VALID, alone(by(script().get(k.of("a")).put(k.of("b"), "1"), ARCHIVE, STUDIO)));
        });
    }

    @Test
    default void a_change_of_the_value_keeps_the_policy() {
        on(k -> {
            given(script().put(k.of("a"), "1").ownedBy(k.of("a"), LAB));
            given(script().put(k.of("a"), "2"));
            assertEquals(List.of("true"), see(script().hasPolicy(k.of("a"))));
            assertEquals(POLICY, alone(by(script().put(k.of("a"), "3"), ARCHIVE, STUDIO)));
        });
    }

    @Test
    default void others_cannot_change_the_policy() {
        on(k -> {
            given(script().put(k.of("a"), "1").ownedBy(k.of("a"), LAB));
            assertEquals(POLICY, alone(by(script().ownedBy(k.of("a"), ARCHIVE), ARCHIVE, STUDIO)));
            assertEquals(VALID, alone(by(script().ownedBy(k.of("a"), ARCHIVE), LAB, STUDIO)));
            assertEquals(POLICY, alone(by(script().put(k.of("a"), "2"), LAB, STUDIO)));
            assertEquals(VALID, alone(by(script().put(k.of("a"), "2"), ARCHIVE, STUDIO)));
        });
    }

    @Test
    default void others_cannot_delete() {
        on(k -> {
            given(script().put(k.of("a"), "1").ownedBy(k.of("a"), LAB));
            assertEquals(POLICY, alone(by(script().delete(k.of("a")), ARCHIVE, STUDIO)));
            assertEquals(POLICY, alone(by(script().put(k.of("a"), ""), ARCHIVE, STUDIO)));
            assertEquals(List.of("1"), see(script().get(k.of("a"))));
        });
    }

    @Test
    default void a_delete_drops_the_policy() {
        on(k -> {
            given(script().put(k.of("a"), "1").ownedBy(k.of("a"), LAB));
            given(script().delete(k.of("a")));
            assertEquals(VALID, alone(by(script().put(k.of("a"), "2"), ARCHIVE, STUDIO)));
            assertEquals(List.of("false"), see(script().hasPolicy(k.of("a"))));
        });
    }

    @Test
    default void an_empty_value_drops_the_policy_too() {
        on(k -> {
            given(script().put(k.of("a"), "1").ownedBy(k.of("a"), LAB));
            given(script().put(k.of("a"), ""));
            assertEquals(VALID, alone(by(script().put(k.of("a"), "2"), ARCHIVE, STUDIO)));
        });
    }

    @Test
    default void a_policy_set_together_with_a_delete_is_lost() {
        on(k -> {
            given(script().put(k.of("a"), "1"));
            given(script().delete(k.of("a")).ownedBy(k.of("a"), LAB));
            assertEquals(VALID, alone(by(script().put(k.of("a"), "2"), ARCHIVE, STUDIO)));
            assertEquals(List.of("false"), see(script().hasPolicy(k.of("a"))));
        });
    }

    @Test
    default void a_policy_of_an_absent_key_is_lost() {
        on(k -> {
            given(script().ownedBy(k.of("a"), LAB));
            assertEquals(VALID, alone(by(script().put(k.of("a"), "1"), ARCHIVE, STUDIO)));
            assertEquals(VALID, alone(by(script().put(k.of("a"), "2"), ARCHIVE, STUDIO)));
        });
    }

    @Test
    default void a_new_policy_is_a_change_of_the_key() {
        on(k -> {
            given(script().put(k.of("a"), "1"));
            Endorsed late = byAll(script().get(k.of("a")).put(k.of("b"), "1"));
            given(script().ownedBy(k.of("a"), LAB));
            assertEquals(MVCC, alone(late));
            assertEquals(List.of("1"), see(script().get(k.of("a"))));
        });
    }

    @Test
    default void looking_at_a_policy_is_a_read_of_the_key() {
        on(k -> {
            given(script().put(k.of("a"), "1"));
            Endorsed late = byAll(script().hasPolicy(k.of("a")).put(k.of("b"), "1"));
            given(script().put(k.of("a"), "2"));
            assertEquals(MVCC, alone(late));
        });
    }

    @Test
    default void a_transaction_does_not_see_its_own_policy() {
        on(k -> assertEquals(
                List.of("false"),
                see(script().put(k.of("a"), "1").ownedBy(k.of("a"), LAB).hasPolicy(k.of("a")))));
    }

    /**
     * They are accepted. From then on no peer simulates a write of the key, and nobody can mend it. Worse, and not tried
     * here: a write that was endorsed before and is ordered after makes every peer stop processing the channel for good.
     */
    @Test
    default void bytes_that_are_no_policy_brick_the_key() {
        on(k -> {
            given(script().put(k.of("a"), "1").garbagePolicy(k.of("a")));
            assertThrows(Refused.class, () -> byAll(script().put(k.of("a"), "2")));
            assertThrows(Refused.class, () -> byAll(script().delete(k.of("a"))));
            assertThrows(Refused.class, () -> byAll(script().ownedBy(k.of("a"), LAB)));
            assertEquals(List.of("1", "true"), see(script().get(k.of("a")).hasPolicy(k.of("a"))));
        });
    }

    @Test
    default void nobody_writes_a_key_after_its_policy_changed_in_the_same_block() {
        on(k -> {
            given(script().put(k.of("a"), "1"));
            Endorsed policy = byAll(script().ownedBy(k.of("a"), LAB));
            Endorsed write = byAll(script().put(k.of("a"), "2"));
            Endorsed other = byAll(script().put(k.of("b"), "2"));
            block(List.of(VALID, POLICY, VALID), policy, write, other);
        });
    }

    @Test
    default void a_write_before_the_change_of_the_policy_is_valid() {
        on(k -> {
            given(script().put(k.of("a"), "1"));
            Endorsed write = byAll(script().put(k.of("a"), "2"));
            Endorsed policy = byAll(script().ownedBy(k.of("a"), LAB));
            block(List.of(VALID, VALID), write, policy);
            assertEquals(List.of("2", "true"), see(script().get(k.of("a")).hasPolicy(k.of("a"))));
        });
    }

    /** Signatures are checked before reads: a change of policy that then dies of a stale read still stops the others. */
    @Test
    default void a_policy_change_that_dies_of_a_stale_read_still_stops_later_writes() {
        on(k -> {
            given(script().put(k.of("a"), "1").put(k.of("r"), "1"));
            Endorsed stales = byAll(script().put(k.of("r"), "2"));
            Endorsed policy = byAll(script().get(k.of("r")).ownedBy(k.of("a"), LAB));
            Endorsed write = byAll(script().put(k.of("a"), "2"));
            block(List.of(VALID, MVCC, POLICY), stales, policy, write);
            assertEquals(List.of("false"), see(script().hasPolicy(k.of("a"))));
        });
    }

    @Test
    default void a_policy_change_without_its_signatures_stops_nobody() {
        on(k -> {
            given(script().put(k.of("a"), "1"));
            Endorsed policy = by(script().ownedBy(k.of("a"), LAB), LAB);
            Endorsed write = byAll(script().put(k.of("a"), "2"));
            block(List.of(POLICY, VALID), policy, write);
        });
    }

    @Test
    default void a_policy_dropped_by_a_delete_holds_to_the_end_of_the_block() {
        on(k -> {
            given(script().put(k.of("a"), "1").ownedBy(k.of("a"), LAB));
            Endorsed delete = byAll(script().delete(k.of("a")));
            Endorsed foreign = by(script().put(k.of("a"), "2"), ARCHIVE, STUDIO);
            Endorsed owned = by(script().put(k.of("a"), "3"), LAB, STUDIO);
            block(List.of(VALID, POLICY, VALID), delete, foreign, owned);
        });
    }

    @Test
    default void a_key_created_and_governed_can_be_written_by_its_block_only_before() {
        on(k -> {
            Endorsed create = byAll(script().put(k.of("a"), "1").ownedBy(k.of("a"), LAB));
            Endorsed write = byAll(script().put(k.of("a"), "2"));
            block(List.of(VALID, POLICY), create, write);
        });
    }
}
