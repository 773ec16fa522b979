package org.stemma.governance.proposal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.stemma.governance.vote.Choice.ABSTAIN;
import static org.stemma.governance.vote.Choice.AGAINST;
import static org.stemma.governance.vote.Choice.FOR;
import static org.stemma.governance.vote.Mode.FINAL;
import static org.stemma.governance.vote.Mode.REPLACEABLE;
import static org.stemma.governance.vote.Voters.B;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.stemma.governance.vote.Choice;

/**
 * All that a small council can do, in every order. No proposal is executed and defeated, executed without quorum at its
 * snapshot, executed after it lapsed or twice; no vote counts after the closing; no final status is left.
 */
class ExplorationTest {
    private static final List<Choice> ALL = List.of(FOR, AGAINST, ABSTAIN);
    private static final List<Choice> SIDES = List.of(FOR, AGAINST);
    private static final Set<Status> EVERY = EnumSet.allOf(Status.class);

    @Test
    void one_voter_with_final_votes() {
        explore(EVERY, new Exploration(FINAL, 500_000, 500_000, ALL, List.of(), 1));
    }

    @Test
    void one_voter_with_replaceable_votes() {
        explore(EVERY, new Exploration(REPLACEABLE, 500_000, 500_000, ALL, List.of(), 1));
    }

    @Test
    void two_voters_with_final_votes() {
        explore(EVERY, new Exploration(FINAL, 666_666, 500_000, ALL, List.of(), 1, 1));
    }

    @Test
    void two_unlike_voters_with_replaceable_votes() {
        explore(EVERY, new Exploration(REPLACEABLE, 500_000, 500_000, ALL, List.of(), 3, 2));
    }

    @Test
    void two_voters_of_whom_one_is_recused() {
        explore(EVERY, new Exploration(FINAL, 333_333, 500_000, ALL, List.of(B), 1, 1));
    }

    @Test
    void without_a_quorum_nothing_is_ever_executed() {
        Set<Status> out = EnumSet.of(Status.PENDING, Status.ACTIVE, Status.DEFEATED, Status.CANCELLED);
        explore(out, new Exploration(FINAL, 666_666, 500_000, ALL, List.of(B), 1, 2));
    }

    @Test
    void three_voters_with_final_votes() {
        explore(EVERY, new Exploration(FINAL, 500_000, 500_000, ALL, List.of(), 1, 1, 1));
    }

    @Test
    void three_voters_with_replaceable_votes() {
        explore(EVERY, new Exploration(REPLACEABLE, 666_666, 500_000, SIDES, List.of(), 1, 1, 1));
    }

    @Test
    void three_unlike_voters_of_whom_one_is_recused() {
        explore(EVERY, new Exploration(REPLACEABLE, 500_000, 500_000, SIDES, List.of(B), 3, 1, 2));
    }

    @Test
    void four_voters_with_final_votes() {
        explore(EVERY, new Exploration(FINAL, 500_000, 500_000, SIDES, List.of(), 1, 1, 1, 1));
    }

    @Test
    void four_voters_with_replaceable_votes() {
        explore(EVERY, new Exploration(REPLACEABLE, 500_000, 500_000, SIDES, List.of(), 1, 1, 1, 1));
    }

    private static void explore(Set<Status> expected, Exploration exploration) {
        assertEquals(expected, exploration.run());
        assertTrue(exploration.states() > 20, "too few states: " + exploration.states());
    }
}
