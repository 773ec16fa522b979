package org.stemma.gateway.serving;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.stemma.api.AssetId;
import org.stemma.api.Digest;
import org.stemma.api.GrantId;
import org.stemma.api.MeterId;
import org.stemma.api.Refused;
import org.stemma.api.kernel.Charter;
import org.stemma.api.license.Authorization;
import org.stemma.api.license.Terms;

/**
 * Uses under grants, whatever the door they come by: begun when the grant allows them, run, and ended by being counted,
 * durably, before the answer is complete. A door opens a {@link Session} for each.
 */
final class Uses {
    /**
     * How uses are bounded.
     *
     * @param running how many run an upstream at once
     * @param waitFor how long one waits for its turn
     */
    record Limits(int running, Duration waitFor) {}

    private final Allowances allowances;
    private final MeterLog log;
    private final Supplier<MeterId> meter;
    private final Supplier<Charter> charter;
    private final Limits limits;
    private final Consumer<Use> counted;
    private final Semaphore turns;

    /** @param counted hears of each use once it is in the log */
    Uses(
            Allowances allowances,
            MeterLog log,
            Supplier<MeterId> meter,
            Supplier<Charter> charter,
            Limits limits,
            Consumer<Use> counted) {
        this.allowances = allowances;
        this.log = log;
        this.meter = meter;
        this.charter = charter;
        this.limits = limits;
        this.counted = counted;
        turns = new Semaphore(limits.running(), true);
    }

    /** The longest that a call waits for its turn, or for another that does the same. */
    Duration patience() {
        return limits.waitFor();
    }

    /**
     * Begins a use of at most so many units.
     *
     * @throws RuntimeException the ledger's refusal, or the gateway's where what is unreported makes the difference
     */
    Session begin(GrantId grant, AssetId asset, Terms.Purpose purpose, long most) {
        Allowances.Reservation reservation =
                allowances.reserve(new Allowances.Wish(grant, asset, meter.get(), purpose), most);
        try {
            requireBytes(reservation.authorization());
        } catch (Refused e) {
            reservation.close();
            throw e;
        }
        return new Session(reservation);
    }

    private static void requireBytes(Authorization authorization) {
        if (authorization.price() instanceof Terms.Price.PerUnit price) {
            Refused.unless(
                    price.unit() == Terms.Unit.OUTPUT_BYTE,
                    ServingRefusal.UNIT_NOT_METERED,
                    "grant",
                    authorization.grant());
        }
    }

    /** One use. What it does not end gives its units back when it is closed. */
    final class Session implements AutoCloseable {
        private final Allowances.Reservation reservation;

        private Session(Allowances.Reservation reservation) {
            this.reservation = reservation;
        }

        Authorization authorization() {
            return reservation.authorization();
        }

        /**
         * Lets an upstream answer, once it is this session's turn.
         *
         * @throws Refused {@code gateway.busy} if others had all turns for too long
         */
        void run(Upstream upstream, byte[] prompt, long seed, Upstream.Sink sink) {
            Refused.unless(turn(), ServingRefusal.BUSY, "running", limits.running());
            try {
                upstream.answer(prompt, Math.toIntExact(reservation.most()), seed, sink);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } finally {
                turns.release();
            }
        }

        /**
         * Counts what was used. Returns once it would survive the end of this process, with the answer for whoever asks the
         * same again.
         *
         * @param output digest of what was answered
         */
        Use end(long units, Digest output, Use.End why, Optional<Remembered> answer) {
            Authorization authorization = reservation.authorization();
            Charter calendar = charter.get();
            Use use = new Use(
                    authorization.grant(),
                    authorization.asset(),
                    authorization.version(),
                    units,
                    reservation.at(),
                    calendar.periodOf(calendar.epochOf(reservation.at())),
                    units > 0 && authorization.price() instanceof Terms.Price.PerUnit,
                    output,
                    why);
            log.append(use, answer, () -> reservation.used(units));
            counted.accept(use);
            return use;
        }

        @Override
        public void close() {
            reservation.close();
        }
    }

    private boolean turn() {
        try {
            return turns.tryAcquire(limits.waitFor().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
