package org.stemma.governance.proposal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.stemma.governance.Refusals.assertBroken;
import static org.stemma.governance.Refusals.assertRefused;
import static org.stemma.governance.parameter.GovernedParameter.TREASURY_FEE;
import static org.stemma.governance.proposal.Council.FACTS;
import static org.stemma.governance.proposal.Council.FINAL;
import static org.stemma.governance.proposal.Council.HALF;
import static org.stemma.governance.proposal.Council.RAISE_FEE;
import static org.stemma.governance.proposal.Council.REPLACEABLE;
import static org.stemma.governance.proposal.Council.at;
import static org.stemma.governance.proposal.Council.closes;
import static org.stemma.governance.proposal.Council.members;
import static org.stemma.governance.proposal.Council.opened;
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
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.stemma.governance.GovernanceRefusal;
import org.stemma.governance.Portion;
import org.stemma.governance.Voter;
import org.stemma.governance.vote.Ballot;
import org.stemma.governance.vote.Electorate;
import org.stemma.governance.vote.Voters;

public class ProposalRulesTest {
    private static final Draft DRAFT = new Draft(new ProposalId("prp_1"), A, RAISE_FEE);

    /** Replaceable votes; A and B of three have voted For early; it closes at 110. */
    private static final Proposal PASSED = vote(vote(opened(REPLACEABLE, 1, 1, 1), A, FOR, 20), B, FOR, 21);

    private static final Proposal QUEUED = ProposalRules.queue(PASSED, settled(120));

    @Test
    void a_proposal_goes_from_pending_to_executed() {
        Proposal fresh =
                ProposalRules.propose(DRAFT, FINAL, Optional.empty(), members(0, 1, 1, 1), List.of(), FACTS, at(0));
        assertEquals(proposed(FINAL), fresh);
        assertEquals(Status.PENDING, status(fresh, 9));
        assertEquals(Status.ACTIVE, status(fresh, 10));
        assertEquals(Status.ACTIVE, status(PASSED, 109));
        assertEquals(Status.SUCCEEDED, status(PASSED, 110));
        assertEquals(Status.QUEUED, status(QUEUED, 139));
        assertEquals(Status.READY, status(QUEUED, 140));
        Execution done = ProposalRules.execute(QUEUED, FACTS, at(179));
        assertEquals(Status.EXECUTED, status(done.proposal(), 179));
        assertEquals(Status.EXECUTED, status(done.proposal(), 1_000_000));
        assertEquals(RAISE_FEE, done.effects().actions());
        assertEquals(70_000, done.effects().after().parameters().in(8, TREASURY_FEE));
    }

    @Test
    void without_a_vote_it_is_defeated() {
        assertEquals(Status.DEFEATED, status(proposed(FINAL), 110));
        assertEquals(Status.DEFEATED, status(opened(REPLACEABLE, 1, 1, 1), 110));
        assertEquals(Status.DEFEATED, status(vote(opened(REPLACEABLE, 1, 1, 1), A, FOR, 20), 110));
    }

    @Test
    void a_proposal_that_is_not_queued_in_time_lapses() {
        assertEquals(Status.SUCCEEDED, status(PASSED, 159));
        assertEquals(Status.EXPIRED, status(PASSED, 160));
    }

    @Test
    void a_proposal_that_is_not_executed_in_time_lapses() {
        assertEquals(Status.READY, status(QUEUED, 179));
        assertEquals(Status.EXPIRED, status(QUEUED, 180));
    }

    @Test
    void final_votes_close_as_soon_as_nothing_could_change_the_outcome() {
        Proposal one = vote(opened(FINAL, 1, 1, 1), A, FOR, 20);
        assertEquals(Status.ACTIVE, status(one, 21));
        Proposal passed = vote(one, C, FOR, 25);
        assertEquals(Status.SUCCEEDED, status(passed, 25));
        assertEquals(25, closes(passed));
        Proposal failed = vote(vote(opened(FINAL, 1, 1, 1), C, AGAINST, 20), B, AGAINST, 25);
        assertEquals(Status.DEFEATED, status(failed, 25));
        assertEquals(Status.ACTIVE, status(vote(vote(opened(REPLACEABLE, 1, 1, 1), A, FOR, 20), C, FOR, 25), 25));
    }

