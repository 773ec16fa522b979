package org.stemma.governance.vote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.stemma.governance.Refusals.assertBroken;
import static org.stemma.governance.vote.Voters.A;
import static org.stemma.governance.vote.Voters.B;
import static org.stemma.governance.vote.Voters.C;
import static org.stemma.governance.vote.Voters.D;
import static org.stemma.governance.vote.Voters.weighing;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.stemma.governance.Voter;

class ElectorateTest {
    private static final Instant T0 = Instant.ofEpochSecond(1_000);

    @Test
    void the_order_in_which_seats_are_given_does_not_matter() {
        assertEquals(
                Electorate.oneSeatEach(T0, List.of(A, B, C), List.of(B, A)),
                Electorate.oneSeatEach(T0, List.of(C, A, B), List.of(A, B)));
    }

    @Test
    void a_recused_seat_counts_in_the_whole_and_has_no_vote() {
        Electorate electorate = weighing(T0, List.of(B), 1, 2, 4);
        assertEquals(7, electorate.weight());
        assertEquals(5, electorate.votingWeight());
        assertEquals(Optional.of(2L), electorate.weightOf(B));
        assertTrue(electorate.isRecused(B));
        assertFalse(electorate.isRecused(A));
        assertEquals(Optional.empty(), electorate.weightOf(D));
    }

    @Test
    void one_seat_each_weighs_one() {
        assertEquals(3, Electorate.oneSeatEach(T0, List.of(A, B, C), List.of()).weight());
    }

    @Test
    void a_voter_has_one_seat() {
        assertBroken(() -> Electorate.oneSeatEach(T0, List.of(A, A), List.of()));
    }

    @Test
    void only_who_has_a_seat_is_recused() {
        assertBroken(() -> Electorate.oneSeatEach(T0, List.of(A), List.of(B)));
    }

    @Test
    void there_are_1_to_200_seats() {
        assertBroken(() -> Electorate.oneSeatEach(T0, List.of(), List.of()));
        assertEquals(200, Electorate.oneSeatEach(T0, many(200), List.of()).weight());
        assertBroken(() -> Electorate.oneSeatEach(T0, many(201), List.of()));
    }

    @Test
    void a_seat_weighs_more_than_nothing_and_all_together_fit() {
        assertBroken(() -> new Seat(A, 0));
        assertEquals(
                Long.MAX_VALUE, weighing(T0, List.of(), Long.MAX_VALUE - 1, 1).weight());
        assertThrows(ArithmeticException.class, () -> weighing(T0, List.of(), Long.MAX_VALUE, 1));
    }

    private static List<Voter> many(int count) {
        return IntStream.range(0, count).mapToObj(i -> new Voter("Org" + i)).toList();
    }
}
