package org.stemma.governance.proposal;

import static org.stemma.governance.GovernanceRefusal.BELOW_PROPOSAL_THRESHOLD;
import static org.stemma.governance.GovernanceRefusal.EPOCH_OPEN;
import static org.stemma.governance.GovernanceRefusal.EXECUTED_ALREADY;
import static org.stemma.governance.GovernanceRefusal.INTERESTS_MIXED;
import static org.stemma.governance.GovernanceRefusal.LAPSED;
import static org.stemma.governance.GovernanceRefusal.LIVE_PROPOSAL;
import static org.stemma.governance.GovernanceRefusal.NOT_GUARDIAN;
import static org.stemma.governance.GovernanceRefusal.NOT_PENDING;
import static org.stemma.governance.GovernanceRefusal.NOT_PROPOSER;
import static org.stemma.governance.GovernanceRefusal.NOT_QUEUED;
import static org.stemma.governance.GovernanceRefusal.NOT_SUCCEEDED;
import static org.stemma.governance.GovernanceRefusal.NO_SEAT;
import static org.stemma.governance.GovernanceRefusal.RECUSED;
import static org.stemma.governance.GovernanceRefusal.SNAPSHOT_MISMATCH;
import static org.stemma.governance.GovernanceRefusal.TIMELOCK_RUNNING;
import static org.stemma.governance.GovernanceRefusal.VOTED_ALREADY;
import static org.stemma.governance.GovernanceRefusal.VOTE_CLOSED;
import static org.stemma.governance.GovernanceRefusal.VOTE_NOT_BEGUN;
import static org.stemma.governance.GovernanceRefusal.VOTE_NOT_OPENED;
import static org.stemma.governance.GovernanceRefusal.VOTE_OPENED;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.stemma.governance.GovernanceRefusal;
import org.stemma.governance.GovernanceRefused;
import org.stemma.governance.Voter;
import org.stemma.governance.action.ActionRules;
import org.stemma.governance.action.Effects;
import org.stemma.governance.action.Facts;
import org.stemma.governance.vote.Ballot;
import org.stemma.governance.vote.Choice;
import org.stemma.governance.vote.Electorate;
import org.stemma.governance.vote.Mode;

/**
 * The law of proposals: facts and what is asked in, new facts or a refusal out. Nothing is changed in place.
 *
 * <p>Each rule takes a time that is before the proposal's last recorded one as that one. {@link #propose} apart, they
 * throw {@link GovernanceRefused} and nothing else, provided that the facts are those which these rules made.
 */
public final class ProposalRules {
    /** How many organisations a proposal may concern and so recuse: more, and a bundle of actions could pick its jury. */
    public static final int MAX_RECUSED = 1;

    private ProposalRules() {}

    /**
     * What a proposal is at a time: a function of recorded facts and time only. As time goes on it only moves from PENDING
     * to ACTIVE, to SUCCEEDED or DEFEATED, and from SUCCEEDED, QUEUED or READY to EXPIRED; a final status stays. The
     * outcome of a vote holds for good once the epoch before its closing is closed; until then a ballot that was endorsed
     * in time may still arrive.
     */
    public static Status status(Proposal proposal, Instant now) {
        Milestones milestones = proposal.milestones();
        if (milestones.cancelledAt().isPresent()) {
            return Status.CANCELLED;
        }
        if (milestones.vetoedAt().isPresent()) {
            return Status.VETOED;
        }
        if (milestones.executedAt().isPresent()) {
            return Status.EXECUTED;
        }
        Timeline timeline = Timeline.of(proposal);
        Instant at = proposal.notBefore(now);
        return milestones.queuedAt().isPresent() ? inQueue(timeline, at) : beforeQueue(proposal, timeline, at);
    }

    /**
     * A new proposal.
     *
     * @param latest the proposer's last proposal, if it has made one
     * @param members the electorate as it is now
     * @param interested the organisations that act for what the actions concern, without repetition
     * @throws GovernanceRefused {@code no_seat}, {@code below_proposal_threshold}, {@code live_proposal},
     *     {@code interests_mixed}, or what {@link ActionRules#mustBeProposable} refuses
     */
    public static Proposal propose(
            Draft draft,
            Procedure procedure,
            Optional<Proposal> latest,
            Electorate members,
            List<Voter> interested,
            Facts facts,
            Instant now) {
        Voter proposer = draft.proposer();
        long weight = members.weightOf(proposer).orElseThrow(() -> because(NO_SEAT, proposer));
        GovernanceRefused.unless(
                procedure.proposalThreshold().isReachedBy(weight, members.weight()),
                BELOW_PROPOSAL_THRESHOLD,
                "weight",
                weight,
                "thresholdPpm",
                procedure.proposalThreshold().ppm());
        latest.ifPresent(last -> slotMustBeFree(last, proposer, now));
        mustNotMix(interested);
        ActionRules.mustBeProposable(draft.actions(), facts);
        return new Proposal(
                draft.id(), proposer, draft.actions(), procedure, now, Optional.empty(), List.of(), Milestones.NONE);
    }