    @Test
    void a_ballot_after_an_early_finish_changes_nothing_even_if_it_is_recorded() {
        Proposal passed = vote(vote(opened(FINAL, 1, 1, 1), A, FOR, 20), B, FOR, 25);
        Proposal more = passed.with(Ballot.first(C, AGAINST, at(26)));
        assertEquals(Timeline.of(passed), Timeline.of(more));
        assertEquals(Status.SUCCEEDED, status(more, 30));
    }

    @Test
    void what_was_decided_early_is_queued_before_its_epoch_is_closed() {
        Proposal passed = vote(vote(opened(FINAL, 1, 1, 1), A, FOR, 20), B, FOR, 25);
        Proposal queued = ProposalRules.queue(passed, new LedgerTime(at(26), at(10)));
        assertEquals(Status.QUEUED, status(queued, 26));
        assertEquals(Status.READY, status(queued, 46));
    }

    @Test
    void replacing_a_vote_keeps_its_first_time_and_only_the_last_counts() {
        Proposal changed = vote(PASSED, A, AGAINST, 109);
        assertEquals(Optional.of(new Ballot(A, AGAINST, at(20), at(109))), changed.ballotOf(A));
        assertEquals(2, changed.ballots().size());
        assertEquals(Status.DEFEATED, status(changed, 110));
        assertEquals(110, closes(changed));
    }

    @Test
    void times_before_the_last_recorded_one_count_as_that_one() {
        assertEquals(at(21), ProposalRules.cast(PASSED, C, FOR, at(15)).castAt());
        assertEquals(Status.QUEUED, status(QUEUED, 0));
        assertEquals(Status.QUEUED, status(QUEUED, 119));
        assertEquals(at(0), proposed(FINAL).notBefore(at(-5)));
        assertEquals(at(120), QUEUED.notBefore(at(5)));
    }

    @Test
    void a_ballot_may_be_late_by_nothing() {
        assertEquals(at(109), ProposalRules.cast(PASSED, C, ABSTAIN, at(109)).castAt());
        assertEquals(
                at(10), ProposalRules.cast(opened(FINAL, 1, 1), A, FOR, at(10)).castAt());
    }

    @Test
    void votes_open_and_close_at_the_ends_of_epochs() {
        Procedure hourly =
                new Procedure(FINAL.mode(), 3600, 10, 100, 30, 50, 20, 40, HALF, HALF, HALF, Optional.empty());
        Timeline timeline = Timeline.of(proposed(hourly));
        assertEquals(Instant.ofEpochSecond(278 * 3600), timeline.opens());
        assertEquals(Instant.ofEpochSecond(279 * 3600), timeline.closes());
        Instant end = Instant.ofEpochSecond(7200);
        assertEquals(end, hourly.endOfEpoch(end));
        assertEquals(end, hourly.endOfEpoch(end.minusNanos(1)));
        assertEquals(end.plusSeconds(3600), hourly.endOfEpoch(end.plusNanos(1)));
        assertEquals(Instant.EPOCH, hourly.endOfEpoch(Instant.ofEpochSecond(-1)));
    }

    @Test
    void no_seat() {
        refusedToPropose(GovernanceRefusal.NO_SEAT, D, FINAL, Optional.empty(), List.of(), 0);
        assertRefused(GovernanceRefusal.NO_SEAT, () -> ProposalRules.cast(PASSED, D, FOR, at(30)));
    }

    @Test
    void below_proposal_threshold() {
        Procedure third = withThreshold(333_334);
        refusedToPropose(GovernanceRefusal.BELOW_PROPOSAL_THRESHOLD, A, third, Optional.empty(), List.of(), 0);
        propose(A, withThreshold(333_333), Optional.empty(), List.of(), 0);
    }

