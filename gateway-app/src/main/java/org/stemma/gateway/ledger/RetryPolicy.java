package org.stemma.gateway.ledger;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Which failures are tried again, how often, and how long to wait before. */
final class RetryPolicy {
    /** What failed, by what can be done about it. */
    enum Cause {
        /** Another transaction came first, or endorsers were at different heights: the same anew. */
        CONFLICT(12),
        /** An endorser of another organisation may lag behind, or the read model behind the ledger. */
        LAG(4),
        /** Money that is lacking may be on its way: a short while tells. */
        ON_ITS_WAY(3),
        /** The transaction's epoch was closed under it, or it took too long. */
        TIME(4),
        /**
         * Endorsers that can't be reached: another set of them. A peer that is well knows nobody of another member for a
         * moment when that one's news come in, so it is asked for more than a second.
         */
        ENDORSERS(6),
        /** Fabric found the endorsements too few: a key's policy was changed in the same block. */
        POLICY(3),
        /** The peer has too much to do. */
        OVERLOAD(6),
        /** Nothing that another try would change. */
        FINAL(1);

        private final int tries;

        Cause(int tries) {
            this.tries = tries;
        }

        /** How often an operation may fail for this cause before the caller is told. */
        int tries() {
            return tries;
        }
    }

    private static final long FIRST_PAUSE_MILLIS = 40;
    private static final long LONGEST_PAUSE_MILLIS = 1500;

    private RetryPolicy() {}

    /** Exponential with full jitter, so that rivals for one key don't meet again. */
    static Duration pause(int failures) {
        long ceiling = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(failures, 10));
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(FIRST_PAUSE_MILLIS / 2, ceiling + 1));
    }
}
