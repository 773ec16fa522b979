package org.stemma.governance.proposal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.stemma.governance.Refusals.assertRefused;
import static org.stemma.governance.parameter.GovernedParameter.EXECUTION_SECONDS;
import static org.stemma.governance.parameter.GovernedParameter.LATE_QUORUM_SECONDS;
import static org.stemma.governance.parameter.GovernedParameter.PROPOSAL_THRESHOLD;
import static org.stemma.governance.parameter.GovernedParameter.QUEUE_SECONDS;
import static org.stemma.governance.parameter.GovernedParameter.QUORUM;
import static org.stemma.governance.parameter.GovernedParameter.SUPPORT;
import static org.stemma.governance.parameter.GovernedParameter.TIMELOCK_SECONDS;
import static org.stemma.governance.parameter.GovernedParameter.TREASURY_FEE;
import static org.stemma.governance.parameter.GovernedParameter.VOTING_DELAY_SECONDS;
import static org.stemma.governance.parameter.GovernedParameter.VOTING_SECONDS;
import static org.stemma.governance.proposal.Council.FACTS;
import static org.stemma.governance.proposal.Council.FINAL;
import static org.stemma.governance.proposal.Council.HALF;
import static org.stemma.governance.proposal.Council.RAISE_FEE;
import static org.stemma.governance.proposal.Council.REPLACEABLE;
import static org.stemma.governance.proposal.Council.at;
import static org.stemma.governance.proposal.Council.closes;
import static org.stemma.governance.proposal.Council.members;
import static org.stemma.governance.proposal.Council.opened;
import static org.stemma.governance.proposal.Council.procedure;
import static org.stemma.governance.proposal.Council.proposed;
import static org.stemma.governance.proposal.Council.settled;
import static org.stemma.governance.proposal.Council.status;
import static org.stemma.governance.proposal.Council.vote;
import static org.stemma.governance.vote.Choice.ABSTAIN;
import static org.stemma.governance.vote.Choice.AGAINST;
import static org.stemma.governance.vote.Choice.FOR;
import static org.stemma.governance.vote.Voters.A;
import static org.stemma.governance.vote.Voters.B;
import static org.stemma.governance.vote.Voters.C;
import static org.stemma.governance.vote.Voters.D;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.stemma.governance.GovernanceRefusal;
import org.stemma.governance.Portion;
import org.stemma.governance.Voter;
import org.stemma.governance.action.Action;
import org.stemma.governance.action.Amount;
import org.stemma.governance.action.Facts;
import org.stemma.governance.action.PayFromTreasury;
import org.stemma.governance.action.SetParameter;
import org.stemma.governance.action.Subject;
import org.stemma.governance.action.Treasury;
import org.stemma.governance.parameter.Parameters;
import org.stemma.governance.vote.Electorate;
import org.stemma.governance.vote.Mode;
import org.stemma.governance.vote.Voters;

/** Bugs that other governance systems have had. */
class BugsOfOthersTest {
    @Test
    void lowering_the_quorum_revives_old_proposals() {
        Parameters before = law(666_666);
        Parameters after = before.change(QUORUM, 333_333, 8, 7);
        Proposal old =
                vote(opened(Procedure.of(before, 7, Mode.REPLACEABLE, 1, Optional.empty()), 1, 1, 1), A, FOR, 20);
        assertEquals(Status.DEFEATED, status(old, 110));
        Procedure lower = Procedure.of(after, 8, Mode.REPLACEABLE, 1, Optional.empty());
        assertEquals(333_333, lower.quorum().ppm());
        assertEquals(Status.DEFEATED, status(old, 500));
        assertRefused(GovernanceRefusal.NOT_SUCCEEDED, () -> ProposalRules.queue(old, settled(500)));
        assertEquals(666_666, old.procedure().quorum().ppm());
        assertEquals(Status.SUCCEEDED, status(vote(opened(lower, 1, 1, 1), A, FOR, 20), 110));
    }

    @Test
    void copy_and_cancel_of_a_proposal() {
        Proposal original = proposed(FINAL);
        Draft copy = new Draft(new ProposalId("prp_copy"), B, RAISE_FEE);
        Proposal copied =
                ProposalRules.propose(copy, FINAL, Optional.empty(), members(0, 1, 1, 1), List.of(), FACTS, at(1));
        Proposal cancelled = ProposalRules.cancel(copied, B, at(2));
        assertEquals(Status.CANCELLED, status(cancelled, 20));
        assertEquals(Status.ACTIVE, status(original, 20));
        assertRefused(GovernanceRefusal.NOT_PROPOSER, () -> ProposalRules.cancel(original, B, at(2)));
        // Nor is the canceller's slot free before the vote that it avoided would have closed, at 111.
        assertTrue(ProposalRules.occupiesSlot(cancelled, at(2)));
        assertTrue(ProposalRules.occupiesSlot(cancelled, at(110)));
        assertFalse(ProposalRules.occupiesSlot(cancelled, at(111)));
        assertRefused(
                GovernanceRefusal.LIVE_PROPOSAL,
                () -> ProposalRules.propose(
                        copy, FINAL, Optional.of(cancelled), members(0, 1, 1), List.of(), FACTS, at(110)));
    }

