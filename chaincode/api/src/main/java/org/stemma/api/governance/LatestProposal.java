package org.stemma.api.governance;

import org.stemma.api.Document;
import org.stemma.api.OrgId;
import org.stemma.api.ProposalId;

/** An organisation's last proposal: it makes the next when this one has ended. */
public record LatestProposal(OrgId proposer, ProposalId proposal) implements Document {}