    @Test
    void live_proposal() {
        for (Proposal live : List.of(PASSED, QUEUED)) {
            refusedToPropose(GovernanceRefusal.LIVE_PROPOSAL, A, FINAL, Optional.of(live), List.of(), 125);
        }
        for (long seconds : new long[] {5, 20}) {
            Optional<Proposal> fresh = Optional.of(proposed(FINAL));
            refusedToPropose(GovernanceRefusal.LIVE_PROPOSAL, A, FINAL, fresh, List.of(), seconds);
        }
        refusedToPropose(GovernanceRefusal.LIVE_PROPOSAL, A, FINAL, Optional.of(QUEUED), List.of(), 140);
        propose(A, FINAL, Optional.of(QUEUED), List.of(), 180);
        propose(A, FINAL, Optional.of(PASSED), List.of(), 160);
        propose(A, FINAL, Optional.of(proposed(FINAL)), List.of(), 110);
        assertBroken(() -> propose(B, FINAL, Optional.of(PASSED), List.of(), 160));
    }

    @Test
    void interests_mixed() {
        propose(A, FINAL, Optional.empty(), List.of(B), 0);
        refusedToPropose(GovernanceRefusal.INTERESTS_MIXED, A, FINAL, Optional.empty(), List.of(B, C), 0);
        Electorate packed = Voters.weighing(at(10), List.of(B, C), 1, 1, 1);
        assertRefused(
                GovernanceRefusal.INTERESTS_MIXED, () -> ProposalRules.open(proposed(FINAL), packed, settled(10)));
    }

    @Test
    void a_proposal_is_refused_for_its_actions_too() {
        Draft empty = new Draft(new ProposalId("prp_2"), A, List.of());
        assertRefused(
                GovernanceRefusal.NO_ACTIONS,
                () -> ProposalRules.propose(empty, FINAL, Optional.empty(), members(0, 1), List.of(), FACTS, at(0)));
    }

    @Test
    void vote_not_begun() {
        assertRefused(
                GovernanceRefusal.VOTE_NOT_BEGUN,
                () -> ProposalRules.open(proposed(FINAL), members(10, 1), settled(9)));
        assertRefused(GovernanceRefusal.VOTE_NOT_BEGUN, () -> ProposalRules.cast(proposed(FINAL), A, FOR, at(9)));
    }

    @Test
    void vote_not_opened() {
        assertRefused(GovernanceRefusal.VOTE_NOT_OPENED, () -> ProposalRules.cast(proposed(FINAL), A, FOR, at(20)));
    }

    @Test
    void vote_opened() {
        assertRefused(GovernanceRefusal.VOTE_OPENED, () -> ProposalRules.open(PASSED, members(10, 5, 1), settled(30)));
    }

    @Test
    void vote_closed() {
        assertRefused(GovernanceRefusal.VOTE_CLOSED, () -> ProposalRules.cast(PASSED, C, AGAINST, at(110)));
        assertRefused(
                GovernanceRefusal.VOTE_CLOSED, () -> ProposalRules.open(proposed(FINAL), members(10, 1), settled(110)));
        Proposal early = vote(vote(opened(FINAL, 1, 1, 1), A, FOR, 20), B, FOR, 25);
        assertRefused(GovernanceRefusal.VOTE_CLOSED, () -> ProposalRules.cast(early, C, AGAINST, at(25)));
    }

    @Test
    void snapshot_mismatch() {
        assertRefused(
                GovernanceRefusal.SNAPSHOT_MISMATCH,
                () -> ProposalRules.open(proposed(FINAL), members(11, 1), settled(11)));
    }

    @Test
    void recused() {
        Electorate electorate = Voters.weighing(at(10), List.of(C), 1, 1, 1);
        Proposal open = ProposalRules.open(proposed(FINAL), electorate, settled(10));
        assertRefused(GovernanceRefusal.RECUSED, () -> ProposalRules.cast(open, C, FOR, at(20)));
    }

