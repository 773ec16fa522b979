package org.stemma.api.royalty;

import java.math.BigInteger;
import org.stemma.api.AssetId;
import org.stemma.api.CurrencyCode;
import org.stemma.api.Document;
import org.stemma.api.share.Holding;

/**
 * One distribution to holders, by the units that they had at the end of the usage period.
 *
 * @param perUnit what each unit gets, in 10^-18 nano
 * @param period the period whose settlement distributed it
 */
public record PoolEntry(
        AssetId asset, CurrencyCode currency, long number, long usagePeriod, long period, long nano, BigInteger perUnit)
        implements Document {
    /** What the entry owes a holder, in 10^-18 nano: by its units at the end of the usage period. */
    public BigInteger owed(Holding holding) {
        return perUnit.multiply(BigInteger.valueOf(holding.unitsAt(usagePeriod)));
    }
}
