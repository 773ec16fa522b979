package org.stemma.api.royalty;

import java.math.BigInteger;
import org.stemma.api.AssetId;
import org.stemma.api.CurrencyCode;
import org.stemma.api.Document;

/**
 * An asset's share pool in one currency.
 *
 * @param carry what the last distribution's division left, below the number of units
 * @param entries how many entries were appended; they are numbered from 1
 */
public record Pool(AssetId asset, CurrencyCode currency, BigInteger carry, long entries) implements Document {
    /** Units of the pool's arithmetic per nano: 10^18. */
    public static final BigInteger SCALE = BigInteger.TEN.pow(18);
}
