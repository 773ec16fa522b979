package org.stemma.gateway.serving;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.stemma.api.GrantId;
import org.stemma.api.usage.UsageLine;
import org.stemma.api.usage.UsageReport;

/**
 * A report under its sequence until the ledger has accepted it. The ledger accepts a sequence once, so whatever subset of
 * the lines is sent under it, and however often, at most one of the tries takes effect: lines go to another sequence only
 * after this one is taken.
 */
record Slot(long sequence, List<Line> lines) {
    Slot {
        lines = List.copyOf(lines);
    }

    enum State {
        /** In the report as it is to be sent next. */
        SENDING,
        /** Left out for now, to find the line that is refused. */
        WAITING,
        /** Refused by the ledger; sent no more. */
        ASIDE,
        /** On the ledger. */
        REPORTED,
        /** Free to go into a later report. */
        RETURNED
    }

    /** Usage under one grant in one period. */
    record Line(
            GrantId grant,
            long period,
            long events,
            long units,
            Instant first,
            Instant last,
            State state,
            Optional<String> reason) {
        Line in(State next) {
            return new Line(grant, period, events, units, first, last, next, reason);
        }

        Line aside(String code) {
            return new Line(grant, period, events, units, first, last, State.ASIDE, Optional.of(code));
        }

        Line returned(String code) {
            return new Line(grant, period, events, units, first, last, State.RETURNED, Optional.of(code));
        }

        UsageLine usage() {
            return new UsageLine(grant, events, units, first, last);
        }

        boolean is(UsageReport.Charged charged) {
            return grant.equals(charged.grant())
                    && period == charged.usagePeriod()
                    && events == charged.events()
                    && units == charged.units();
        }
    }

    List<Line> in(State state) {
        return lines.stream().filter(line -> line.state() == state).toList();
    }

    List<UsageLine> sending() {
        return in(State.SENDING).stream().map(Line::usage).toList();
    }

    /** Sets a refused line aside; all others are sent. */
    Slot without(Line refused, String code) {
        return with(line -> line.equals(refused) ? line.aside(code) : resumed(line));
    }

    /** Frees a line, of which a part was refused, for a later report; all others are sent. */
    Slot freeing(Line refused, String code) {
        return with(line -> line.equals(refused) ? line.returned(code) : resumed(line));
    }

    private static Line resumed(Line line) {
        return line.state() == State.WAITING ? line.in(State.SENDING) : line;
    }

    /** Sends only the first half of what was sent. */
    Slot halved() {
        List<Line> sending = in(State.SENDING);
        List<Line> kept = sending.subList(0, (sending.size() + 1) / 2);
        return with(line -> line.state() == State.SENDING && !kept.contains(line) ? line.in(State.WAITING) : line);
    }

    /** The sequence is taken by what was sent: the rest is free again. */
    Slot accepted() {
        return with(line -> switch (line.state()) {
            case SENDING -> line.in(State.REPORTED);
            case WAITING -> line.in(State.RETURNED);
            default -> line;
        });
    }

    /** The sequence is taken by an earlier try; absent if the ledger's record is not of this slot at all. */
    Optional<Slot> acceptedAs(UsageReport report) {
        boolean ours =
                report.lines().stream().allMatch(charged -> lines.stream().anyMatch(line -> line.is(charged)));
        if (!ours) {
            return Optional.empty();
        }
        return Optional.of(with(line -> {
            if (report.lines().stream().anyMatch(line::is)) {
                return line.in(State.REPORTED);
            }
            return line.state() == State.ASIDE ? line : line.in(State.RETURNED);
        }));
    }

    /** The sequence is taken by somebody else's report, so no try of ours can take effect any more. */
    Slot returned() {
        return with(line -> line.in(State.RETURNED));
    }

    private Slot with(UnaryOperator<Line> change) {
        List<Line> changed = new ArrayList<>(lines);
        changed.replaceAll(change);
        return new Slot(sequence, changed);
    }
}
