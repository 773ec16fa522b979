package org.stemma.gateway.governance;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.stemma.api.OrgId;
import org.stemma.api.ProposalId;
import org.stemma.api.governance.Action;
import org.stemma.api.governance.Ballot;
import org.stemma.api.governance.Inspection;
import org.stemma.api.governance.Proposal;

/**
 * A proposal with what it is at the time of asking.
 *
 * @param at the time of asking
 * @param occupiesSlot whether its proposer must wait before it makes another
 */
record ProposalView(
        ProposalId id,
        String title,
        Inspection.Status status,
        OrgId proposer,
        Instant proposedAt,
        Instant at,
        Inspection.Timeline timeline,
        Optional<Inspection.Tally> tally,
        boolean occupiesSlot,
        Optional<Proposal.Reasons> reasons,
        List<Action> actions,
        Proposal.Procedure procedure,
        Optional<Proposal.Electorate> electorate,
        List<Ballot> ballots,
        Proposal.Milestones milestones) {
    static ProposalView of(Proposal proposal, Instant at, Inspection.View view) {
        return new ProposalView(
                proposal.id(),
                proposal.title(),
                view.status(),
                proposal.proposer(),
                proposal.proposedAt(),
                at,
                view.timeline(),
                view.tally(),
                view.occupiesSlot(),
                proposal.reasons(),
                proposal.actions(),
                proposal.procedure(),
                proposal.electorate(),
                view.ballots(),
                proposal.milestones());
    }
}
