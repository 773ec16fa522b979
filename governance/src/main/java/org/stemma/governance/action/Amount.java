package org.stemma.governance.action;

import java.util.regex.Pattern;

/** An amount of one currency, in nano (10⁻⁹ of its unit). It may be any number; the law says where it must be positive. */
public record Amount(String currency, long nano) {
    private static final Pattern CODE = Pattern.compile("[A-Z]{3}");

    public Amount {
        if (!CODE.matcher(currency).matches()) {
            throw new IllegalArgumentException("a currency's code of three letters is expected, not " + currency);
        }
    }

    @Override
    public String toString() {
        return nano + " nano " + currency;
    }
}
