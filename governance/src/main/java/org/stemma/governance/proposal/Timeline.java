package org.stemma.governance.proposal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.stemma.governance.vote.Ballot;
import org.stemma.governance.vote.Electorate;
import org.stemma.governance.vote.Mode;
import org.stemma.governance.vote.Tally;

/**
 * The times of a proposal, derived from its facts. Every limit is half open: a vote at the closing is too late, an
 * execution at {@code expires} too.
 *
 * <p>The vote closes at the latest of its schedule and of {@code lateQuorumSeconds} after the ballot that made the quorum.
 * That ballot is found by the times of first casting: there is one at most, so the closing moves once at most, and
 * replacing votes neither moves it again nor avoids it. With final votes it closes as soon as the outcome is decided.
 *
 * @param opens when the vote opens, and the time of the electorate's snapshot
 * @param scheduledClose when it would close if nothing moved the closing
 * @param closes when it closes, as far as the ballots up to now tell
 * @param decidedEarly whether it closed because no further ballot could change the outcome
 * @param queueBy when it lapses if it has passed and nobody has queued it
 * @param ready when it may be executed, once it is queued
 * @param expires when it lapses if nobody has executed it, once it is queued
 */
public record Timeline(
        Instant opens,
        Instant scheduledClose,
        Instant closes,
        boolean decidedEarly,
        Instant queueBy,
        Optional<Instant> ready,
        Optional<Instant> expires) {

    public static Timeline of(Proposal proposal) {
        Procedure procedure = proposal.procedure();
        Instant opens = procedure.endOfEpoch(proposal.proposedAt().plusSeconds(procedure.votingDelaySeconds()));
        Instant scheduled = procedure.endOfEpoch(opens.plusSeconds(procedure.votingSeconds()));
        Optional<Instant> decided = decidedAt(proposal, opens);
        Instant closes = decided.orElseGet(() -> quorumAt(proposal, opens)
                .map(at -> procedure.endOfEpoch(at.plusSeconds(procedure.lateQuorumSeconds())))
                .filter(extended -> extended.isAfter(scheduled))
                .orElse(scheduled));
        Optional<Instant> ready =
                proposal.milestones().queuedAt().map(at -> at.plusSeconds(procedure.timelockSeconds()));
        return new Timeline(
                opens,
                scheduled,
                closes,
                decided.isPresent(),
                closes.plusSeconds(procedure.queueSeconds()),
                ready,
                ready.map(at -> at.plusSeconds(procedure.executionSeconds())));
    }

    private static Optional<Instant> quorumAt(Proposal proposal, Instant opens) {
        return firstAt(
                proposal, opens, tally -> tally.hasQuorum(proposal.procedure().quorum()));
    }

    private static Optional<Instant> decidedAt(Proposal proposal, Instant opens) {
        Procedure procedure = proposal.procedure();
        return procedure.mode() == Mode.FINAL
                ? firstAt(proposal, opens, tally -> tally.isDecided(procedure.quorum(), procedure.support()))
                : Optional.empty();
    }

    /** When the tally, counted in the order of first casting, first was so. */
    private static Optional<Instant> firstAt(Proposal proposal, Instant opens, Predicate<Tally> holds) {
        if (proposal.electorate().isEmpty()) {
            return Optional.empty();
        }
        Electorate electorate = proposal.electorate().get();
        List<Ballot> ballots = new ArrayList<>(proposal.ballots());
        ballots.sort(Ballot.BY_FIRST_CAST);
        Tally tally = Tally.of(electorate);
        Instant at = opens;
        for (Ballot ballot : ballots) {
            if (holds.test(tally)) {
                return Optional.of(at);
            }
            tally = tally.plus(ballot, electorate);
            at = ballot.firstCastAt();
        }
        return holds.test(tally) ? Optional.of(at) : Optional.empty();
    }
}
