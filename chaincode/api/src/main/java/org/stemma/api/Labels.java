package org.stemma.api;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.List;

/**
 * Which text people can read: in Unicode's form NFC, with something to see, and without what changes how the rest is
 * shown or isn't shown at all. The code points are a list of our own, since a Java's own tables change from version to
 * version, and peers of several must judge alike.
 */
final class Labels {
    private static final int[] FIRST;
    private static final int[] LAST;

    /** Spaces of every width, and the one letter that is drawn as a space. */
    private static final String BLANK = " \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009"
            + "\u200a\u202f\u205f\u3000\u2800";

    static {
        List<String> ranges = Words.beside(Labels.class, "label-code-points.txt");
        FIRST = ranges.stream().mapToInt(range -> point(range, 0)).toArray();
        LAST = ranges.stream().mapToInt(range -> point(range, 1)).toArray();
    }

    private Labels() {}

    private static int point(String range, int end) {
        int dash = range.indexOf('-');
        String first = dash < 0 ? range : range.substring(0, dash);
        return Integer.parseInt(end == 0 ? first : range.substring(dash + 1), 16);
    }

    static boolean accepts(int point) {
        int found = Arrays.binarySearch(FIRST, point);
        int range = found >= 0 ? found : -found - 2;
        return range >= 0 && point <= LAST[range];
    }

    /** The text, if it is one that people can read, of at most so many UTF-16 units. */
    static String checked(String text, int most) {
        if (text.length() > most || text.isEmpty()) {
            throw MalformedException.of(text, "1 to " + most + " characters are expected");
        }
        text.codePoints().filter(point -> !accepts(point)).findFirst().ifPresent(point -> {
            throw MalformedException.of(
                    text,
                    "text without U+" + hex(point)
                            + " is expected, and without any control, bidirectional control, invisible or unassigned"
                            + " character");
        });
        if (text.codePoints().allMatch(point -> BLANK.indexOf(point) >= 0)) {
            throw MalformedException.of(text, "at least one visible character is expected");
        }
        if (!Normalizer.isNormalized(text, Normalizer.Form.NFC)) {
            throw MalformedException.of(text, "text in Unicode's form NFC is expected");
        }
        return text;
    }

    private static String hex(int point) {
        String digits = Integer.toHexString(point).toUpperCase(java.util.Locale.ROOT);
        return "0".repeat(Math.max(0, 4 - digits.length())) + digits;
    }
}
