package org.stemma.contracts.exactness.model;

import java.time.Instant;
import java.util.List;

/** Time and what touches money, as the charter's record says. */
record Parameters(long epochSeconds, List<Segment> calendar, List<Rules> rules) {
    record Segment(long fromEpoch, long firstPeriod, long epochsPerPeriod) {}

    record Rules(long fromPeriod, Rational treasuryFee, long usageWindow) {}

    static Parameters of(String charter) {
        Fields fields = Fields.of(charter);
        return new Parameters(
                fields.number("epochSeconds"),
                fields.objects("calendar").stream()
                        .map(one -> new Segment(
                                one.number("fromEpoch"), one.number("firstPeriod"), one.number("epochsPerPeriod")))
                        .toList(),
                fields.objects("rules").stream()
                        .map(one -> new Rules(
                                one.number("fromPeriod"),
                                Rational.ppm(one.number("treasuryFee")),
                                one.number("usageWindowPeriods")))
                        .toList());
    }

    long epoch(Instant time) {
        return Math.floorDiv(time.getEpochSecond(), epochSeconds);
    }

    /** A later segment replaces the earlier ones from its first epoch on. */
    long period(Instant time) {
        long epoch = epoch(time);
        Segment current = calendar.get(0);
        for (Segment segment : calendar) {
            if (segment.fromEpoch() <= epoch) {
                current = segment;
            }
        }
        return current.firstPeriod() + (epoch - current.fromEpoch()) / current.epochsPerPeriod();
    }

    Rules rulesOf(long period) {
        Rules current = rules.get(0);
        for (Rules one : rules) {
            if (one.fromPeriod() <= period) {
                current = one;
            }
        }
        return current;
    }
}
