package org.stemma.contracts.usage;

import java.time.Instant;
import java.util.Optional;
import org.stemma.api.Digest;
import org.stemma.api.Refused;
import org.stemma.api.kernel.Charter;
import org.stemma.api.license.Terms;
import org.stemma.api.usage.UsageCommand;
import org.stemma.api.usage.UsageLine;
import org.stemma.api.usage.UsageRefusal;
import org.stemma.api.usage.UsageReport;

/** The law of reports. */
final class UsageRules {
    private static final long MAX_UNITS = 1L << 50;

    private UsageRules() {}

    /** Refuses a report whose shape is out of bounds or whose request id is not its own. */
    static void mustBeWellFormed(UsageCommand.Report report) {
        int lines = report.lines().size();
        Refused.unless(
                lines >= 1 && lines <= UsageLine.MAX_LINES,
                UsageRefusal.LINES_OUT_OF_BOUNDS,
                "asked",
                lines,
                "allowed",
                UsageLine.MAX_LINES);
        // The sequence is a part of the report's key, where numbers are not negative.
        boolean named = report.sequence() >= 0
                && report.request().equals(UsageCommand.Report.requestId(report.meter(), report.sequence()));
        Refused.unless(
                named,
                UsageRefusal.REQUEST_MISNAMED,
                "request",
                report.request(),
                "expected",
                report.meter() + "." + report.sequence());
        report.lines().forEach(UsageRules::mustBeCounted);
    }

    private static void mustBeCounted(UsageLine line) {
        Refused.unless(
                line.units() > 0 && line.units() <= MAX_UNITS && line.events() > 0 && line.events() <= line.units(),
                UsageRefusal.UNITS_INVALID,
                "units",
                line.units(),
                "events",
                line.events());
    }

    /** Whether a report is the same again; another one under its sequence is refused. */
    static boolean isRepeat(UsageCommand.Report report, Optional<UsageReport> accepted) {
        accepted.ifPresent(earlier -> Refused.unless(
                earlier.command().equals(report.digest()),
                UsageRefusal.SEQUENCE_USED,
                "meter",
                report.meter(),
                "sequence",
                report.sequence()));
        return accepted.isPresent();
    }

    /** The period of a line's usage, which is neither ahead of the ledger nor older than the window. */
    static long periodOf(UsageLine line, Charter charter, Instant now, long period) {
        long first = charter.periodOf(charter.epochOf(line.from()));
        long last = charter.periodOf(charter.epochOf(line.until()));
        Refused.unless(
                !line.until().isBefore(line.from())
                        && first == last
                        && !line.until().isAfter(now),
                UsageRefusal.TIMES_INVALID,
                "from",
                line.from(),
                "until",
                line.until(),
                "now",
                now);
        long oldest = period - charter.rulesFor(period).usageWindowPeriods();
        Refused.unless(first >= oldest, UsageRefusal.TOO_OLD, "period", first, "oldest", oldest);
        return first;
    }

    /** The price by which usage is charged. */
    static Terms.Price.PerUnit priceOf(Digest terms, Terms.Price price) {
        if (price instanceof Terms.Price.PerUnit metered) {
            return metered;
        }
        throw Refused.because(UsageRefusal.NOT_METERED, "terms", terms);
    }
}
