package org.stemma.gateway.serving;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.stemma.api.AssetId;
import org.stemma.api.GrantId;
import org.stemma.api.MeterId;
import org.stemma.api.license.Authorization;
import org.stemma.api.license.Terms;

/**
 * What may still be used under each grant: what the ledger allows, less what this gateway has used or is using and the
 * ledger has not been told. So calls that run at once never exceed quota or funds together.
 */
final class Allowances {
    /** Asks the ledger; a refusal is thrown. */
    @FunctionalInterface
    interface Authority {
        Authorization authorize(Authorization.Question question);
    }

    /** Waits until the reports of a grant that are on their way have arrived. Returns whether there were any. */
    @FunctionalInterface
    interface Reports {
        boolean awaitArrival(GrantId grant);
    }

    /** What is to be done: all but the number of units. */
    record Wish(GrantId grant, AssetId asset, MeterId meter, Terms.Purpose purpose) {
        Authorization.Question question(long units) {
            return new Authorization.Question(grant, asset, meter, Terms.Action.INFER, purpose, units);
        }
    }

    private final Authority authority;
    private final Reports reports;
    private final Clock clock;
    private final Duration cachedFor;
    private final Map<GrantId, Allowance> allowances = new ConcurrentHashMap<>();

    /** Begins with the units that the meter's log holds and the ledger does not know. */
    Allowances(Authority authority, Reports reports, Clock clock, Duration cachedFor, Map<GrantId, Long> unreported) {
        this.authority = authority;
        this.reports = reports;
        this.clock = clock;
        this.cachedFor = cachedFor;
        unreported.forEach((grant, units) -> allowances.put(grant, new Allowance(units)));
    }

    /** Units that are set apart for a call. What it does not use is given back when it is closed. */
    static final class Reservation implements AutoCloseable {
        private final Allowance allowance;
        private final Authorization authorization;
        private final long reserved;
        private long used;

        private Reservation(Allowance allowance, Authorization authorization, long reserved) {
            this.allowance = allowance;
            this.authorization = authorization;
            this.reserved = reserved;
        }

        Authorization authorization() {
            return authorization;
        }

        /** The units are in the meter's log now. */
        void used(long units) {
            if (units < 0 || units > reserved) {
                throw new IllegalArgumentException("used " + units + " of " + reserved + " reserved units");
            }
            used = units;
        }

        @Override
        public void close() {
            allowance.release(reserved - used);
        }
    }

    /**
     * Sets units apart for a call.
     *
     * @throws RuntimeException the ledger's refusal, or the same in its words if what is unreported makes the difference
     */
    Reservation reserve(Wish wish, long units) {
        Allowance allowance = allowances.computeIfAbsent(wish.grant(), grant -> new Allowance(0));
        Optional<Authorization> known = allowance.reserveCached(wish, units, clock.instant());
        return new Reservation(allowance, known.orElseGet(() -> askAndReserve(allowance, wish, units)), units);
    }

    private Authorization askAndReserve(Allowance allowance, Wish wish, long units) {
        // One asks for all who wait: after the first, the others find a fresh answer.
        synchronized (allowance.asking) {
            while (true) {
                Optional<Authorization> known = allowance.reserveCached(wish, units, clock.instant());
                if (known.isPresent()) {
                    return known.get();
                }
                long arrivals = allowance.arrivals();
                Authorization answer = authority.authorize(wish.question(units));
                allowance.keep(wish, answer, clock.instant().plus(cachedFor), arrivals);
                if (allowance.reserve(answer, units, arrivals)) {
                    return answer;
                }
                // A report that arrived meanwhile, or is about to, may count twice: then the answer is asked for again.
                if (!reports.awaitArrival(wish.grant()) && allowance.arrivals() == arrivals) {
                    throw allowance.refusal(answer, units);
                }
            }
        }
    }

    /** A report was accepted: the ledger knows of these units now. */
    void reported(GrantId grant, long units) {
        allowances.computeIfAbsent(grant, absent -> new Allowance(0)).arrived(units);
    }

    /** Units that the ledger does not know of, used or being used. */
    long outstanding(GrantId grant) {
        Allowance allowance = allowances.get(grant);
        return allowance == null ? 0 : allowance.outstanding();
    }
}
