package org.stemma.gateway.security;

import java.time.Instant;
import java.util.Optional;

/** An API key as it is listed: never the key itself. */
public record ApiKey(
        String id,
        String identity,
        String label,
        Instant createdAt,
        Optional<Instant> expiresAt,
        Optional<Instant> revokedAt) {}
