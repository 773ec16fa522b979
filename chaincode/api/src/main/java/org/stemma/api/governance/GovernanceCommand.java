package org.stemma.api.governance;

import java.util.List;
import java.util.Optional;
import org.stemma.api.Command;
import org.stemma.api.ProposalId;
import org.stemma.api.RequestId;

/** What can be asked of the governance room. The caller's organisation is who proposes and votes. */
public sealed interface GovernanceCommand extends Command {
    /** Proposes actions, at most 8, to the council. Role: council. */
    record Propose(
            RequestId request,
            String title,
            Optional<Proposal.Reasons> reasons,
            Proposal.Mode mode,
            List<Action> actions)
            implements GovernanceCommand {}

    /** Opens the vote with the electorate of the end of the voting delay. Any member, any role that writes. */
    record OpenVote(RequestId request, ProposalId proposal) implements GovernanceCommand {}

    /** Votes for the caller's organisation, or replaces its vote where votes are replaceable. Role: council. */
    record Vote(RequestId request, ProposalId proposal, Ballot.Choice choice) implements GovernanceCommand {}

    /** Puts a proposal that has passed into the queue. Any member, any role that writes. */
    record Queue(RequestId request, ProposalId proposal) implements GovernanceCommand {}

    /** Does what was decided, all of it or nothing. Any member, any role that writes. */
    record Execute(RequestId request, ProposalId proposal) implements GovernanceCommand {}

    /** Withdraws a proposal of the caller's organisation before its vote begins. Role: council. */
    record Cancel(RequestId request, ProposalId proposal) implements GovernanceCommand {}

    /** Ends a queued proposal while its timelock runs. Role: council, of the organisation that is guardian. */
    record Veto(RequestId request, ProposalId proposal) implements GovernanceCommand {}
}
