package org.stemma.contracts.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.stemma.contracts.conformance.LedgerUnderTest.NOT_ORDERED;
import static org.stemma.contracts.conformance.LedgerUnderTest.VALID;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.stemma.api.Codec;
import org.stemma.contracts.conformance.LedgerUnderTest.Refused;

/** One event for each transaction, and the size that a transaction may have. */
public interface EventAndSizeCases extends Cases {
    /** The channel's AbsoluteMaxBytes: the ordering service takes nothing larger. */
    int MAX_TRANSACTION_BYTES = 10 << 20;

    /** What is left for signatures, certificates and headers. */
    int ROOM_FOR_THE_REST = 64 << 10;

    @Test
    default void a_transaction_has_one_event_and_the_last_one_wins() {
        on(k -> {
            assertEquals(
                    Optional.of("second=2"),
                    byAll(script().event("first", "1").put(k.of("a"), "1").event("second", "2"))
                            .event());
            assertEquals(Optional.empty(), byAll(script().put(k.of("a"), "1")).event());
        });
    }

    @Test
    default void an_event_needs_a_name_but_no_payload() {
        on(k -> {
            assertEquals(Optional.of("only="), byAll(script().event("only", "")).event());
            assertThrows(Refused.class, () -> byAll(script().event("", "1")));
        });
    }

    @Test
    default void a_value_of_the_largest_document_is_kept() {
        on(k -> {
            given(script().fill(k.of("a"), Codec.MAX_LENGTH));
            assertEquals(Codec.MAX_LENGTH, see(script().get(k.of("a"))).get(0).length());
        });
    }

    /** A document stays a tenth of what the ordering service takes. */
    @Test
    default void what_exceeds_the_largest_transaction_is_not_ordered() {
        on(k -> {
            assertTrue(8 * Codec.MAX_LENGTH < MAX_TRANSACTION_BYTES);
            assertEquals(VALID, alone(byAll(script().fill(k.of("a"), MAX_TRANSACTION_BYTES - ROOM_FOR_THE_REST))));
            assertEquals(NOT_ORDERED, alone(byAll(script().fill(k.of("b"), MAX_TRANSACTION_BYTES))));
            assertEquals(java.util.List.of(ABSENT), see(script().get(k.of("b"))));
        });
    }
}
