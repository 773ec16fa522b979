package org.stemma.client;

import org.jspecify.annotations.Nullable;
import org.stemma.api.MalformedException;
import org.stemma.api.Money;

/** Money as it is typed: an amount and a currency, such as {@code 12.5XTS}. */
final class Amounts {
    private static final int CODE = 3;

    private Amounts() {}

    static Money of(String text) {
        String plain = text.replace(" ", "");
        if (plain.length() <= CODE) {
            throw new MalformedException("an amount and its currency, such as 12.5XTS, are expected");
        }
        int cut = plain.length() - CODE;
        return Money.of(plain.substring(cut), plain.substring(0, cut));
    }

    static @Nullable Money orNull(@Nullable String text) {
        return text == null ? null : of(text);
    }
}