    @Test
    void voted_already() {
        Proposal voted = vote(opened(FINAL, 1, 1, 1), A, FOR, 20);
        assertRefused(GovernanceRefusal.VOTED_ALREADY, () -> ProposalRules.cast(voted, A, FOR, at(21)));
    }

    @Test
    void epoch_open() {
        LedgerTime lagging = new LedgerTime(at(115), at(109));
        assertRefused(GovernanceRefusal.EPOCH_OPEN, () -> ProposalRules.queue(PASSED, lagging));
        assertEquals(Status.QUEUED, status(ProposalRules.queue(PASSED, new LedgerTime(at(115), at(110))), 115));
        LedgerTime early = new LedgerTime(at(15), at(9));
        assertRefused(GovernanceRefusal.EPOCH_OPEN, () -> ProposalRules.open(proposed(FINAL), members(10, 1), early));
        assertBroken(() -> new LedgerTime(at(1), at(2)));
    }

    @Test
    void not_proposer() {
        assertRefused(GovernanceRefusal.NOT_PROPOSER, () -> ProposalRules.cancel(proposed(FINAL), B, at(5)));
    }

    @Test
    void not_pending() {
        Proposal cancelled = ProposalRules.cancel(proposed(FINAL), A, at(9));
        assertEquals(Status.CANCELLED, status(cancelled, 9));
        assertEquals(Status.CANCELLED, status(cancelled, 1_000));
        for (Proposal late : List.of(cancelled, proposed(FINAL), PASSED, QUEUED)) {
            assertRefused(GovernanceRefusal.NOT_PENDING, () -> ProposalRules.cancel(late, A, at(10)));
        }
    }

    @Test
    void not_succeeded() {
        assertRefused(GovernanceRefusal.NOT_SUCCEEDED, () -> ProposalRules.queue(PASSED, settled(109)));
        assertRefused(GovernanceRefusal.NOT_SUCCEEDED, () -> ProposalRules.queue(QUEUED, settled(121)));
        assertRefused(GovernanceRefusal.NOT_SUCCEEDED, () -> ProposalRules.queue(proposed(FINAL), settled(110)));
    }

    @Test
    void not_guardian() {
        assertRefused(GovernanceRefusal.NOT_GUARDIAN, () -> ProposalRules.veto(QUEUED, A, at(125)));
        Procedure none = new Procedure(
                REPLACEABLE.mode(), 1, 10, 100, 30, 50, 20, 40, HALF, HALF, new Portion(0), Optional.empty());
        Proposal unguarded = new Proposal(
                QUEUED.id(), A, RAISE_FEE, none, at(0), QUEUED.electorate(), QUEUED.ballots(), QUEUED.milestones());
        assertRefused(GovernanceRefusal.NOT_GUARDIAN, () -> ProposalRules.veto(unguarded, D, at(125)));
    }

    @Test
    void not_queued() {
        assertRefused(GovernanceRefusal.NOT_QUEUED, () -> ProposalRules.veto(PASSED, D, at(115)));
        assertRefused(GovernanceRefusal.NOT_QUEUED, () -> ProposalRules.veto(QUEUED, D, at(140)));
        assertRefused(GovernanceRefusal.NOT_QUEUED, () -> ProposalRules.execute(PASSED, FACTS, at(115)));
        Proposal vetoed = ProposalRules.veto(QUEUED, D, at(139));
        assertEquals(Status.VETOED, status(vetoed, 139));
        assertRefused(GovernanceRefusal.NOT_QUEUED, () -> ProposalRules.execute(vetoed, FACTS, at(150)));
    }

    @Test
    void timelock_running() {
        assertRefused(GovernanceRefusal.TIMELOCK_RUNNING, () -> ProposalRules.execute(QUEUED, FACTS, at(139)));
        assertEquals(
                Status.EXECUTED,
                status(ProposalRules.execute(QUEUED, FACTS, at(140)).proposal(), 140));
    }