    @Test
    void a_passed_proposal_that_never_lapses() {
        Proposal passed = vote(vote(opened(FINAL, 1, 1, 1), A, FOR, 20), B, FOR, 20);
        assertEquals(Status.EXPIRED, status(passed, 20 + 50));
        assertRefused(GovernanceRefusal.LAPSED, () -> ProposalRules.queue(passed, settled(70)));
        Proposal queued = ProposalRules.queue(passed, settled(30));
        assertEquals(Status.EXPIRED, status(queued, 30 + 20 + 40));
        for (long years = 1; years < 100; years++) {
            Instant later = at(years * 31_556_952);
            assertEquals(Status.EXPIRED, ProposalRules.status(queued, later));
            assertRefused(GovernanceRefusal.LAPSED, () -> ProposalRules.execute(queued, FACTS, later));
        }
    }

    @Test
    void late_quorum_not_re_armed_after_an_override() {
        // A votes early; B makes the quorum at 105, 5 before the closing: 30 remain from there.
        Proposal early = vote(opened(REPLACEABLE, 1, 1, 1), A, FOR, 20);
        assertEquals(110, closes(early));
        Proposal late = vote(early, B, AGAINST, 105);
        assertEquals(135, closes(late));
        // Overriding does not avoid it, for whichever choice, by whichever voter …
        assertEquals(135, closes(vote(late, A, AGAINST, 106)));
        assertEquals(135, closes(vote(late, B, ABSTAIN, 107)));
        // … nor arms it again, and again, and again.
        Proposal restless = late;
        for (long second = 106; second < 135; second++) {
            restless = vote(restless, B, second % 2 == 0 ? FOR : AGAINST, second);
            assertEquals(135, closes(restless));
        }
        Proposal third = vote(restless, C, AGAINST, 134);
        assertEquals(135, closes(third));
        assertRefused(GovernanceRefusal.VOTE_CLOSED, () -> ProposalRules.cast(third, A, AGAINST, at(135)));
    }

    @Test
    void the_ballot_that_makes_the_quorum_is_found_by_time_and_not_by_name() {
        assertEquals(135, closes(vote(vote(opened(REPLACEABLE, 1, 1, 1), C, FOR, 20), A, FOR, 105)));
    }

    @Test
    void a_quorum_in_good_time_moves_nothing() {
        assertEquals(110, closes(vote(vote(opened(REPLACEABLE, 1, 1, 1), A, FOR, 20), B, FOR, 80)));
        assertEquals(111, closes(vote(vote(opened(REPLACEABLE, 1, 1, 1), A, FOR, 20), B, FOR, 81)));
    }

    /**
     * A bloc waits for a quiet weekend, votes in the last seconds to pay itself the whole treasury, and executes at once.
     */
    @Test
    void treasury_raid_at_a_weekend() {
        Subject raider = Subject.party("prt_raider");
        List<Action> raid = List.of(new PayFromTreasury(raider, new Amount("XTS", 1_000)));
        Facts facts = FACTS.with("XTS", new Treasury(1_000, 1_000, 0, new Portion(50_000)));
        Electorate voters = Voters.weighing(at(10), List.of(B), 3, 1, 2, 2);
        Proposal open = ProposalRules.open(proposed(REPLACEABLE, raid), voters, settled(10));

        // The payee's own organisation has no vote.
        assertRefused(GovernanceRefusal.RECUSED, () -> ProposalRules.cast(open, B, FOR, at(100)));
        // A quorum made in the last second leaves the others time to answer.
        Proposal rushed = vote(vote(open, A, FOR, 109), C, ABSTAIN, 109);
        assertEquals(Status.ACTIVE, status(rushed, 110));
        Proposal answered = vote(vote(rushed, D, AGAINST, 138), C, AGAINST, 138);
        assertEquals(Status.DEFEATED, status(answered, 139));
        // Even where nobody answers, nothing is paid at once, the guardian may veto, and the cap holds.
        Proposal queued = ProposalRules.queue(rushed, settled(139));
        assertRefused(GovernanceRefusal.TIMELOCK_RUNNING, () -> ProposalRules.execute(queued, facts, at(158)));
        assertEquals(Status.VETOED, status(ProposalRules.veto(queued, D, at(150)), 151));
        assertRefused(GovernanceRefusal.SPEND_CAP_EXCEEDED, () -> ProposalRules.execute(queued, facts, at(159)));
    }

    @Test
    void a_bundle_of_gifts_that_recuses_the_opposition() {
        Draft gifts = new Draft(
                new ProposalId("prp_gifts"),
                A,
                List.of(
                        new PayFromTreasury(Subject.party("prt_b"), new Amount("XTS", 1)),
                        new PayFromTreasury(Subject.party("prt_c"), new Amount("XTS", 1))));
        Facts facts = FACTS.with("XTS", new Treasury(1_000, 1_000, 0, new Portion(50_000)));
        assertRefused(
                GovernanceRefusal.INTERESTS_MIXED,
                () -> ProposalRules.propose(
                        gifts, FINAL, Optional.empty(), members(0, 1, 1, 1), List.of(B, C), facts, at(0)));
    }

