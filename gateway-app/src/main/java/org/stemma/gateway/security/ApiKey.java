package org.stemma.gateway.security;

import java.time.Instant;
import java.util.Optional;

/**
 * An API key as it is listed: never the key itself.
 *
 * @param lastUsedAt to the minute, and up to a minute late
 * @param rotatedFrom the key that this one follows
 * @param perSecond requests that it may make, where it is not the gateway's default
 * @param burst requests that it may make at once
 */
public record ApiKey(
        String id,
        String identity,
        String label,
        Instant createdAt,
        Optional<Instant> expiresAt,
        Optional<Instant> revokedAt,
        Optional<Instant> lastUsedAt,
        Optional<String> rotatedFrom,
        Optional<Long> perSecond,
        Optional<Long> burst) {
    /** Whether it is good at this time. */
    public boolean isGood(Instant now) {
        return revokedAt.isEmpty()
                && expiresAt.filter(end -> !now.isBefore(end)).isEmpty();
    }
}
