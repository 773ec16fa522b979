package org.stemma.gateway.ledger;

import java.util.Map;
import java.util.TreeMap;

/** A transaction was submitted and has not been seen in a block so far; it may still become valid. */
public final class OutcomeUnknown extends LedgerFailure {
    private static final long serialVersionUID = 1L;

    private final String transactionId;

    public OutcomeUnknown(String transactionId) {
        super(
                "gateway.outcome_unknown",
                202,
                "The transaction was submitted and is not in a block yet.",
                new TreeMap<>(Map.of("transaction", transactionId)));
        this.transactionId = transactionId;
    }

    public String transactionId() {
        return transactionId;
    }
}
