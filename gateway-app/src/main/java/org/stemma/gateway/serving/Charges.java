package org.stemma.gateway.serving;

import java.math.BigInteger;
import org.stemma.api.license.Terms;

/** What units cost at most. */
final class Charges {
    private Charges() {}

    /**
     * The most nano that the ledger charges for units in all, however they are split into reports:
     * ⌈units × rate ÷ perUnits⌉. What a division leaves is carried there and stays below one nano, so the floors that it
     * takes with the carry never exceed this ceiling.
     */
    static BigInteger atMost(Terms.Price.PerUnit price, long units) {
        BigInteger[] quotient = BigInteger.valueOf(units)
                .multiply(BigInteger.valueOf(price.rate().nano()))
                .divideAndRemainder(BigInteger.valueOf(price.perUnits()));
        return quotient[1].signum() == 0 ? quotient[0] : quotient[0].add(BigInteger.ONE);
    }
}
