package org.stemma.gateway.security;

import java.util.Optional;
import org.stemma.gateway.ledger.Caller;

/**
 * Who asks: an identity, and under what.
 *
 * @param id an API key's id, or a token's subject and issuer; never the key or token itself
 * @param caller the enrolled identity in whose name all is done
 * @param limit requests that the key may make, where it differs from the gateway's default
 */
public record Asker(String id, Caller caller, Optional<Limit> limit) {
    /** Requests a second on the average, and at once. */
    public record Limit(long perSecond, long burst) {}
}
