package org.stemma.governance.proposal;

import java.util.List;
import org.stemma.governance.Voter;
import org.stemma.governance.action.Action;

/** What somebody asks to be decided. */
public record Draft(ProposalId id, Voter proposer, List<Action> actions) {
    public Draft {
        actions = List.copyOf(actions);
    }
}