    @Test
    void lapsed() {
        assertRefused(GovernanceRefusal.LAPSED, () -> ProposalRules.execute(QUEUED, FACTS, at(180)));
        assertRefused(GovernanceRefusal.LAPSED, () -> ProposalRules.queue(PASSED, settled(160)));
    }

    @Test
    void executed_already() {
        Proposal done = ProposalRules.execute(QUEUED, FACTS, at(150)).proposal();
        assertRefused(GovernanceRefusal.EXECUTED_ALREADY, () -> ProposalRules.execute(done, FACTS, at(151)));
    }

    @Test
    void a_refused_execution_leaves_the_proposal_ready() {
        var changed = FACTS.with(FACTS.parameters().change(TREASURY_FEE, 1, 8, 7));
        assertRefused(GovernanceRefusal.BEFORE_CHANGED, () -> ProposalRules.execute(QUEUED, changed, at(150)));
        assertEquals(Status.READY, status(QUEUED, 150));
    }

    @Test
    void facts_that_these_rules_never_made_are_broken() {
        assertBroken(() -> proposed(FINAL).with(Ballot.first(A, FOR, at(20))));
        Milestones none = Milestones.NONE;
        assertBroken(() -> none.vetoed(at(1)));
        assertBroken(() -> none.executed(at(1)));
        assertBroken(() -> none.cancelled(at(1)).queued(at(2)));
        assertBroken(() -> none.queued(at(1)).vetoed(at(2)).executed(at(2)));
        assertBroken(() -> new ProposalId("a/b"));
        assertEquals("prp_1", new ProposalId("prp_1").toString());
    }

    @Test
    void a_procedure_has_times_and_a_quorum() {
        assertBroken(() -> times(0, 0, 1, 0, 1, 1, 1, 1));
        assertBroken(() -> times(1, -1, 1, 0, 1, 1, 1, 1));
        assertBroken(() -> times(1, 0, 0, 0, 1, 1, 1, 1));
        assertBroken(() -> times(1, 0, 1, -1, 1, 1, 1, 1));
        assertBroken(() -> times(1, 0, 1, 0, 0, 1, 1, 1));
        assertBroken(() -> times(1, 0, 1, 0, 1, 0, 1, 1));
        assertBroken(() -> times(1, 0, 1, 0, 1, 1, 0, 1));
        assertBroken(() -> times(1, 0, 1, 0, 1, 1, 1, 0));
        assertEquals(1, times(1, 0, 1, 0, 1, 1, 1, 1).stepSeconds());
    }

    @Test
    void final_statuses_are_five() {
        long ends =
                java.util.Arrays.stream(Status.values()).filter(Status::isFinal).count();
        assertEquals(5, ends);
        assertFalse(Status.READY.isFinal());
        assertTrue(Status.DEFEATED.isFinal());
    }

    private static Procedure times(
            long step, long delay, long voting, long late, long queue, long timelock, long execution, int quorum) {
        return new Procedure(
                FINAL.mode(),
                step,
                delay,
                voting,
                late,
                queue,
                timelock,
                execution,
                new Portion(quorum),
                HALF,
                HALF,
                Optional.empty());
    }

    private static Procedure withThreshold(int ppm) {
        return new Procedure(FINAL.mode(), 1, 10, 100, 30, 50, 20, 40, HALF, HALF, new Portion(ppm), Optional.empty());
    }

    private static Proposal propose(
            Voter proposer, Procedure procedure, Optional<Proposal> latest, List<Voter> interested, long seconds) {
        Draft draft = new Draft(new ProposalId("prp_2"), proposer, RAISE_FEE);
        return ProposalRules.propose(draft, procedure, latest, members(0, 1, 1, 1), interested, FACTS, at(seconds));
    }

    private static void refusedToPropose(
            GovernanceRefusal expected,
            Voter proposer,
            Procedure procedure,
            Optional<Proposal> latest,
            List<Voter> interested,
            long seconds) {
        assertRefused(expected, () -> propose(proposer, procedure, latest, interested, seconds));
    }
}
