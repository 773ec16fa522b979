package org.stemma.gateway.serving;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.stemma.api.AssetId;
import org.stemma.api.GrantId;
import org.stemma.api.MeterId;
import org.stemma.api.Refused;
import org.stemma.api.account.Lane;
import org.stemma.api.license.Authorization;
import org.stemma.api.license.Terms;

/**
 * What may still be used under each grant: what the own meter's lane holds, less what this gateway has used or is using and
 * the ledger has not been told. So calls that run at once never exceed quota or funds together, nor do several gateways. A
 * lane that runs low is filled from the purse by the meter's report. The ledger is asked by one for
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

    /** What the books have of a grant. */
    interface Books {
        /** When it begins. */
        Instant validFrom(GrantId grant);

        /** A meter's lane, with all reports of that were accepted here. */
        Optional<Lane> lane(GrantId grant, MeterId meter);
    }

    /** Reports, by which lanes are filled. */
    interface Reports {
        /** Waits until the reports of a grant that are on their way have arrived. Returns whether there were any. */
        boolean awaitArrival(GrantId grant);

        /** Whether usage under a grant waits for a report. */
        boolean isWaiting(GrantId grant);

        /** Reports now what waits, and returns when it is decided: whether anything was accepted. */
        boolean report();

        /** Lets a report be made soon; nobody waits for it. */
        void reportSoon();
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
     * @param patience how long a call waits for another that asks the ledger, or for its lane to be filled
     */
    record Times(Duration cachedFor, Duration patience) {}

    private final Authority authority;
    private final Books books;
    private final Reports reports;
    private final Clock clock;
    private final Times times;
    private final Map<GrantId, Allowance> allowances = new ConcurrentHashMap<>();
    private final OneAtATime<Wish, Allowance.Answer> asking = new OneAtATime<>();

    /** Begins with the units that the meter's log holds and the ledger does not know. */
    Allowances(
            Authority authority,
            Books books,
            Reports reports,
            Clock clock,
            Times times,
            Map<GrantId, Long> unreported) {
        this.authority = authority;
        this.books = books;
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
            allowance.release(most, most - used);
        }
    }

    /**
     * Sets units apart for a call.
     *
     * @throws RuntimeException the ledger's refusal, or the same in its words if what is unreported makes the difference
     */
    Reservation reserve(Wish wish, long units) {
        Allowance allowance = of(wish.grant());
        Instant patient = clock.instant().plus(times.patience());
        while (true) {
            long moves = allowance.moves();
            Allowance.Answer answer = answer(allowance, wish);
            Authorization authorization = answer.authorization();
            Instant now = clock.instant();
            Optional<Instant> at = allowance.reserve(answer, units, now);
            if (at.isEmpty() && allowance.wantsFill(answer, units, now)) {
                Refused.unless(now.isBefore(patient), ServingRefusal.BUSY, "grant", wish.grant());
                at = fill(allowance, answer, wish.grant(), units, moves, Duration.between(now, patient));
            } else if (at.isEmpty()) {
                mustBeAskedAgain(allowance, answer, wish, units, now);
            }
            if (at.isPresent()) {
                if (allowance.isLow(answer)) {
                    reports.reportSoon();
                }
                return new Reservation(allowance, authorization, units, at.get());
            }
        }
    }

    /**
     * The lane holds too little for a call, and the purse enough: what waits is reported, which fills the lane; or if nothing
     * does, the call goes alone.
     */
    private Optional<Instant> fill(
            Allowance allowance, Allowance.Answer answer, GrantId grant, long units, long moves, Duration atMost) {
        if (reports.isWaiting(grant)) {
            if (!reports.report()) {
                allowance.awaitMove(moves, atMost.compareTo(REFUSED_FOR) < 0 ? atMost : REFUSED_FOR);
            }
            return Optional.empty();
        }
        Optional<Instant> alone = allowance.reserveAlone(answer, units, clock.instant(), moves);
        if (alone.isEmpty()) {
            allowance.awaitMove(moves, atMost);
        }
        return alone;
    }

    /** Returns if the ledger may say something else now; or else throws why the call is refused. */
    private void mustBeAskedAgain(Allowance allowance, Allowance.Answer answer, Wish wish, long units, Instant now) {
        // What arrived meanwhile, or is about to, may count twice: then the answer is asked for again.
        if (allowance.isOver(answer) || reports.awaitArrival(wish.grant()) || allowance.isOver(answer)) {
            return;
        }
        if (!isOld(answer, now)) {
            throw allowance.refusal(answer, units, now);
        }
        allowance.forget(wish, answer);
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
                    books.validFrom(wish.grant()),
                    books.lane(wish.grant(), wish.meter()),
                    news,
                    asked,
                    clock.instant().plus(times.cachedFor()));
        } catch (RuntimeException e) {
            Instant until = clock.instant().plus(REFUSED_FOR);
            answer = new Allowance.Answer(
                    Optional.empty(), Optional.of(e), Instant.MIN, Optional.empty(), news, asked, until);
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
