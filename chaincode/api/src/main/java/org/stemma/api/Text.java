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
            throw MalformedException.of(
                    value,
                    "an id that starts with " + prefix
                            + "_ and goes on with at most 64 small letters and digits is expected");
        }
        return value;
    }

    static String organisation(String value) {
        return matching(ORGANISATION, value, "an organisation's MSP id: letters, digits, dot and dash, at most 64");
    }

    static String request(String value) {
        return matching(REQUEST, value, "a request id: letters, digits and . _ : -, at most 128");
    }

    /**
     * Returns the text of a member that people read: 1 to {@link #MAX_LABEL} characters in NFC, at least one of them
     * visible, and no control, bidirectional control, default-ignorable or unassigned one.
     */
    public static String label(String member, String value) {
        try {
            return Labels.checked(value, MAX_LABEL);
        } catch (MalformedException e) {
            throw e.inside(member);
        }
    }

    /** Returns the value if the pattern matches all of it. */
    public static String matching(Pattern pattern, String value, String expected) {
        if (!pattern.matcher(value).matches()) {
            throw MalformedException.of(value, expected + " is expected");
        }
        return value;
    }
}
