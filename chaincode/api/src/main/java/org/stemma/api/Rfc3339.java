package org.stemma.api;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.regex.Pattern;

/** Times as RFC 3339, section 5.6, writes them: any offset, any fraction down to nanoseconds, years 0000 to 9999. */
public final class Rfc3339 {
    private static final Pattern FORM = Pattern.compile(
            "[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?([Zz]|[+-][0-9]{2}:[0-9]{2})");
    private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");

    private Rfc3339() {}

    /** The time that the text means. A leap second, which no {@link Instant} can be, is refused. */
    public static Instant parse(String text) {
        if (FORM.matcher(text).matches()) {
            try {
                Instant time = OffsetDateTime.parse(upper(text)).toInstant();
                if (!time.isBefore(FIRST) && !time.isAfter(LAST)) {
                    return time;
                }
            } catch (DateTimeException e) {
                // Said below: a month of 13, an hour of 25, an offset of 19 hours.
            }
        }
        throw MalformedException.of(
                text,
                "a time of RFC 3339 such as 2026-01-31T12:00:00Z or 2026-01-31T13:00:00.5+01:00, of the years 0000 to 9999,"
                        + " is expected");
    }

    private static String upper(String text) {
        return text.replace('t', 'T').replace(' ', 'T').replace('z', 'Z');
    }
}
