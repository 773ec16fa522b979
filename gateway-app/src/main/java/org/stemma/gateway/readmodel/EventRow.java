package org.stemma.gateway.readmodel;

import java.time.Instant;

/**
 * An event as a valid transaction told it.
 *
 * @param index the transaction's place in its block
 * @param n the event's place in its transaction
 * @param mspId who wrote the transaction
 * @param at the transaction's timestamp
 * @param document canonical JSON
 */
public record EventRow(
        long block,
        int index,
        int n,
        String transaction,
        String function,
        String mspId,
        Instant at,
        String type,
        String document) {}
