package org.stemma.governance.proposal;

import static org.stemma.governance.parameter.GovernedParameter.TREASURY_FEE;
import static org.stemma.governance.vote.Voters.A;
import static org.stemma.governance.vote.Voters.D;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stemma.governance.Portion;
import org.stemma.governance.Voter;
import org.stemma.governance.action.Action;
import org.stemma.governance.action.Facts;
import org.stemma.governance.action.SetParameter;
import org.stemma.governance.parameter.Parameters;
import org.stemma.governance.vote.Choice;
import org.stemma.governance.vote.Electorate;
import org.stemma.governance.vote.Mode;
import org.stemma.governance.vote.Voters;

/**
 * A council for tests, with times in seconds after T0. Its votes open 10 after the proposal and close 100 after that; a
 * late quorum leaves 30, the queue is open for 50, the timelock takes 20, execution has 40. D is the guardian.
 */
final class Council {
    static final Instant T0 = Instant.ofEpochSecond(1_000_000);
    static final Portion HALF = new Portion(500_000);
    static final Procedure FINAL = procedure(Mode.FINAL, HALF, HALF);
    static final Procedure REPLACEABLE = procedure(Mode.REPLACEABLE, HALF, HALF);
    static final List<Action> RAISE_FEE = List.of(new SetParameter(TREASURY_FEE, 50_000, 70_000, 8));
    static final Facts FACTS = Facts.of(7, Parameters.of(Map.of(TREASURY_FEE, 50_000L)));

    private Council() {}

    static Procedure procedure(Mode mode, Portion quorum, Portion support) {
        return new Procedure(mode, 1, 10, 100, 30, 50, 20, 40, quorum, support, new Portion(0), Optional.of(D));
    }

    static Instant at(long seconds) {
        return T0.plusSeconds(seconds);
    }

    static LedgerTime settled(long seconds) {
        return LedgerTime.settled(at(seconds));
    }

    static Electorate members(long seconds, long... weights) {
        return Voters.weighing(at(seconds), List.of(), weights);
    }

    /** A's proposal at T0 to raise the treasury's fee. */
    static Proposal proposed(Procedure procedure) {
        return proposed(procedure, RAISE_FEE);
    }

    static Proposal proposed(Procedure procedure, List<Action> actions) {
        Draft draft = new Draft(new ProposalId("prp_1"), A, actions);
        return new Proposal(
                draft.id(),
                draft.proposer(),
                draft.actions(),
                procedure,
                T0,
                Optional.empty(),
                List.of(),
                Milestones.NONE);
    }

    /** A's proposal, opened with A, B, C … of these weights. */
    static Proposal opened(Procedure procedure, long... weights) {
        return ProposalRules.open(proposed(procedure), members(10, weights), settled(10));
    }

    static Proposal vote(Proposal proposal, Voter voter, Choice choice, long seconds) {
        return proposal.with(ProposalRules.cast(proposal, voter, choice, at(seconds)));
    }

    static Status status(Proposal proposal, long seconds) {
        return ProposalRules.status(proposal, at(seconds));
    }

    static long closes(Proposal proposal) {
        return Timeline.of(proposal).closes().getEpochSecond() - T0.getEpochSecond();
    }
}