    @Test
    void weights_changed_before_settlement() {
        Proposal passed = vote(vote(opened(REPLACEABLE, 2, 2, 3), A, FOR, 20), B, FOR, 30);
        // C's weight grows after the snapshot: no rule takes another electorate any more.
        assertRefused(
                GovernanceRefusal.VOTE_OPENED, () -> ProposalRules.open(passed, members(10, 2, 2, 30), settled(40)));
        Proposal against = vote(passed, C, AGAINST, 50);
        assertEquals(Status.SUCCEEDED, status(against, 110));
        assertEquals(Status.QUEUED, status(ProposalRules.queue(against, settled(110)), 110));
    }

    @Test
    void minorities_rounded_to_nothing() {
        // One vote of two million: not the least quorum of 1 ppm, of which it is a half.
        Portion least = new Portion(1);
        Proposal alone = vote(opened(procedure(Mode.REPLACEABLE, least, HALF), 1, 1_999_999), A, FOR, 20);
        assertEquals(Status.DEFEATED, status(alone, 110));
        // The one vote that breaks a tie of nearly all the weight that there is.
        long most = Long.MAX_VALUE / 2;
        Proposal tied = vote(vote(opened(REPLACEABLE, most, most, 1), A, FOR, 20), B, AGAINST, 20);
        assertEquals(Status.DEFEATED, status(tied, 110));
        assertEquals(Status.SUCCEEDED, status(vote(tied, C, FOR, 21), 110));
        // Two of three are two thirds, and not a millionth more.
        assertEquals(Status.SUCCEEDED, status(twoOfThree(666_666), 110));
        assertEquals(Status.DEFEATED, status(twoOfThree(666_667), 110));
    }

    @Test
    void duplicate_ids_in_one_batch_paid_twice() {
        Facts facts = FACTS.with("XTS", new Treasury(1_000, 1_000, 0, new Portion(50_000)));
        PayFromTreasury payment = new PayFromTreasury(Subject.party("prt_b"), new Amount("XTS", 1));
        Draft twice = new Draft(new ProposalId("prp_twice"), A, List.of(payment, payment));
        assertRefused(
                GovernanceRefusal.TARGET_TWICE,
                () -> ProposalRules.propose(twice, FINAL, Optional.empty(), members(0, 1), List.of(B), facts, at(0)));
    }

    @Test
    void a_declared_cap_that_nothing_enforces() {
        Facts facts = FACTS.with("XTS", new Treasury(1_000, 1_000, 41, new Portion(50_000)));
        Proposal queued = queued(List.of(pay(9)));
        Facts after = ProposalRules.execute(queued, facts, at(140)).effects().after();
        assertRefused(
                GovernanceRefusal.SPEND_CAP_EXCEEDED,
                () -> ProposalRules.execute(queued(List.of(pay(1))), after, at(140)));
    }

    @Test
    void a_passed_proposal_that_overwrites_what_changed_since() {
        Proposal queued = queued(RAISE_FEE);
        Facts changed = FACTS.with(FACTS.parameters().change(TREASURY_FEE, 10_000, 8, 7));
        assertRefused(GovernanceRefusal.BEFORE_CHANGED, () -> ProposalRules.execute(queued, changed, at(140)));
    }

    @Test
    void a_change_that_reaches_back_to_what_was_earned() {
        Proposal queued = queued(List.of(new SetParameter(TREASURY_FEE, 50_000, 70_000, 3)));
        Facts after = ProposalRules.execute(queued, FACTS, at(140)).effects().after();
        for (long period = 0; period <= 7; period++) {
            assertEquals(50_000, after.parameters().in(period, TREASURY_FEE));
        }
        assertEquals(70_000, after.parameters().in(8, TREASURY_FEE));
    }

    private static PayFromTreasury pay(long nano) {
        return new PayFromTreasury(Subject.party("prt_b"), new Amount("XTS", nano));
    }

    private static Proposal queued(List<Action> actions) {
        Proposal open = ProposalRules.open(proposed(REPLACEABLE, actions), members(10, 1), settled(10));
        return ProposalRules.queue(vote(open, A, FOR, 20), settled(120));
    }

    private static Proposal twoOfThree(int quorumPpm) {
        Proposal open = opened(procedure(Mode.REPLACEABLE, new Portion(quorumPpm), HALF), 1, 1, 1);
        Proposal voted = open;
        for (Voter voter : List.of(A, B)) {
            voted = vote(voted, voter, FOR, 20);
        }
        return voted;
    }

    private static Parameters law(long quorum) {
        return Parameters.of(Map.of(
                VOTING_DELAY_SECONDS, 10L,
                VOTING_SECONDS, 100L,
                LATE_QUORUM_SECONDS, 30L,
                QUEUE_SECONDS, 50L,
                TIMELOCK_SECONDS, 20L,
                EXECUTION_SECONDS, 40L,
                QUORUM, quorum,
                SUPPORT, 500_000L,
                PROPOSAL_THRESHOLD, 0L));
    }
}
