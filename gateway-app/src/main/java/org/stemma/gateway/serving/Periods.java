package org.stemma.gateway.serving;

import java.time.Instant;
import java.util.function.ToLongFunction;

/** Where a calendar parts a time. */
final class Periods {
    private Periods() {}

    /** The first millisecond after {@code from} in another period, or the one after the last if there is none. */
    static long endOf(long from, long last, ToLongFunction<Instant> periodOf) {
        long period = periodOf.applyAsLong(Instant.ofEpochMilli(from));
        long within = from;
        long beyond = last + 1;
        while (beyond - within > 1) {
            long middle = within + (beyond - within) / 2;
            if (periodOf.applyAsLong(Instant.ofEpochMilli(middle)) == period) {
                within = middle;
            } else {
                beyond = middle;
            }
        }
        return beyond;
    }
}
