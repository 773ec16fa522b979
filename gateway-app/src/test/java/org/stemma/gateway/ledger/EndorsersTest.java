package org.stemma.gateway.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Status;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class EndorsersTest {
    private static final List<String> THREE = List.of("A", "B", "C");
    private static final List<String> FIVE = List.of("A", "B", "C", "D", "E");

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(1);

    private Endorsers of(List<String> members) {
        return new Endorsers("A", members);
    }

    private static PeerFailure failure(RetryPolicy.Cause cause, String text, String... named) {
        return new PeerFailure(cause, Optional.empty(), false, List.of(named), Status.ABORTED, text);
    }

    private static PeerFailure unreachable(String organisation) {
        return failure(RetryPolicy.Cause.ENDORSERS, "connection refused", organisation);
    }

    private static Set<String> next(Endorsers endorsers, Consent consent) {
        return Set.copyOf(endorsers.next(consent));
    }

    private static Set<String> await(Endorsers endorsers, Consent consent, Duration atMost) {
        return Set.copyOf(endorsers.await(consent, atMost));
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
    void who_failed_is_asked_last_and_tried_by_one_writer_at_a_time() throws InterruptedException {
        Endorsers endorsers = of(THREE);
        endorsers.failed(unreachable("B"), List.of("A", "B"));
        for (int i = 0; i < 4; i++) {
            assertEquals(Set.of("A", "C"), await(endorsers, Consent.MAJORITY, SHORT));
        }
        Thread.sleep(Presence.PAUSE.toMillis());
        assertEquals(Set.of("A", "B"), await(endorsers, Consent.MAJORITY, SHORT), "a turn");
        assertEquals(Set.of("A", "C"), await(endorsers, Consent.MAJORITY, SHORT), "of one only");
        endorsers.succeeded(List.of("A", "B"));
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
        endorsers.failed(unreachable("A"), List.of("A", "B"));
        assertEquals(Set.of("B", "C"), next(endorsers, Consent.ANY_MAJORITY));
        assertTrue(next(endorsers, Consent.MAJORITY).contains("A"));
    }

    @Test
    void if_the_others_are_away_too_the_own_service_is_waited_for() {
        Endorsers endorsers = of(THREE);
        endorsers.failed(unreachable("A"), List.of("A", "B"));
        endorsers.failed(unreachable("C"), List.of("B", "C"));
        assertEquals(Set.of("A", "B"), await(endorsers, Consent.ANY_MAJORITY, LONG), "the first one's turn");
        assertThrows(LedgerUnavailable.class, () -> endorsers.await(Consent.MAJORITY, SHORT));
        endorsers.succeeded(List.of("A", "B"));
        assertTrue(await(endorsers, Consent.MAJORITY, SHORT).contains("A"));
    }

    @Test
    void who_came_out_with_something_else_is_asked_rather_than_who_is_away() {
        Endorsers endorsers = of(THREE);
        PeerFailure difference = failure(RetryPolicy.Cause.CONFLICT, "B: ProposalResponsePayloads do not match", "B");
        endorsers.failed(difference, List.of("A", "B"));
        assertEquals(Set.of("A", "C"), next(endorsers, Consent.MAJORITY));
        endorsers.failed(unreachable("C"), List.of("A", "C"));
        assertEquals(Set.of("A", "B"), next(endorsers, Consent.MAJORITY));
    }

    @Test
    void nobody_goes_without_the_own_peer() {
        Endorsers endorsers = of(THREE);
        endorsers.failed(failure(RetryPolicy.Cause.ENDORSERS, "io exception"), List.of("A", "B"));
        assertEquals(2, endorsers.await(Consent.ANY_MAJORITY, LONG).size(), "the first one's turn");
        assertThrows(LedgerUnavailable.class, () -> endorsers.await(Consent.ANY_MAJORITY, SHORT));
        endorsers.succeeded(List.of("B", "C"));
        assertEquals(2, endorsers.await(Consent.ANY_MAJORITY, SHORT).size());
    }

    @Test
    void an_owner_that_stays_away_is_named() {
        Endorsers endorsers = of(THREE);
        endorsers.failed(unreachable("C"), List.of("A", "C"));
        assertTrue(endorsers.await(Consent.with("C"), LONG).contains("C"), "the first one's turn");
        LedgerUnavailable unavailable =
                assertThrows(LedgerUnavailable.class, () -> endorsers.await(Consent.with("C"), SHORT));
        assertEquals("gateway.consent_unavailable", unavailable.code());
        assertEquals(Map.of("organisations", "C"), unavailable.facts());
    }

    @Test
    void a_refusal_is_an_answer_of_those_who_tell_it_alone() {
        Endorsers endorsers = of(THREE);
        endorsers.failed(unreachable("A"), List.of("A", "B"));
        endorsers.failed(failure(RetryPolicy.Cause.FINAL, "wallet_unknown", "B"), List.of("A", "B"));
        assertEquals(Set.of("B", "C"), next(endorsers, Consent.ANY_MAJORITY));
        endorsers.failed(failure(RetryPolicy.Cause.FINAL, "wallet_unknown", "A"), List.of("A", "B"));
        assertEquals("A", endorsers.next(Consent.ANY_MAJORITY).get(0));
    }

    @Test
    void the_council_is_two_thirds_rounded_up() {
        assertEquals(2, of(THREE).next(Consent.COUNCIL).size());
        assertEquals(3, of(List.of("A", "B", "C", "D")).next(Consent.COUNCIL).size());
        assertEquals(4, of(FIVE).next(Consent.COUNCIL).size());
        assertEquals(1, of(List.of("A")).next(Consent.COUNCIL).size());
    }
}
