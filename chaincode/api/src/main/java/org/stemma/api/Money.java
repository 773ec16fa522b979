package org.stemma.api;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.regex.Pattern;

/**
 * An exact amount of one currency in nano (10^-9 of its unit). Arithmetic is exact: it refuses rather than rounds or
 * wraps. JSON: {@code {"amount":"12.5","currency":"XTS"}}, a decimal string without trailing zeros.
 */
public record Money(CurrencyCode currency, long nano) implements Comparable<Money> {
    /** Decimal digits of every amount on the ledger; a currency with fewer refuses the finer ones at the door. */
    public static final int SCALE = 9;

    private static final Pattern AMOUNT = Pattern.compile("-?(0|[1-9][0-9]{0,9})(\\.[0-9]{0,8}[1-9])?");

    public static Money zero(CurrencyCode currency) {
        return new Money(currency, 0);
    }

    /** Parses a decimal amount such as {@code 12.5}; nothing but the form that {@link #amount()} prints is accepted. */
    public static Money of(String currency, String amount) {
        return of(new CurrencyCode(currency), amount);
    }

    static Money of(CurrencyCode currency, String amount) {
        Text.matching(AMOUNT, amount, "a decimal amount with at most 9 places and no trailing zeros");
        BigInteger nano = new BigDecimal(amount).movePointRight(SCALE).toBigIntegerExact();
        if (nano.bitLength() > 63 || (nano.signum() == 0 && amount.startsWith("-"))) {
            throw new MalformedException("an amount within 64 bits of nano is expected");
        }
        return new Money(currency, nano.longValueExact());
    }

    /** The amount as a decimal string without trailing zeros. */
    public String amount() {
        return decimal(BigInteger.valueOf(nano));
    }

    /** Prints any number of nano as a decimal string without trailing zeros; totals are not bound to 64 bits. */
    public static String decimal(BigInteger nano) {
        return nano.signum() == 0
                ? "0"
                : new BigDecimal(nano, SCALE).stripTrailingZeros().toPlainString();
    }

    public Money plus(Money other) {
        return with(Math.addExact(nano, same(other).nano));
    }

    public Money minus(Money other) {
        return with(Math.subtractExact(nano, same(other).nano));
    }

    public Money with(long otherNano) {
        return new Money(currency, otherNano);
    }

    public Money min(Money other) {
        return compareTo(other) <= 0 ? this : other;
    }

    public boolean isZero() {
        return nano == 0;
    }

    public boolean isNegative() {
        return nano < 0;
    }

    public boolean isPositive() {
        return nano > 0;
    }

    @Override
    public int compareTo(Money other) {
        return Long.compare(nano, same(other).nano);
    }

    @Override
    public String toString() {
        return amount() + " " + currency;
    }

    private Money same(Money other) {
        if (!currency.equals(other.currency)) {
            throw new IllegalArgumentException("amounts of " + currency + " and " + other.currency + " do not mix");
        }
        return other;
    }
}
