package org.stemma.api;

import java.time.Instant;
import java.util.List;
import org.stemma.api.account.Posting;

/**
 * The one chaincode event of a transaction: what happened, and how money moved. It is part of what the peers endorse, so
 * books kept from blocks are as good as the ledger.
 */
public record Envelope(Instant at, long epoch, long period, List<DomainEvent> events, List<Posting> postings)
        implements Document {
    /** The name under which the chaincode emits every envelope. */
    public static final String EVENT_NAME = "stemma";
}
