package org.stemma.gateway.serving;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.stemma.api.license.LicenseRefusal;
import org.stemma.api.usage.UsageRefusal;
import org.stemma.gateway.ledger.LedgerRefused;

/**
 * What becomes of a line that the ledger refuses, judged by the refusal's code and facts.
 *
 * @param from what took place before this is set aside
 * @param until what took place then or later is set aside
 */
record Verdict(Fate fate, Instant from, Instant until) {
    /** Refusals of what a line says. With any other, the report itself could not be judged and is sent again later. */
    private static final List<String> OF_LINES = List.of("usage.", "license.", "account.", "asset.", "kernel.overflow");

    private static final List<String> OF_REPORTS = List.of(
            UsageRefusal.SIGNATURE_INVALID.code(),
            UsageRefusal.REQUEST_MISNAMED.code(),
            UsageRefusal.LINES_OUT_OF_BOUNDS.code());

    enum Fate {
        /** Nothing that time or another cut would heal: for somebody to look at. */
        ASIDE,
        /** A part of it took place while the grant was in force: that part is reported again. */
        TRIMMED,
        /** Its events belong to several periods, by the ledger's present calendar: it is parted by that. */
        PARTED,
        /** Its end is ahead of the ledger's time: it is good once that is past. */
        LATER
    }

    /** Whether a line is refused, and not the report. */
    static boolean isOfLine(LedgerRefused refusal) {
        return OF_LINES.stream().anyMatch(refusal.code()::startsWith) && !OF_REPORTS.contains(refusal.code());
    }

    /** @param periodOf the period of a time, by the ledger's calendar as it is now */
    static Verdict of(LedgerRefused refusal, Slot.Line line, ToLongFunction<Instant> periodOf) {
        if (refusal.code().equals(UsageRefusal.TIMES_INVALID.code())) {
            return ofTimes(refusal, line, periodOf);
        }
        if (refusal.code().equals(LicenseRefusal.EXPIRED.code())
                || refusal.code().equals(LicenseRefusal.GRANT_CLOSED.code())) {
            return inForce(refusal, line);
        }
        return whole(Fate.ASIDE);
    }

    private static Verdict whole(Fate fate) {
        return new Verdict(fate, Instant.MIN, Instant.MAX);
    }

    private static Verdict ofTimes(LedgerRefused refusal, Slot.Line line, ToLongFunction<Instant> periodOf) {
        if (line.last().isAfter(time(refusal, "now").orElse(Instant.MAX))) {
            return whole(Fate.LATER);
        }
        long first = periodOf.applyAsLong(line.first());
        boolean one = first == line.period() && first == periodOf.applyAsLong(line.last());
        return whole(one ? Fate.ASIDE : Fate.PARTED);
    }

    private static Verdict inForce(LedgerRefused refusal, Slot.Line line) {
        Instant from = time(refusal, "validFrom").orElse(Instant.MIN);
        Instant until = time(refusal, "payableUntil")
                .or(() -> time(refusal, "closedAt"))
                .or(() -> time(refusal, "validUntil"))
                .orElse(Instant.MAX);
        boolean within = !line.last().isBefore(from) && line.first().isBefore(until);
        boolean beyond = line.first().isBefore(from) || !line.last().isBefore(until);
        // Only if that parts the line: else it would come back as it was.
        return within && beyond ? new Verdict(Fate.TRIMMED, from, until) : whole(Fate.ASIDE);
    }

    private static Optional<Instant> time(LedgerRefused refusal, String fact) {
        try {
            return Optional.ofNullable(refusal.facts().get(fact))
                    .filter(text -> !text.isEmpty())
                    .map(Instant::parse);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
