package org.stemma.attribution.model;

/** Logarithms that give the same digits on every machine. */
final class Bits {

    private static final double LN_2 = StrictMath.log(2);

    private Bits() {}

    static double log2(double value) {
        return StrictMath.log(value) / LN_2;
    }
}
