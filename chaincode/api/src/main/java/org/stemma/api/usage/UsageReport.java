package org.stemma.api.usage;

import java.time.Instant;
import java.util.List;
import org.stemma.api.Digest;
import org.stemma.api.GrantId;
import org.stemma.api.Made;
import org.stemma.api.MeterId;
import org.stemma.api.Money;

/** A meter's report as it was accepted: what was used and what it was charged. Once per meter and sequence. */
public record UsageReport(MeterId meter, long sequence, List<Charged> lines, Instant at, Digest command)
        implements Made {
    /** A line of a report, its charge, and the part of it that could not be paid. */
    public record Charged(GrantId grant, long usagePeriod, long events, long units, Money charge, Money owed) {}
}
