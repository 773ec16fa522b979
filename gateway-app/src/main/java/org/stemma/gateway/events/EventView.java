package org.stemma.gateway.events;

import java.time.Instant;
import java.util.Map;

/**
 * An event as it is told.
 *
 * @param id its place in the ledger's order; the same on every gateway and for ever
 * @param time of its transaction
 * @param function that told it, such as {@code license:buyGrant}
 * @param event as the chaincode told it
 */
public record EventView(
        String id,
        String type,
        long block,
        String transaction,
        Instant time,
        String function,
        Map<String, Object> event) {}
