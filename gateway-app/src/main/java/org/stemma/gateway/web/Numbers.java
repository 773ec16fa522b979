package org.stemma.gateway.web;

/** Numbers in paths and queries. */
public final class Numbers {
    private Numbers() {}

    /** A whole number that is not negative, as keys can hold it. */
    public static long natural(String name, String text) {
        if (!text.matches("0|[1-9][0-9]{0,11}")) {
            throw Malformed.at(name, text, "a number of at most 12 digits is expected");
        }
        return Long.parseLong(text);
    }
}
