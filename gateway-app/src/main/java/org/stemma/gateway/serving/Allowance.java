package org.stemma.gateway.serving;

import java.math.BigInteger;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stemma.api.Money;
import org.stemma.api.Refused;
import org.stemma.api.license.Authorization;
import org.stemma.api.license.LicenseRefusal;
import org.stemma.api.license.Terms;

/** What is left of one grant, as far as this gateway knows. Guarded by its own monitor; nothing in it waits. */
final class Allowance {
    /** Held by whoever asks the ledger. */
    final Object asking = new Object();

    private long outstanding;
    private long arrivals;
    private @Nullable Answer cached;

    private record Answer(Allowances.Wish wish, Authorization authorization, Instant until) {
        boolean serves(Allowances.Wish other, Instant now) {
            return wish.equals(other)
                    && now.isBefore(until)
                    && authorization.validUntil().map(now::isBefore).orElse(true);
        }
    }

    Allowance(long outstanding) {
        this.outstanding = outstanding;
    }

    /** How many reports of the grant were accepted: an answer that is older than the last one counts units twice. */
    synchronized long arrivals() {
        return arrivals;
    }

    synchronized long outstanding() {
        return outstanding;
    }

    synchronized Optional<Authorization> reserveCached(Allowances.Wish wish, long units, Instant now) {
        if (cached != null && cached.serves(wish, now) && covers(cached.authorization(), units)) {
            outstanding += units;
            return Optional.of(cached.authorization());
        }
        return Optional.empty();
    }

    /** Remembers an answer, unless a report was accepted since it was asked for. */
    synchronized void keep(Allowances.Wish wish, Authorization answer, Instant until, long asOfArrivals) {
        if (arrivals == asOfArrivals) {
            cached = new Answer(wish, answer, until);
        }
    }

    synchronized boolean reserve(Authorization answer, long units, long asOfArrivals) {
        if (arrivals != asOfArrivals || !covers(answer, units)) {
            return false;
        }
        outstanding += units;
        return true;
    }

    synchronized void release(long units) {
        outstanding -= units;
    }

    synchronized void arrived(long units) {
        outstanding -= units;
        arrivals++;
        cached = null;
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

    synchronized Refused refusal(Authorization answer, long units) {
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
