package org.stemma.gateway.serving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.stemma.api.license.Terms;

class ChargesTest {
    @Test
    void a_charge_is_exact_where_the_rate_divides() {
        assertEquals(BigInteger.valueOf(960), Charges.atMost(price(10, 1), 96));
        assertEquals(BigInteger.ZERO, Charges.atMost(price(10, 3), 0));
        assertEquals(BigInteger.valueOf(4), Charges.atMost(price(10, 3), 1));
    }

    @Test
    void totals_are_not_bound_to_64_bits() {
        BigInteger charge = Charges.atMost(price(Long.MAX_VALUE, 1), Long.MAX_VALUE);

        assertEquals(BigInteger.valueOf(Long.MAX_VALUE).pow(2), charge);
    }

    /** The ledger charges (rate × units + carry) div perUnits for each report and keeps the remainder as the next carry. */
    @Test
    void no_split_into_reports_is_ever_charged_more() {
        Random random = new Random(7);
        for (int trial = 0; trial < 1000; trial++) {
            long rate = random.nextInt(1000);
            long perUnits = 1L + random.nextInt(1000);
            long carry = random.nextInt((int) perUnits);
            long units = 0;
            long charged = 0;
            for (int report = 0; report < 1 + random.nextInt(20); report++) {
                long more = 1L + random.nextInt(500);
                long exact = rate * more + carry;
                charged += exact / perUnits;
                carry = exact % perUnits;
                units += more;
            }
            long atMost = Charges.atMost(price(rate, perUnits), units).longValueExact();
            assertTrue(charged <= atMost, () -> rate + " per " + perUnits);
            assertTrue(atMost - charged <= 1, () -> rate + " per " + perUnits);
        }
    }

    private static Terms.Price.PerUnit price(long rate, long perUnits) {
        return (Terms.Price.PerUnit) FakeLedger.perByte(rate, perUnits);
    }
}
