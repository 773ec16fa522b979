package org.stemma.gateway.serving;

import java.math.BigInteger;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import org.stemma.api.LruMap;
import org.stemma.api.Money;
import org.stemma.api.Refused;
import org.stemma.api.license.Authorization;
import org.stemma.api.license.LicenseRefusal;
import org.stemma.api.license.Terms;

/** What is left of one grant, as far as this gateway knows. Guarded by its own monitor; nothing in it waits. */
final class Allowance {
    /** Wishes of which an answer is kept: few grants are used for more than one purpose. */
    private static final int MOST_WISHES = 8;

    private final Map<Allowances.Wish, Answer> known = new LruMap<>(MOST_WISHES);
    private long outstanding;
    private long news;

    /**
     * What the ledger said, or why it said nothing.
     *
     * @param validFrom the grant's beginning
     * @param asOf the news that had been heard when it was asked
     * @param asked when it was
     * @param until when it is asked again, whatever happens
     */
    record Answer(
            Optional<Authorization> allowed,
            Optional<RuntimeException> failure,
            Instant validFrom,
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

    /** Sets units apart under an answer that still holds. Returns when their use takes place; nothing if they can't be. */
    synchronized Optional<Instant> reserve(Answer answer, long units, Instant now) {
        Instant at = answer.at(now);
        if (isOver(answer) || answer.hasEnded(at) || !covers(answer.authorization(), units)) {
            return Optional.empty();
        }
        outstanding += units;
        return Optional.of(at);
    }

    synchronized void release(long units) {
        outstanding -= units;
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
    }

    private boolean covers(Authorization answer, long units) {
        return quotaCovers(answer, units) && fundsCover(answer, units);
    }

    private boolean quotaCovers(Authorization answer, long units) {
        return answer.unitsLeft().map(left -> outstanding + units <= left).orElse(true);
    }

    private boolean fundsCover(Authorization answer, long units) {
        if (answer.price() instanceof Terms.Price.PerUnit price) {
            BigInteger funds =
                    BigInteger.valueOf(answer.funds().map(Money::nano).orElse(0L));
            return Charges.atMost(price, outstanding + units).compareTo(funds) <= 0;
        }
        return true;
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
        if (!quotaCovers(answer, units)) {
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
