package org.stemma.governance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.stemma.governance.Refusals.assertBroken;

import org.junit.jupiter.api.Test;

class PortionTest {
    private static final Portion HALF = new Portion(500_000);

    @Test
    void half_of_two_is_reached_and_not_exceeded() {
        assertTrue(HALF.isReachedBy(1, 2));
        assertFalse(HALF.isExceededBy(1, 2));
        assertTrue(HALF.isExceededBy(2, 3));
        assertFalse(HALF.isReachedBy(1, 3));
    }

    @Test
    void two_of_three_are_more_than_666666_ppm_and_not_666667() {
        assertTrue(new Portion(666_666).isExceededBy(2, 3));
        assertFalse(new Portion(666_667).isReachedBy(2, 3));
    }

    @Test
    void one_part_per_million_of_a_small_whole_is_not_rounded_to_nothing() {
        assertFalse(new Portion(1).isReachedBy(0, 3));
        assertTrue(new Portion(1).isReachedBy(1, 3));
        assertFalse(new Portion(1).isExceededBy(1, 1_000_000));
    }

    @Test
    void the_largest_weights_are_compared_exactly() {
        assertTrue(HALF.isReachedBy(Long.MAX_VALUE / 2 + 1, Long.MAX_VALUE));
        assertFalse(HALF.isReachedBy(Long.MAX_VALUE / 2, Long.MAX_VALUE));
    }

    @Test
    void nothing_of_nothing_is_reached_and_never_exceeded() {
        assertTrue(HALF.isReachedBy(0, 0));
        assertFalse(new Portion(0).isExceededBy(0, 0));
    }

    @Test
    void it_lies_between_nothing_and_the_whole() {
        assertEquals(0, new Portion(0).ppm());
        assertEquals(Portion.WHOLE, new Portion(1_000_000).ppm());
        assertBroken(() -> new Portion(-1));
        assertBroken(() -> new Portion(1_000_001));
        assertBroken(() -> HALF.isReachedBy(-1, 1));
        assertBroken(() -> HALF.isExceededBy(1, -1));
    }

    @Test
    void a_voter_is_compared_exactly() {
        assertFalse(new Voter("LabMSP").equals(new Voter("labmsp")));
        assertTrue(new Voter("ArchiveMSP").compareTo(new Voter("LabMSP")) < 0);
        assertEquals("LabMSP", new Voter("LabMSP").toString());
        assertBroken(() -> new Voter(""));
        assertBroken(() -> new Voter("Lab/MSP"));
    }
}
