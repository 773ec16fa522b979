package org.stemma.governance;

import java.math.BigInteger;

/**
 * A portion of a whole, in parts per million from 0 to 1,000,000, that is compared with weights exactly: nothing is
 * divided, so nothing is rounded to nothing, and products of any two longs fit.
 */
public record Portion(int ppm) {
    /** Parts in the whole. */
    public static final int WHOLE = 1_000_000;

    public Portion {
        if (ppm < 0 || ppm > WHOLE) {
            throw new IllegalArgumentException("parts per million from 0 to 1000000 are expected, not " + ppm);
        }
    }

    /** Whether the part is at least this portion of the whole: part × 10⁶ ≥ ppm × whole. */
    public boolean isReachedBy(long part, long whole) {
        return compare(part, whole) >= 0;
    }

    /** Whether the part is more than this portion of the whole: part × 10⁶ > ppm × whole. Nothing of nothing is not. */
    public boolean isExceededBy(long part, long whole) {
        return compare(part, whole) > 0;
    }

    private int compare(long part, long whole) {
        if (part < 0 || whole < 0) {
            throw new IllegalArgumentException("weights are not negative: " + part + " of " + whole);
        }
        return scaled(part, WHOLE).compareTo(scaled(whole, ppm));
    }

    private static BigInteger scaled(long weight, int parts) {
        return BigInteger.valueOf(weight).multiply(BigInteger.valueOf(parts));
    }
}
