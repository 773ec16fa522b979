package org.stemma.gateway.ledger;

import org.stemma.api.Outcome;

/**
 * A transaction that stands in a block as valid, and what it answered. Whoever reads the read model finds the block there.
 *
 * @param changed false if the same was asked for before, by a transaction that did it; true if it surely was this one
 */
public record Committed(String transactionId, long block, Outcome outcome, boolean changed) {}
