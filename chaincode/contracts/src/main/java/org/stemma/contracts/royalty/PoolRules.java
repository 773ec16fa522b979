package org.stemma.contracts.royalty;

import java.math.BigInteger;
import java.util.List;
import org.stemma.api.Refused;
import org.stemma.api.royalty.Pool;
import org.stemma.api.royalty.PoolEntry;
import org.stemma.api.royalty.RoyaltyRefusal;
import org.stemma.api.share.Holding;

/**
 * The law of the share pool: one entry per distribution whatever the number of holders, and claims that cost by entries.
 * With scale S = 10^18 and U units, a distribution of A nano appends ΔI = (A·S + R) div U and carries R = (A·S + R) mod U;
 * a holder is owed the sum over entries of its units at the end of the entry's usage period times ΔI.
 */
final class PoolRules {
    /** The most entries that one claim reads. */
    static final int MAX_ENTRIES = 100;

    private PoolRules() {}

    /** The pool after a distribution, and the entry that it appends. */
    record Distribution(Pool pool, PoolEntry entry) {}

    static Distribution distribute(Pool pool, long nano, long units, long usagePeriod, long period) {
        BigInteger[] parts = BigInteger.valueOf(nano)
                .multiply(Pool.SCALE)
                .add(pool.carry())
                .divideAndRemainder(BigInteger.valueOf(units));
        long number = pool.entries() + 1;
        return new Distribution(
                new Pool(pool.asset(), pool.currency(), parts[1], number),
                new PoolEntry(pool.asset(), pool.currency(), number, usagePeriod, period, nano, parts[0]));
    }

    /** Refuses a claim that does not take the next entries, or more of them than one transaction may. */
    static void mustFollow(long position, long through) {
        Refused.unless(
                through > position && through - position <= MAX_ENTRIES,
                RoyaltyRefusal.ENTRIES_OUT_OF_BOUNDS,
                "claimed",
                position,
                "through",
                through,
                "allowed",
                MAX_ENTRIES);
    }

    /** What is paid, and the remainder that the holder keeps for its next claim. */
    record Due(long nano, BigInteger remainder) {}

    static Due due(Holding holding, BigInteger remainder, List<PoolEntry> entries) {
        BigInteger owed = remainder;
        for (PoolEntry entry : entries) {
            owed = owed.add(entry.owed(holding));
        }
        BigInteger[] parts = owed.divideAndRemainder(Pool.SCALE);
        return new Due(parts[0].longValueExact(), parts[1]);
    }
}
