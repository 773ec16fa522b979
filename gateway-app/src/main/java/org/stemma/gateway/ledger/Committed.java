package org.stemma.gateway.ledger;

import org.stemma.api.Outcome;

/** A transaction that stands in a block as valid, and what it answered. The read model has the block. */
public record Committed(String transactionId, long block, Outcome outcome) {}
