package org.stemma.client.gateway;

import java.io.BufferedWriter;
import java.io.FilterWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * What others wrote, on a terminal. Names, paths and facts are theirs, and could steer it or turn its text around; here such
 * characters are written out, as JSON writes them, so that a program that reads JSON has them as they were.
 */
public final class Printable {
    private Printable() {}

    /** Writes UTF-8, whatever the platform's locale, and no character that does more than be seen. */
    public static PrintWriter writer(OutputStream out) {
        return writer(new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8)));
    }

    public static PrintWriter writer(Writer out) {
        return new PrintWriter(new Escaping(out), true);
    }

    /** A text that is one line. */
    public static String line(String text) {
        StringBuilder line = new StringBuilder();
        text.chars().forEach(c -> line.append(c == '\n' || c == '\t' ? escaped(c) : Character.toString(c)));
        return line.toString();
    }

    private static boolean isSafe(int c) {
        return c == '\n' || c == '\t' || !(Character.isISOControl(c) || isSeparator(c) || isBidi(c));
    }

    private static boolean isSeparator(int c) {
        return c == 0x2028 || c == 0x2029;
    }

    /** Unicode's property Bidi_Control. */
    private static boolean isBidi(int c) {
        return c == 0x061C
                || c == 0x200E
                || c == 0x200F
                || (c >= 0x202A && c <= 0x202E)
                || (c >= 0x2066 && c <= 0x2069);
    }

    private static String escaped(int c) {
        return String.format(Locale.ROOT, "\\u%04x", c);
    }

    /** All that is unsafe lies in one char. */
    private static final class Escaping extends FilterWriter {
        Escaping(Writer out) {
            super(out);
        }

        @Override
        public void write(int c) throws IOException {
            if (isSafe(c)) {
                out.write(c);
            } else {
                out.write(escaped(c));
            }
        }

        @Override
        public void write(char[] text, int from, int length) throws IOException {
            for (int i = from; i < from + length; i++) {
                write(text[i]);
            }
        }

        @Override
        public void write(String text, int from, int length) throws IOException {
            write(text.toCharArray(), from, length);
        }
    }
}
