package org.stemma.api.governance;

import java.time.Instant;
import org.stemma.api.DomainEvent;
import org.stemma.api.Money;
import org.stemma.api.OrgId;
import org.stemma.api.PartyId;
import org.stemma.api.ProposalId;
import org.stemma.api.kernel.Order;

/** What the council did. */
public sealed interface GovernanceEvent extends DomainEvent {
    record Proposed(ProposalId proposal, OrgId proposer, String title, Instant opens) implements GovernanceEvent {}

    record VoteOpened(ProposalId proposal, long seats, Instant closes) implements GovernanceEvent {}

    record Voted(ProposalId proposal, OrgId organisation, Ballot.Choice choice) implements GovernanceEvent {}

    record Queued(ProposalId proposal, Instant ready, Instant expires) implements GovernanceEvent {}

    record Executed(ProposalId proposal) implements GovernanceEvent {}

    record Cancelled(ProposalId proposal) implements GovernanceEvent {}

    record Vetoed(ProposalId proposal, OrgId guardian) implements GovernanceEvent {}

    record ParameterSet(ProposalId proposal, String parameter, long before, long after, long fromPeriod)
            implements GovernanceEvent {}

    record TreasuryPaid(ProposalId proposal, PartyId payee, Money amount) implements GovernanceEvent {}

    record Ordered(ProposalId proposal, Order order) implements GovernanceEvent {}
}
