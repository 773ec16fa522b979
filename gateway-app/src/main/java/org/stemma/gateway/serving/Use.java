package org.stemma.gateway.serving;

import java.time.Instant;
import org.stemma.api.AssetId;
import org.stemma.api.Digest;
import org.stemma.api.GrantId;

/**
 * One answered call.
 *
 * @param at when it was allowed, in whole milliseconds
 * @param period in which that was, by the ledger's calendar
 * @param metered whether its terms have a price by the unit, so that it is to be reported
 * @param output digest of what was answered
 */
record Use(
        GrantId grant,
        AssetId asset,
        long version,
        long units,
        Instant at,
        long period,
        boolean metered,
        Digest output,
        End end) {
    /** How it ended. */
    enum End {
        /** The answer was complete. */
        WHOLE,
        /** The answer broke off; what was given until then counts. */
        BROKEN_OFF
    }
}
