package org.stemma.gateway.webhooks;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.stemma.gateway.events.Interest;
import org.stemma.gateway.events.Position;

/**
 * A webhook as it is stored.
 *
 * @param command digest of the request that made it
 * @param reason why it is disabled
 * @param seed what its secret is derived from
 * @param position everything up to here is delivered, or not wanted
 * @param revision counts what people asked of it
 * @param attempts failed ones, of the next event
 */
record Webhook(
        String id,
        String command,
        String url,
        String label,
        List<String> types,
        Optional<String> party,
        Optional<String> asset,
        Optional<Reason> reason,
        Instant createdAt,
        String seed,
        Optional<String> previousSeed,
        Optional<Instant> previousUntil,
        Position position,
        long revision,
        int attempts,
        Optional<Instant> failingSince,
        Optional<Instant> nextAttempt) {
    /** Why nothing is delivered. */
    enum Reason {
        /** Somebody wanted it so. */
        ASKED,
        /** It failed for too long. */
        FAILING,
        /** The receiver answered 410 Gone. */
        GONE
    }

    boolean isEnabled() {
        return reason.isEmpty();
    }

    Interest interest() {
        return Interest.of(types, party, asset);
    }
}
