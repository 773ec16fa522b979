package org.stemma.gateway.serving;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.stemma.api.LruMap;
import org.stemma.api.Money;
import org.stemma.api.Refused;
import org.stemma.api.account.Lane;
import org.stemma.api.license.Authorization;
import org.stemma.api.license.LicenseRefusal;

/** What is left of one grant, as far as this gateway knows. Guarded by its own monitor; nothing in it waits. */
final class Allowance {
    /** Wishes of which an answer is kept: few grants are used for more than one purpose. */
    private static final int MOST_WISHES = 8;

    private final Map<Allowances.Wish, Answer> known = new LruMap<>(MOST_WISHES);
    private long outstanding;
    /** Of those outstanding, what is set apart for calls that have not ended. */
    private long running;

    private long news;
    private long moves;

    /**
     * What the ledger said, or why it said nothing.
     *
     * @param validFrom the grant's beginning
     * @param lane the own meter's, if the grant has one
     * @param asOf the news that had been heard when it was asked
     * @param asked when it was
     * @param until when it is asked again, whatever happens
     */
    record Answer(
            Optional<Authorization> allowed,
            Optional<RuntimeException> failure,
            Instant validFrom,
            Optional<Lane> lane,
            long asOf,
            Instant asked,
            Instant until) {
        Authorization authorization() {
            failure.ifPresent(why -> {
                throw why;
            });
            return allowed.orElseThrow();
        }

        /** When a use that begins now takes place: not before the grant, which may be from a clock that is ahead. */
        Instant at(Instant now) {
            Instant at = now.truncatedTo(ChronoUnit.MILLIS);
            Instant first = validFrom.truncatedTo(ChronoUnit.MILLIS);
            Instant whole = first.isBefore(validFrom) ? first.plusMillis(1) : first;
            return at.isBefore(whole) ? whole : at;
        }

        /** What is served without asking anybody. */
        Bounds own() {
            return Bounds.of(authorization(), lane);
        }

        /** What could be, once the lane is filled. */
        Bounds all() {
            return Bounds.of(authorization());
        }

        boolean hasEnded(Instant at) {
            return authorization().validUntil().map(end -> !at.isBefore(end)).orElse(false);
        }
    }

    Allowance(long outstanding) {
        this.outstanding = outstanding;
    }

    /**
     * How often something was heard that changes what the ledger says: an answer that was asked for before the last time may
     * be wrong, and one from before a report was accepted counts its units twice.
     */
    synchronized long news() {
        return news;
    }

    synchronized long outstanding() {
        return outstanding;
    }

    synchronized Optional<Answer> known(Allowances.Wish wish, Instant now) {
        return Optional.ofNullable(known.get(wish)).filter(answer -> now.isBefore(answer.until()));
    }

    /** Remembers an answer, unless it is over already. */
    synchronized void keep(Allowances.Wish wish, Answer answer) {
        if (!isOver(answer)) {
            known.put(wish, answer);
        }
    }

    synchronized void forget(Allowances.Wish wish, Answer answer) {
        known.remove(wish, answer);
    }

    synchronized boolean isOver(Answer answer) {
        return answer.asOf() != news;
    }

    /** Sets units of the lane apart under an answer that still holds. Returns when their use takes place; nothing if not. */
    synchronized Optional<Instant> reserve(Answer answer, long units, Instant now) {
        return holds(answer, now) && covers(answer.own(), answer, units)
                ? Optional.of(take(answer, units, now))
                : Optional.empty();
    }

    /**
     * Sets units apart that the lane does not hold and the purse does, for one call alone: its report fills the lane. So what
     * others can do to the purse meanwhile concerns a single call.
     *
     * @param before the moves before it was seen that no usage waits for a report: none may have ended since
     */
    synchronized Optional<Instant> reserveAlone(Answer answer, long units, Instant now, long before) {
        return holds(answer, now) && running == 0 && moves == before && covers(answer.all(), answer, units)
                ? Optional.of(take(answer, units, now))
                : Optional.empty();
    }

    private boolean holds(Answer answer, Instant now) {
        return !isOver(answer) && !answer.hasEnded(answer.at(now));
    }

    private Instant take(Answer answer, long units, Instant now) {
        outstanding += units;
        running += units;
        return answer.at(now);
    }

    /** Whether the lane holds too little, and the purse enough. */
    synchronized boolean wantsFill(Answer answer, long units, Instant now) {
        return holds(answer, now) && !covers(answer.own(), answer, units) && covers(answer.all(), answer, units);
    }

    /** Whether more than half of the lane is used, and the purse has something to fill it with. */
    synchronized boolean isLow(Answer answer) {
        return !covers(answer.own(), answer, outstanding) && !answer.own().equals(answer.all());
    }

    /** A call has ended: of what was set apart for it this much was not used. */
    synchronized void release(long reserved, long unused) {
        running -= reserved;
        outstanding -= unused;
        moved();
    }

    /** The ledger knows of these units now. */
    synchronized void reported(long units) {
        outstanding -= units;
        changed();
    }

    /** The ledger may say something else now. */
    synchronized void changed() {
        news++;
        known.clear();
        moved();
    }

    private void moved() {
        moves++;
        notifyAll();
    }

    /** How often units were given back or reported, or something was heard. */
    synchronized long moves() {
        return moves;
    }

    /** Waits for the next of these; not longer than until a time. */
    synchronized void awaitMove(long before, Duration atMost) {
        long end = System.nanoTime() + atMost.toNanos();
        try {
            for (long left = atMost.toNanos(); moves == before && left > 0; left = end - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean covers(Bounds bounds, Answer answer, long units) {
        return bounds.cover(answer.authorization().price(), outstanding + units);
    }

    synchronized Refused refusal(Answer last, long units, Instant now) {
        Authorization answer = last.authorization();
        if (last.hasEnded(last.at(now))) {
            return Refused.because(
                    LicenseRefusal.EXPIRED,
                    "grant",
                    answer.grant(),
                    "at",
                    last.at(now),
                    "validUntil",
                    answer.validUntil().map(Instant::toString).orElse(""));
        }
        if (!last.all().coverUnits(outstanding + units)) {
            return Refused.because(
                    LicenseRefusal.QUOTA_EXCEEDED,
                    "grant",
                    answer.grant(),
                    "asked",
                    units,
                    "left",
                    Math.max(0, answer.unitsLeft().orElse(0L) - outstanding),
                    "unreported",
                    outstanding);
        }
        return Refused.because(
                LicenseRefusal.FUNDS_EXHAUSTED,
                "grant",
                answer.grant(),
                "asked",
                units,
                "unreported",
                outstanding,
                "funds",
                answer.funds().map(Money::toString).orElse("0"));
    }
}
