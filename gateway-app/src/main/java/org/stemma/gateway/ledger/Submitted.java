package org.stemma.gateway.ledger;

import java.util.concurrent.CompletableFuture;
import org.stemma.api.Outcome;

/**
 * A transaction that is endorsed, kept in the outbox and on its way: from here on it is carried into a block even if this
 * gateway is killed.
 *
 * @param outcome what the chaincode answered, which holds if this transaction becomes valid
 * @param committed once this transaction, or one that took its place, is valid in a block; fails as {@link Ledger#submit}
 */
public record Submitted(String transactionId, Outcome outcome, CompletableFuture<Committed> committed) {}
