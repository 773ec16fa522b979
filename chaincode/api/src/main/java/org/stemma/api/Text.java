package org.stemma.api;

import java.util.regex.Pattern;

/** What an identifier may look like. Identifiers become parts of ledger keys, so none holds a slash. */
public final class Text {
    /** The most characters of a name or a sentence that people read. */
    public static final int MAX_LABEL = 200;

    private static final Pattern ID = Pattern.compile("[a-z][a-z0-9]{1,7}_[a-z0-9]{1,64}");
    private static final Pattern ORGANISATION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.-]{0,63}");
    private static final Pattern REQUEST = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]{0,127}");

    private Text() {}

    static String id(String prefix, String value) {
        if (!ID.matcher(value).matches() || !value.startsWith(prefix + "_")) {
            throw new MalformedException("an id that starts with " + prefix + "_ is expected");
        }
        return value;
    }

    static String organisation(String value) {
        return matching(ORGANISATION, value, "an organisation's MSP id: letters, digits, dot and dash, at most 64");
    }

    static String request(String value) {
        return matching(REQUEST, value, "a request id: letters, digits and . _ : -, at most 128");
    }

    /** Returns the label, which is not blank, holds no control characters and at most {@link #MAX_LABEL} of others. */
    public static String label(String value) {
        if (value.isBlank() || value.length() > MAX_LABEL || value.chars().anyMatch(Character::isISOControl)) {
            throw new MalformedException("1 to " + MAX_LABEL + " printable characters are expected");
        }
        return value;
    }

    /** Returns the value if the pattern matches all of it. */
    public static String matching(Pattern pattern, String value, String expected) {
        if (!pattern.matcher(value).matches()) {
            throw new MalformedException(expected + " is expected");
        }
        return value;
    }
}
