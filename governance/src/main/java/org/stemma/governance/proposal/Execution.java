package org.stemma.governance.proposal;

import org.stemma.governance.action.Effects;

/** A proposal that is executed, and what the ledger writes for it. */
public record Execution(Proposal proposal, Effects effects) {}
