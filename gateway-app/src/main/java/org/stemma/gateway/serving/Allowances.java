package org.stemma.gateway.serving;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.stemma.api.AssetId;
import org.stemma.api.GrantId;
import org.stemma.api.MeterId;
import org.stemma.api.license.Authorization;
import org.stemma.api.license.Terms;

/**
 * What may still be used under each grant: what the ledger allows, less what this gateway has used or is using and the
 * ledger has not been told. So calls that run at once never exceed quota or funds together. The ledger is asked by one for
 * all who wait; what it said holds until it is old, or until a block changes it.
 */
final class Allowances {
    /** How long a failure is told to all who ask, and how old an answer may be by which a call is refused. */
    static final Duration REFUSED_FOR = Duration.ofSeconds(1);

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
        /** Of a single unit: whether more are left is told by the answer, and the same for all who ask. */
        Authorization.Question question() {
            return new Authorization.Question(grant, asset, meter, Terms.Action.INFER, purpose, 1);
        }
    }

    /**
     * How long is waited.
     *
     * @param cachedFor how long an answer holds if no block ends it
     * @param patience how long a call waits for another that asks the ledger
     */
    record Times(Duration cachedFor, Duration patience) {}

    private final Authority authority;
    private final Function<GrantId, Instant> validFrom;
    private final Reports reports;
    private final Clock clock;
    private final Times times;
    private final Map<GrantId, Allowance> allowances = new ConcurrentHashMap<>();
    private final OneAtATime<Wish, Allowance.Answer> asking = new OneAtATime<>();

    /**
     * Begins with the units that the meter's log holds and the ledger does not know.
     *
     * @param validFrom when a grant begins
     */
    Allowances(
            Authority authority,
            Function<GrantId, Instant> validFrom,
            Reports reports,
            Clock clock,
            Times times,
            Map<GrantId, Long> unreported) {
        this.authority = authority;
        this.validFrom = validFrom;
        this.reports = reports;
        this.clock = clock;
        this.times = times;
        unreported.forEach((grant, units) -> allowances.put(grant, new Allowance(units)));
    }

    /** Units that are set apart for a call. What it does not use is given back when it is closed. */
    static final class Reservation implements AutoCloseable {
        private final Allowance allowance;
        private final Authorization authorization;
        private final long most;
        private final Instant at;
        private long used;

        private Reservation(Allowance allowance, Authorization authorization, long most, Instant at) {
            this.allowance = allowance;
            this.authorization = authorization;
            this.most = most;
            this.at = at;
        }

        Authorization authorization() {
            return authorization;
        }

        long most() {
            return most;
        }

        /** When the use takes place: now that it is allowed, in whole milliseconds. */
        Instant at() {
            return at;
        }

        /** The units may be in the meter's log now. */
        void used(long units) {
            if (units < 0 || units > most) {
                throw new IllegalArgumentException("used " + units + " of " + most + " reserved units");
            }
            used = units;
        }

        @Override
        public void close() {
            allowance.release(most - used);
        }
    }

    /**
     * Sets units apart for a call.
     *
     * @throws RuntimeException the ledger's refusal, or the same in its words if what is unreported makes the difference
     */
    Reservation reserve(Wish wish, long units) {
        Allowance allowance = of(wish.grant());
        while (true) {
            Allowance.Answer answer = answer(allowance, wish);
            Authorization authorization = answer.authorization();
            Instant now = clock.instant();
            Optional<Instant> at = allowance.reserve(answer, units, now);
            if (at.isPresent()) {
                return new Reservation(allowance, authorization, units, at.get());
            }
            // What arrived meanwhile, or is about to, may count twice: then the answer is asked for again.
            if (!allowance.isOver(answer) && !reports.awaitArrival(wish.grant()) && !allowance.isOver(answer)) {
                if (!isOld(answer, now)) {
                    throw allowance.refusal(answer, units, now);
                }
                allowance.forget(wish, answer);
            }
        }
    }

    private static boolean isOld(Allowance.Answer answer, Instant now) {
        return !now.isBefore(answer.asked().plus(REFUSED_FOR));
    }

    private Allowance of(GrantId grant) {
        return allowances.computeIfAbsent(grant, absent -> new Allowance(0));
    }

    private Allowance.Answer answer(Allowance allowance, Wish wish) {
        return allowance
                .known(wish, clock.instant())
                .orElseGet(() -> asking.of(wish, times.patience(), () -> ask(allowance, wish)));
    }

    private Allowance.Answer ask(Allowance allowance, Wish wish) {
        Instant asked = clock.instant();
        Optional<Allowance.Answer> meanwhile = allowance.known(wish, asked);
        if (meanwhile.isPresent()) {
            return meanwhile.get();
        }
        long news = allowance.news();
        Allowance.Answer answer;
        try {
            Authorization allowed = authority.authorize(wish.question());
            answer = new Allowance.Answer(
                    Optional.of(allowed),
                    Optional.empty(),
                    validFrom.apply(wish.grant()),
                    news,
                    asked,
                    clock.instant().plus(times.cachedFor()));
        } catch (RuntimeException e) {
            Instant until = clock.instant().plus(REFUSED_FOR);
            answer = new Allowance.Answer(Optional.empty(), Optional.of(e), Instant.MIN, news, asked, until);
        }
        allowance.keep(wish, answer);
        return answer;
    }

    /** A report was accepted: the ledger knows of these units now. */
    void reported(GrantId grant, long units) {
        of(grant).reported(units);
    }

    /** A block changed what the ledger says of a grant. */
    void changed(GrantId grant) {
        Allowance allowance = allowances.get(grant);
        if (allowance != null) {
            allowance.changed();
        }
    }

    /** A block changed what the ledger says of any grant. */
    void changed() {
        allowances.values().forEach(Allowance::changed);
    }

    /** Units that the ledger does not know of, used or being used. */
    long outstanding(GrantId grant) {
        Allowance allowance = allowances.get(grant);
        return allowance == null ? 0 : allowance.outstanding();
    }
}
