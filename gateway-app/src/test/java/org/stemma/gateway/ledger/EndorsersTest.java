package org.stemma.gateway.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Status;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class EndorsersTest {
    private static final List<String> THREE = List.of("A", "B", "C");
    private static final List<String> FIVE = List.of("A", "B", "C", "D", "E");

    private final AtomicLong time = new AtomicLong(1);

    private Endorsers of(List<String> members) {
        return new Endorsers("A", members, time::get);
    }

    private static PeerFailure failure(RetryPolicy.Cause cause, boolean ownServiceBroken, String... named) {
        return new PeerFailure(
                cause, Optional.empty(), false, ownServiceBroken, List.of(named), Status.ABORTED, "no description");
    }

    private static PeerFailure unreachable(String organisation) {
        return failure(RetryPolicy.Cause.ENDORSERS, false, organisation);
    }

    private static PeerFailure withoutService(String own) {
        return failure(RetryPolicy.Cause.ENDORSERS, true, own);
    }

    @Test
    void a_majority_begins_with_the_own_organisation_and_the_others_take_turns() {
        Endorsers endorsers = of(THREE);
        Set<List<String>> seen = new HashSet<>();
        for (int i = 0; i < 4; i++) {
            seen.add(endorsers.next(Consent.MAJORITY));
        }
        assertEquals(Set.of(List.of("A", "B"), List.of("A", "C")), seen);
    }

    @Test
    void who_failed_lately_is_asked_last() {
        Endorsers endorsers = of(THREE);
        endorsers.failed(unreachable("B"), List.of("A", "B"));
        for (int i = 0; i < 4; i++) {
            assertEquals(List.of("A", "C"), endorsers.next(Consent.MAJORITY));
        }
        time.addAndGet(Endorsers.AVOIDED.toNanos() + 1);
        Set<String> later = new HashSet<>(endorsers.next(Consent.MAJORITY));
        later.addAll(endorsers.next(Consent.MAJORITY));
        assertTrue(later.contains("B"));
    }

    @Test
    void another_owner_is_always_asked_even_if_it_failed_lately() {
        Endorsers endorsers = of(FIVE);
        endorsers.failed(unreachable("D"), List.of("A", "D"));
        for (int i = 0; i < 6; i++) {
            List<String> set = endorsers.next(Consent.with("D"));
            assertEquals(3, set.size());
            assertEquals(List.of("A", "D"), set.subList(0, 2));
        }
        assertEquals(3, endorsers.next(Consent.with("A")).size());
    }

    @Test
    void where_any_majority_will_do_the_own_organisation_can_be_replaced() {
        Endorsers endorsers = of(THREE);
        assertEquals("A", endorsers.next(Consent.ANY_MAJORITY).get(0));
        endorsers.failed(withoutService("A"), List.of("A", "B"));
        assertEquals(Set.of("B", "C"), Set.copyOf(endorsers.next(Consent.ANY_MAJORITY)));
        assertTrue(endorsers.next(Consent.MAJORITY).contains("A"));
        endorsers.failed(unreachable("C"), List.of("B", "C"));
        assertEquals("B", endorsers.next(Consent.ANY_MAJORITY).get(0));
        assertEquals(2, endorsers.next(Consent.ANY_MAJORITY).size());
    }

    @Test
    void where_the_others_are_not_well_either_the_own_service_is_waited_for() {
        Endorsers endorsers = of(THREE);
        endorsers.failed(withoutService("A"), List.of("A", "B"));
        endorsers.failed(unreachable("C"), List.of("B", "C"));
        assertEquals(Set.of("A", "B"), Set.copyOf(endorsers.await(Consent.ANY_MAJORITY, Duration.ofSeconds(30))));
        assertThrows(LedgerUnavailable.class, () -> endorsers.await(Consent.ANY_MAJORITY, Duration.ofMillis(1)));
    }

    @Test
    void who_came_out_with_something_else_is_asked_last_for_a_moment() {
        Endorsers endorsers = of(THREE);
        PeerFailure difference = new PeerFailure(
                RetryPolicy.Cause.CONFLICT,
                Optional.empty(),
                false,
                false,
                List.of("B"),
                Status.ABORTED,
                "B: ProposalResponsePayloads do not match");
        endorsers.failed(difference, List.of("A", "B"));
        for (int i = 0; i < 4; i++) {
            assertEquals(Set.of("A", "C"), Set.copyOf(endorsers.next(Consent.MAJORITY)));
        }
        time.addAndGet(Endorsers.LAGGING.toNanos() + 1);
        Set<String> later = new HashSet<>(endorsers.next(Consent.MAJORITY));
        later.addAll(endorsers.next(Consent.MAJORITY));
        assertTrue(later.contains("B"));
    }

    @Test
    void nobody_goes_without_the_own_peer() {
        Endorsers endorsers = of(THREE);
        endorsers.failed(failure(RetryPolicy.Cause.ENDORSERS, false), List.of("A", "B"));
        assertEquals(
                2, endorsers.await(Consent.ANY_MAJORITY, Duration.ofSeconds(30)).size(), "it is the first one's turn");
        assertThrows(LedgerUnavailable.class, () -> endorsers.await(Consent.ANY_MAJORITY, Duration.ofMillis(1)));
        endorsers.succeeded(List.of("B", "C"));
        assertEquals(2, endorsers.await(Consent.ANY_MAJORITY, Duration.ZERO).size());
    }

    @Test
    void what_others_say_is_no_word_of_the_own_service() {
        Endorsers endorsers = of(THREE);
        endorsers.failed(withoutService("A"), List.of("A", "B"));
        assertTrue(endorsers.await(Consent.MAJORITY, Duration.ofSeconds(30)).contains("A"));
        endorsers.failed(unreachable("B"), List.of("A", "B"));
        assertThrows(LedgerUnavailable.class, () -> endorsers.await(Consent.MAJORITY, Duration.ofMillis(1)));
        endorsers.failed(failure(RetryPolicy.Cause.LAG, false, "A"), List.of("A", "C"));
        assertTrue(endorsers.await(Consent.MAJORITY, Duration.ZERO).contains("A"));
    }

    @Test
    void the_council_is_two_thirds_rounded_up() {
        assertEquals(2, of(THREE).next(Consent.COUNCIL).size());
        assertEquals(3, of(List.of("A", "B", "C", "D")).next(Consent.COUNCIL).size());
        assertEquals(4, of(FIVE).next(Consent.COUNCIL).size());
        assertEquals(1, of(List.of("A")).next(Consent.COUNCIL).size());
    }
}
