package org.stemma.gateway.readmodel;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.stemma.api.Digest;

/**
 * Text as every database takes it. Whoever may write to the channel can put anything into a transaction that is held
 * invalid, and a gateway that could not store it would never get past its block.
 */
final class Storable {
    static final int FUNCTION = 200;
    static final int MSP_ID = 64;
    static final int SUBJECT = 200;

    private static final int ID = 64;
    private static final int LIST = 2000;
    private static final int NANOS = 1_000_000_000;

    /** In the year 2255; nanoseconds since 1970 have room until 2262. */
    private static final long LAST_SECOND = 9_000_000_000L;

    private static final char UNKNOWN = '\ufffd';

    private Storable() {}

    /** Without the character 0, which PostgreSQL does not store. */
    static String text(String text) {
        return text.replace('\0', UNKNOWN);
    }

    /** As above, the first characters. */
    static String text(String text, int most) {
        if (text.length() <= most) {
            return text(text);
        }
        // Half of a pair is no text.
        return text(text.substring(0, Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most));
    }

    /** An id that is no transaction's is kept by its digest, so that it can't take the place of another one. */
    static String id(String id) {
        return id.length() > ID || id.indexOf('\0') >= 0 ? Digest.of(id).hex() : id;
    }

    /** A time that is none, or is out of all bounds, is kept as 1970: no valid transaction has one. */
    static Instant time(long seconds, int nanos) {
        boolean possible = seconds >= 0 && seconds <= LAST_SECOND && nanos >= 0 && nanos < NANOS;
        return possible ? Instant.ofEpochSecond(seconds, nanos) : Instant.EPOCH;
    }

    /** As many as have room in their column, joined by commas. */
    static List<String> list(List<String> names) {
        List<String> kept = new ArrayList<>();
        int length = 0;
        for (String name : names) {
            String one = text(name.replace(',', UNKNOWN), MSP_ID);
            length += one.length() + 1;
            if (length <= LIST) {
                kept.add(one);
            }
        }
        return kept;
    }
}
