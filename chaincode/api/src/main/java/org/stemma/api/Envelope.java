package org.stemma.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.stemma.api.account.Posting;

/**
 * The one chaincode event of a transaction: what happened, and how money moved. It is part of what the peers endorse, so
 * books kept from blocks are as good as the ledger.
 *
 * @param parts of a batch, which of its commands caused what; absent if the transaction is one command
 */
public record Envelope(
        Instant at,
        long epoch,
        long period,
        List<DomainEvent> events,
        List<Posting> postings,
        Optional<List<Part>> parts)
        implements Document {
    /** The name under which the chaincode emits every envelope. */
    public static final String EVENT_NAME = "stemma";

    /**
     * What one command of a batch caused: the next so many events and postings. A command that changed nothing has none.
     *
     * @param command its place in the batch, counted from 0
     */
    public record Part(int command, int events, int postings) {}
}