    /**
     * Whether a proposer must wait because of its last proposal: until that one has ended and, if it was cancelled, until
     * its vote would have closed. So who cancels gains no second try before anybody else has had one.
     */
    public static boolean occupiesSlot(Proposal latest, Instant now) {
        Status status = status(latest, now);
        return status == Status.CANCELLED
                ? latest.notBefore(now).isBefore(Timeline.of(latest).scheduledClose())
                : !status.isFinal();
    }

    /**
     * Opens the vote with the electorate of the end of the voting delay. Anyone may; if nobody does until the closing, the
     * proposal is defeated.
     *
     * @param electorate as of {@link Timeline#opens}, with those recused who act for what the actions concern
     * @throws GovernanceRefused {@code vote_not_begun}, {@code vote_opened}, {@code vote_closed}, {@code epoch_open},
     *     {@code snapshot_mismatch}, {@code interests_mixed}
     */
    public static Proposal open(Proposal proposal, Electorate electorate, LedgerTime time) {
        mustBeActive(proposal, time.now());
        GovernanceRefused.unless(proposal.electorate().isEmpty(), VOTE_OPENED, "proposal", proposal.id());
        Instant opens = Timeline.of(proposal).opens();
        mustBeSettled(opens, time);
        GovernanceRefused.unless(
                electorate.snapshot().equals(opens),
                SNAPSHOT_MISMATCH,
                "asked",
                electorate.snapshot(),
                "expected",
                opens);
        mustNotMix(electorate.recused());
        return proposal.with(electorate);
    }

    /**
     * A voter's ballot: its first or, if votes are replaceable, the one in place of its last.
     *
     * @throws GovernanceRefused {@code vote_not_begun}, {@code vote_not_opened}, {@code vote_closed}, {@code no_seat},
     *     {@code recused}, {@code voted_already}
     */
    public static Ballot cast(Proposal proposal, Voter voter, Choice choice, Instant now) {
        mustBeActive(proposal, now);
        Electorate electorate = proposal.electorate().orElseThrow(() -> because(VOTE_NOT_OPENED, proposal.id()));
        GovernanceRefused.unless(electorate.weightOf(voter).isPresent(), NO_SEAT, "voter", voter);
        GovernanceRefused.unless(!electorate.isRecused(voter), RECUSED, "voter", voter);
        Instant at = proposal.notBefore(now);
        Optional<Ballot> former = proposal.ballotOf(voter);
        GovernanceRefused.unless(
                former.isEmpty() || proposal.procedure().mode() == Mode.REPLACEABLE, VOTED_ALREADY, "voter", voter);
        return former.map(ballot -> ballot.replacedBy(choice, at)).orElseGet(() -> Ballot.first(voter, choice, at));
    }

    /**
     * Withdraws a proposal before its vote begins.
     *
     * @throws GovernanceRefused {@code not_proposer}, {@code not_pending}
     */
    public static Proposal cancel(Proposal proposal, Voter caller, Instant now) {
        GovernanceRefused.unless(caller.equals(proposal.proposer()), NOT_PROPOSER, "caller", caller);
        mustBe(Status.PENDING, NOT_PENDING, proposal, now);
        return proposal.with(proposal.milestones().cancelled(proposal.notBefore(now)));
    }

    /**
     * Puts a proposal that has passed into the queue. Anyone may. Unless it was decided early, the epochs up to the
     * closing must be closed: no ballot can come any more.
     *
     * @throws GovernanceRefused {@code not_succeeded}, {@code lapsed}, {@code epoch_open}
     */
    public static Proposal queue(Proposal proposal, LedgerTime time) {
        Status status = status(proposal, time.now());
        GovernanceRefused.unless(status != Status.EXPIRED, LAPSED, "proposal", proposal.id());
        mustBe(Status.SUCCEEDED, NOT_SUCCEEDED, proposal, time.now());
        Timeline timeline = Timeline.of(proposal);
        if (!timeline.decidedEarly()) {
            mustBeSettled(timeline.closes(), time);
        }
        return proposal.with(proposal.milestones().queued(proposal.notBefore(time.now())));
    }

