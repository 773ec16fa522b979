package org.stemma.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MoneyTest {
    private static final CurrencyCode XTS = new CurrencyCode("XTS");

    @Test
    void what_is_printed_is_parsed_back_for_any_amount() {
        Random random = new Random(8785);
        for (int i = 0; i < 10_000; i++) {
            long nano = random.nextLong() >> random.nextInt(64);
            Money money = new Money(XTS, nano);
            assertEquals(money, Money.of("XTS", money.amount()));
            assertEquals(0, new BigDecimal(money.amount()).compareTo(BigDecimal.valueOf(nano, 9)));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "+1",
                "01",
                "1.",
                ".5",
                "1.0",
                "1.50",
                "1e3",
                "1.0000000001",
                "-0",
                "1,5",
                " 1",
                "\u0661",
                "NaN",
                "9223372036.854775808",
                "-9223372036.854775809",
                "10000000000",
                "99999999999"
            })
    void any_other_form_is_refused(String amount) {
        assertThrows(MalformedException.class, () -> Money.of("XTS", amount));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0.000000001", "-0.000000001", "100", "9223372036.854775807", "-9223372036.854775808"})
    void the_bounds_are_of_the_language(String amount) {
        assertEquals(amount, Money.of("XTS", amount).amount());
    }

    @Test
    void totals_beyond_64_bits_print_exactly() {
        assertEquals("10000000000000000000000", Money.decimal(BigInteger.TEN.pow(31)));
        assertEquals("-0.00000001", Money.decimal(BigInteger.TEN.negate()));
        assertEquals("0", Money.decimal(BigInteger.ZERO));
    }

    @Test
    void arithmetic_refuses_overflow() {
        Money most = new Money(XTS, Long.MAX_VALUE);
        Money least = new Money(XTS, Long.MIN_VALUE);
        Money one = new Money(XTS, 1);
        assertThrows(ArithmeticException.class, () -> most.plus(one));
        assertThrows(ArithmeticException.class, () -> least.minus(one));
        assertEquals(one, most.plus(one.minus(most)));
    }

    @Test
    void currencies_do_not_mix() {
        Money one = Money.of("XTS", "1");
        Money other = Money.of("XXX", "1");
        assertThrows(IllegalArgumentException.class, () -> one.plus(other));
        assertThrows(IllegalArgumentException.class, () -> one.minus(other));
        assertThrows(IllegalArgumentException.class, () -> one.compareTo(other));
        assertThrows(MalformedException.class, () -> Money.of("xts", "1"));
    }

    @Test
    void signs_and_order_are_those_of_the_amount() {
        Money one = Money.of("XTS", "1");
        Money zero = Money.zero(XTS);
        Money minus = zero.minus(one);
        assertTrue(zero.isZero() && one.isPositive() && minus.isNegative());
        assertFalse(one.isZero() || zero.isPositive() || zero.isNegative() || minus.isPositive() || one.isNegative());
        assertEquals(minus, one.min(minus));
        assertEquals(minus, minus.min(one));
        assertEquals("-1 XTS", minus.toString());
    }
}
