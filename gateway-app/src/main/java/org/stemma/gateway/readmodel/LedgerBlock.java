package org.stemma.gateway.readmodel;

import java.util.List;
import java.util.Optional;

/** What the read model takes from a block. */
record LedgerBlock(long number, String dataHash, List<LedgerTransaction> transactions) {
    /** A transaction; writes and envelope are empty unless it is valid. */
    record LedgerTransaction(TransactionRow row, List<Write> writes, Optional<EventEnvelope> envelope) {}

    /** A key's new value; absent means deleted. */
    record Write(String key, Optional<String> value) {}
}
