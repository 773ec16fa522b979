package org.stemma.api.usage;

import java.time.Instant;
import org.stemma.api.GrantId;

/** What was used under one grant between two times of one period. */
public record UsageLine(GrantId grant, long events, long units, Instant from, Instant until) {
    /** The most lines of one report. */
    public static final int MAX_LINES = 200;
}
