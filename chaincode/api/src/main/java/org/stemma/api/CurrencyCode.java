package org.stemma.api;

import java.util.regex.Pattern;

/** A currency by its ISO 4217 code. */
public record CurrencyCode(String value) implements Scalar, Comparable<CurrencyCode> {
    private static final Pattern CODE = Pattern.compile("[A-Z]{3}");

    public CurrencyCode {
        Text.matching(CODE, value, "an ISO 4217 code of three capital letters");
    }

    @Override
    public int compareTo(CurrencyCode other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
