package org.stemma.governance.proposal;

import java.time.Instant;

/**
 * The ledger's time.
 *
 * @param now the transaction's own time
 * @param settledUntil the end of the last closed epoch: nothing more is written with a time before it
 */
public record LedgerTime(Instant now, Instant settledUntil) {
    public LedgerTime {
        if (settledUntil.isAfter(now)) {
            throw new IllegalArgumentException("no epoch is closed before its end: " + settledUntil + ", " + now);
        }
    }

    /** A ledger on which every time that has passed is settled. */
    public static LedgerTime settled(Instant now) {
        return new LedgerTime(now, now);
    }
}
