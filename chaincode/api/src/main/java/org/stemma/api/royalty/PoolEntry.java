package org.stemma.api.royalty;

import java.math.BigInteger;
import org.stemma.api.AssetId;
import org.stemma.api.CurrencyCode;
import org.stemma.api.Document;

/**
 * One distribution to holders, by the units that they had at the end of the usage period.
 *
 * @param perUnit what each unit gets, in 10^-18 nano
 * @param period the period whose settlement distributed it
 */
public record PoolEntry(
        AssetId asset, CurrencyCode currency, long number, long usagePeriod, long period, long nano, BigInteger perUnit)
        implements Document {}
