package org.stemma.gateway.webhooks;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.stemma.gateway.events.Position;

/**
 * One attempt to deliver an event.
 *
 * @param number counts from 1, of this event
 * @param millis how long it took
 * @param status of HTTP, if there was an answer
 */
record Attempt(
        Position event, String type, int number, Instant at, long millis, Result result, Optional<Integer> status) {
    /** What came of it. */
    enum Result {
        /** A status of 2xx. */
        DELIVERED,
        /** Any other status. */
        REFUSED,
        /** 410: the receiver wants no more. */
        GONE,
        TIMED_OUT,
        UNREACHABLE,
        /** The address is one that this gateway does not send to. */
        TARGET;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    boolean delivered() {
        return result == Result.DELIVERED;
    }
}
