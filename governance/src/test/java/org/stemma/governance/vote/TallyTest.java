package org.stemma.governance.vote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.stemma.governance.Refusals.assertBroken;
import static org.stemma.governance.vote.Voters.A;
import static org.stemma.governance.vote.Voters.B;
import static org.stemma.governance.vote.Voters.C;
import static org.stemma.governance.vote.Voters.D;
import static org.stemma.governance.vote.Voters.weighing;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.stemma.governance.Portion;
import org.stemma.governance.Voter;

class TallyTest {
    private static final Instant T0 = Instant.ofEpochSecond(1_000);
    private static final Portion HALF = new Portion(500_000);

    @Test
    void every_seat_is_in_exactly_one_number() {
        Electorate electorate = weighing(T0, List.of(D), 1, 2, 4, 8, 16);
        Tally tally = Tally.of(
                electorate, List.of(ballot(A, Choice.FOR), ballot(B, Choice.AGAINST), ballot(C, Choice.ABSTAIN)));
        assertEquals(new Tally(1, 2, 4, 16, 8), tally);
        assertEquals(7, tally.castWeight());
        assertEquals(31, tally.weight());
    }

    @Test
    void a_ballot_counts_once() {
        Electorate electorate = weighing(T0, List.of(), 1, 1);
        assertBroken(() -> Tally.of(electorate, List.of(ballot(A, Choice.FOR), ballot(A, Choice.FOR))));
    }

    @Test
    void a_ballot_needs_a_voice() {
        Electorate electorate = weighing(T0, List.of(B), 1, 1);
        assertBroken(() -> Tally.of(electorate, List.of(ballot(C, Choice.FOR))));
        assertBroken(() -> Tally.of(electorate, List.of(ballot(B, Choice.FOR))));
    }

    @Test
    void a_ballot_is_not_replaced_before_it_was_cast() {
        assertBroken(() -> ballot(A, Choice.FOR).replacedBy(Choice.AGAINST, T0.minusSeconds(1)));
    }

    @Test
    void abstentions_count_for_the_quorum_and_for_no_side() {
        assertTrue(new Tally(1, 0, 2, 0, 0).passes(HALF, HALF));
        assertFalse(new Tally(0, 0, 3, 0, 0).passes(HALF, HALF));
        assertFalse(new Tally(1, 0, 0, 2, 0).passes(HALF, HALF));
    }

    @Test
    void a_tie_fails_at_one_half() {
        assertFalse(new Tally(1, 1, 0, 0, 0).passes(HALF, HALF));
        assertTrue(new Tally(2, 1, 0, 0, 0).passes(HALF, HALF));
    }

    @Test
    void to_recuse_others_does_not_make_the_quorum_easier() {
        assertFalse(new Tally(1, 0, 0, 0, 2).hasQuorum(HALF));
        assertFalse(new Tally(1, 0, 0, 2, 0).hasQuorum(HALF));
    }

    /** Compares with every completion of the silent ballots, for all partial votes of up to four unlike voters. */
    @Test
    void it_is_decided_exactly_if_every_completion_ends_alike() {
        for (Portion quorum : List.of(new Portion(1), new Portion(333_333), HALF, new Portion(666_666))) {
            for (Portion support : List.of(new Portion(0), HALF, new Portion(666_666))) {
                for (long[] weights : new long[][] {{1}, {1, 1}, {1, 1, 1}, {1, 1, 1, 1}, {3, 2, 1}, {5, 1, 1, 2}}) {
                    compare(weighing(T0, List.of(), weights), quorum, support);
                }
                compare(weighing(T0, List.of(C), 1, 1, 1), quorum, support);
                compare(weighing(T0, List.of(A), 1), quorum, support);
                compare(weighing(T0, List.of(A), 3, 1, 1), quorum, support);
            }
        }
    }

    private static void compare(Electorate electorate, Portion quorum, Portion support) {
        for (List<Ballot> partial : votes(electorate, 0)) {
            Set<Boolean> outcomes = new HashSet<>();
            for (List<Ballot> whole : votes(electorate, 0)) {
                if (whole.containsAll(partial)) {
                    outcomes.add(Tally.of(electorate, whole).passes(quorum, support));
                }
            }
            boolean decided = Tally.of(electorate, partial).isDecided(quorum, support);
            assertEquals(outcomes.size() == 1, decided, partial + " " + quorum + " " + support);
        }
    }

    @Test
    void more_support_never_turns_a_pass_into_a_failure() {
        Electorate electorate = weighing(T0, List.of(), 3, 2, 2, 1);
        for (List<Ballot> votes : votes(electorate, 0)) {
            for (Ballot ballot : votes) {
                List<Ballot> better = new ArrayList<>(votes);
                better.remove(ballot);
                better.add(ballot(ballot.voter(), Choice.FOR));
                boolean before = Tally.of(electorate, votes).passes(HALF, HALF);
                assertTrue(!before || Tally.of(electorate, better).passes(HALF, HALF), votes + " " + ballot);
            }
        }
    }

    @Test
    void the_order_of_ballots_does_not_matter() {
        Electorate electorate = weighing(T0, List.of(), 3, 2, 1);
        List<Ballot> ballots = List.of(ballot(A, Choice.FOR), ballot(B, Choice.AGAINST), ballot(C, Choice.ABSTAIN));
        List<Ballot> turned =
                IntStream.rangeClosed(1, 3).mapToObj(i -> ballots.get(3 - i)).toList();
        assertEquals(Tally.of(electorate, ballots), Tally.of(electorate, turned));
    }

    /** All ways in which the voters from an index on may vote or be silent. */
    private static List<List<Ballot>> votes(Electorate electorate, int from) {
        if (from == electorate.seats().size()) {
            return List.of(List.of());
        }
        Voter voter = electorate.seats().get(from).voter();
        List<List<Ballot>> all = new ArrayList<>();
        for (List<Ballot> rest : votes(electorate, from + 1)) {
            all.add(rest);
            for (Choice choice : electorate.isRecused(voter) ? new Choice[0] : Choice.values()) {
                List<Ballot> more = new ArrayList<>(rest);
                more.add(ballot(voter, choice));
                all.add(more);
            }
        }
        return all;
    }

    private static Ballot ballot(Voter voter, Choice choice) {
        return Ballot.first(voter, choice, T0);
    }
}