    /**
     * Ends a proposal for good while its timelock runs. Once it is ready, the guardian's time is over.
     *
     * @throws GovernanceRefused {@code not_guardian}, {@code not_queued}
     */
    public static Proposal veto(Proposal proposal, Voter caller, Instant now) {
        GovernanceRefused.unless(
                proposal.procedure().guardian().filter(caller::equals).isPresent(), NOT_GUARDIAN, "caller", caller);
        mustBe(Status.QUEUED, NOT_QUEUED, proposal, now);
        return proposal.with(proposal.milestones().vetoed(proposal.notBefore(now)));
    }

    /**
     * Does what was decided, all of it or nothing. Anyone may. If it is refused for what the facts are, the proposal stays
     * ready until it lapses.
     *
     * @throws GovernanceRefused {@code timelock_running}, {@code lapsed}, {@code executed_already}, {@code not_queued}, or
     *     what {@link ActionRules#apply} refuses
     */
    public static Execution execute(Proposal proposal, Facts facts, Instant now) {
        Status status = status(proposal, now);
        GovernanceRefused.unless(status != Status.QUEUED, TIMELOCK_RUNNING, "proposal", proposal.id());
        GovernanceRefused.unless(status != Status.EXPIRED, LAPSED, "proposal", proposal.id());
        GovernanceRefused.unless(status != Status.EXECUTED, EXECUTED_ALREADY, "proposal", proposal.id());
        mustBe(Status.READY, NOT_QUEUED, proposal, now);
        Effects effects = ActionRules.apply(proposal.actions(), facts);
        return new Execution(proposal.with(proposal.milestones().executed(proposal.notBefore(now))), effects);
    }

    private static Status inQueue(Timeline timeline, Instant at) {
        if (isBefore(at, timeline.ready())) {
            return Status.QUEUED;
        }
        return isBefore(at, timeline.expires()) ? Status.READY : Status.EXPIRED;
    }

    private static Status beforeQueue(Proposal proposal, Timeline timeline, Instant at) {
        if (at.isBefore(timeline.opens())) {
            return Status.PENDING;
        }
        if (at.isBefore(timeline.closes())) {
            return Status.ACTIVE;
        }
        Procedure procedure = proposal.procedure();
        boolean passed = proposal.tally()
                .filter(tally -> tally.passes(procedure.quorum(), procedure.support()))
                .isPresent();
        if (!passed) {
            return Status.DEFEATED;
        }
        return at.isBefore(timeline.queueBy()) ? Status.SUCCEEDED : Status.EXPIRED;
    }

    private static boolean isBefore(Instant at, Optional<Instant> limit) {
        return limit.filter(at::isBefore).isPresent();
    }

    private static void slotMustBeFree(Proposal latest, Voter proposer, Instant now) {
        if (!latest.proposer().equals(proposer)) {
            throw new IllegalArgumentException(latest.id() + " is not a proposal of " + proposer);
        }
        GovernanceRefused.unless(!occupiesSlot(latest, now), LIVE_PROPOSAL, "proposal", latest.id());
    }

    private static void mustNotMix(List<Voter> interested) {
        GovernanceRefused.unless(
                interested.size() <= MAX_RECUSED, INTERESTS_MIXED, "interested", interested, "allowed", MAX_RECUSED);
    }

    private static void mustBeSettled(Instant limit, LedgerTime time) {
        GovernanceRefused.unless(
                !time.settledUntil().isBefore(limit), EPOCH_OPEN, "needed", limit, "settledUntil", time.settledUntil());
    }

    private static void mustBeActive(Proposal proposal, Instant now) {
        Status status = status(proposal, now);
        GovernanceRefused.unless(status != Status.PENDING, VOTE_NOT_BEGUN, "proposal", proposal.id());
        GovernanceRefused.unless(status == Status.ACTIVE, VOTE_CLOSED, "proposal", proposal.id(), "status", status);
    }

    private static void mustBe(Status expected, GovernanceRefusal refusal, Proposal proposal, Instant now) {
        Status status = status(proposal, now);
        GovernanceRefused.unless(status == expected, refusal, "proposal", proposal.id(), "status", status);
    }

    private static GovernanceRefused because(GovernanceRefusal refusal, Object about) {
        return GovernanceRefused.because(refusal, "about", about);
    }
}
