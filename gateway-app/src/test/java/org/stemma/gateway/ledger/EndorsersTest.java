package org.stemma.gateway.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
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
        endorsers.failed(List.of("B"));
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
        endorsers.failed(List.of("D"));
        for (int i = 0; i < 6; i++) {
            List<String> set = endorsers.next(Consent.with("D"));
            assertEquals(3, set.size());
            assertEquals(List.of("A", "D"), set.subList(0, 2));
        }
        assertEquals(3, endorsers.next(Consent.with("A")).size());
    }

    @Test
    void the_council_is_two_thirds_rounded_up() {
        assertEquals(2, of(THREE).next(Consent.COUNCIL).size());
        assertEquals(3, of(List.of("A", "B", "C", "D")).next(Consent.COUNCIL).size());
        assertEquals(4, of(FIVE).next(Consent.COUNCIL).size());
        assertEquals(1, of(List.of("A")).next(Consent.COUNCIL).size());
    }
}
