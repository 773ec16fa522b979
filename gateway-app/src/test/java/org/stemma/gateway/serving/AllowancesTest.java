package org.stemma.gateway.serving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.stemma.api.GrantId;
import org.stemma.api.MeterId;
import org.stemma.api.Refused;
import org.stemma.api.account.Lane;
import org.stemma.api.license.Authorization;
import org.stemma.api.license.LicenseRefusal;
import org.stemma.api.license.Terms;
import org.stemma.gateway.ledger.LedgerRefused;
import org.stemma.gateway.ledger.LedgerUnavailable;

class AllowancesTest {
    private static final GrantId GRANT = new GrantId("grt_1");

    private final FakeLedger ledger = new FakeLedger();

    @Test
    void calls_at_once_never_exceed_the_quota_together() throws Exception {
        ledger.grant("grt_1", FakeLedger.perByte(1, 1), Optional.of(1000L), Long.MAX_VALUE);
        Allowances allowances = allowances(Map.of());

        List<Boolean> allowed = atOnce(50, () -> tryToReserve(allowances, 96));

        assertEquals(10, allowed.stream().filter(yes -> yes).count());
        assertEquals(960, allowances.outstanding(GRANT));
    }

    @Test
    void calls_at_once_never_exceed_the_funds_together() throws Exception {
        // 1000 bytes for 7 nano: 14 nano pay 2000 bytes, 20 calls of 96 are 1920.
        ledger.grant("grt_1", FakeLedger.perByte(7, 1000), Optional.empty(), 14);
        Allowances allowances = allowances(Map.of());

        List<Boolean> allowed = atOnce(50, () -> tryToReserve(allowances, 96));

        assertEquals(20, allowed.stream().filter(yes -> yes).count());
    }

    @Test
    void what_a_call_does_not_use_is_given_back() {
        ledger.grant("grt_1", FakeLedger.perByte(1, 1), Optional.of(100L), Long.MAX_VALUE);
        Allowances allowances = allowances(Map.of());

        try (Allowances.Reservation reservation = allowances.reserve(wish(), 100)) {
            reservation.used(30);
        }
        assertEquals(30, allowances.outstanding(GRANT));
        allowances.reserve(wish(), 70).close();

        assertEquals(30, allowances.outstanding(GRANT));
    }

    @Test
    void what_the_log_holds_and_the_ledger_does_not_know_counts_from_the_start() {
        ledger.grant("grt_1", FakeLedger.perByte(1, 1), Optional.of(100L), Long.MAX_VALUE);
        Allowances allowances = allowances(Map.of(GRANT, 60L));

        Refused refused = assertThrows(Refused.class, () -> allowances.reserve(wish(), 41));

        assertEquals(LicenseRefusal.QUOTA_EXCEEDED, refused.refusal());
        assertEquals("40", refused.facts().get("left"));
        allowances.reserve(wish(), 40).close();
    }

    @Test
    void funds_that_are_spent_and_not_reported_are_funds_exhausted() {
        ledger.grant("grt_1", FakeLedger.perByte(1, 1), Optional.empty(), 100);
        Allowances allowances = allowances(Map.of(GRANT, 60L));

        Refused refused = assertThrows(Refused.class, () -> allowances.reserve(wish(), 41));

        assertEquals(LicenseRefusal.FUNDS_EXHAUSTED, refused.refusal());
    }

    @Test
    void the_ledgers_own_refusal_is_passed_on() {
        ledger.grant("grt_1", FakeLedger.perByte(1, 1), Optional.of(0L), Long.MAX_VALUE);
        Allowances allowances = allowances(Map.of());

        LedgerRefused refused = assertThrows(LedgerRefused.class, () -> allowances.reserve(wish(), 11));

        assertEquals("license.quota_exceeded", refused.code());
        assertEquals(0, allowances.outstanding(GRANT));
    }

    @Test
    void an_answer_serves_the_calls_that_follow_and_not_another_purpose() {
        ledger.grant("grt_1", FakeLedger.perByte(1, 1), Optional.of(1000L), Long.MAX_VALUE);
        Allowances allowances = allowances(Map.of());

        for (int call = 0; call < 10; call++) {
            allowances.reserve(wish(), 10).close();
        }
        assertEquals(1, ledger.evaluations.get());

        Allowances.Wish academic =
                new Allowances.Wish(GRANT, FakeLedger.ASSET, FakeLedger.METER, Terms.Purpose.ACADEMIC);
        assertThrows(LedgerRefused.class, () -> allowances.reserve(academic, 10));
        assertEquals(2, ledger.evaluations.get());
    }

    @Test
    void a_grant_that_has_expired_by_the_own_clock_serves_nobody_however_fresh_the_answer() {
        FakeLedger.Lane lane = ledger.grant("grt_1", FakeLedger.perByte(1, 1), Optional.of(1000L), Long.MAX_VALUE);
        lane.validUntil = Optional.of(Clock.systemUTC().instant().minusMillis(1));
        Allowances allowances = allowances(Map.of());

        Refused refused = assertThrows(Refused.class, () -> allowances.reserve(wish(), 10));

        assertEquals(LicenseRefusal.EXPIRED, refused.refusal());
        assertEquals(0, allowances.outstanding(GRANT));
    }

    /** A buyer's clock may be ahead of this one, and the ledger knows less than milliseconds. */
    @Test
    void a_use_takes_place_when_it_is_allowed_and_not_before_its_grant() {
        ledger.grant("grt_1", FakeLedger.perByte(1, 1), Optional.of(1000L), Long.MAX_VALUE);
        Instant now = Clock.systemUTC().instant();
        Instant ahead = now.truncatedTo(ChronoUnit.MILLIS).plusSeconds(3).plusNanos(1);

        assertEquals(
                ahead.plusNanos(999_999),
                allowances(Map.of(), ahead).reserve(wish(), 1).at());
        Instant at = allowances(Map.of(), Instant.EPOCH).reserve(wish(), 1).at();
        assertTrue(!at.isBefore(now.truncatedTo(ChronoUnit.MILLIS)) && at.isBefore(ahead), "at " + at);
    }

    @Test
    void an_answer_ends_with_the_block_that_changes_it() {
        FakeLedger.Lane lane = ledger.grant("grt_1", FakeLedger.perByte(1, 1), Optional.of(1000L), Long.MAX_VALUE);
        Allowances allowances = allowances(Map.of());
        allowances.reserve(wish(), 10).close();
        lane.suspended = true;

        allowances.reserve(wish(), 10).close();
        allowances.changed(GRANT);

        assertThrows(LedgerRefused.class, () -> allowances.reserve(wish(), 10));
    }

    @Test
    void an_answer_that_was_asked_for_before_the_block_is_not_used_after_it() {
        FakeLedger.Lane lane = ledger.grant("grt_1", FakeLedger.perByte(1, 1), Optional.of(1000L), Long.MAX_VALUE);
        List<Allowances> known = new ArrayList<>();
        Allowances allowances = allowances(
                question -> {
                    Authorization before = ledger.authorize(question);
                    if (!lane.suspended) {
                        lane.suspended = true;
                        known.get(0).changed();
                    }
                    return before;
                },
                grant -> false,
                Instant.EPOCH,
                Map.of());
        known.add(allowances);

        assertThrows(LedgerRefused.class, () -> allowances.reserve(wish(), 10));
        assertEquals(0, allowances.outstanding(GRANT));
    }

    @Test
    void one_asks_a_ledger_that_hangs_for_all_and_its_failure_is_told_to_all_for_a_second() throws Exception {
        ledger.grant("grt_1", FakeLedger.perByte(1, 1), Optional.of(1000L), Long.MAX_VALUE);
        AtomicInteger asked = new AtomicInteger();
        CountDownLatch hanging = new CountDownLatch(1);
        Allowances allowances = allowances(
                question -> {
                    asked.incrementAndGet();
                    await(hanging);
                    throw new LedgerUnavailable("gateway.ledger_unavailable", "No.", Map.of());
                },
                grant -> false,
                Instant.EPOCH,
                Map.of());
        Thread other = new Thread(() -> {
            while (asked.get() == 0) {
                Thread.onSpinWait();
            }
            hanging.countDown();
        });
        other.start();

        List<String> told = atOnce(20, () -> {
            try (Allowances.Reservation reservation = allowances.reserve(wish(), 1)) {
                return reservation.at().toString();
            } catch (LedgerUnavailable e) {
                return e.code();
            }
        });

        assertEquals(Set.of("gateway.ledger_unavailable"), Set.copyOf(told));
        assertEquals(1, asked.get());
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The ledger has taken the report's units off the quota, and the gateway has not heard of it: they count twice. */
    @Test
    void a_report_on_its_way_is_awaited_before_a_call_is_refused() {
        FakeLedger.Lane lane = ledger.grant("grt_1", FakeLedger.perByte(1, 1), Optional.of(100L), Long.MAX_VALUE);
        lane.units = Optional.of(40L);
        List<Allowances> known = new ArrayList<>();
        Allowances allowances = allowances(
                ledger::authorize,
                grant -> {
                    known.get(0).reported(grant, 60);
                    return true;
                },
                Instant.EPOCH,
                Map.of(GRANT, 60L));
        known.add(allowances);

        allowances.reserve(wish(), 40).close();

        assertEquals(0, allowances.outstanding(GRANT));
    }

    @Test
    void an_answer_from_before_a_report_arrived_is_not_used_after_it() {
        FakeLedger.Lane lane = ledger.grant("grt_1", FakeLedger.perByte(1, 1), Optional.of(100L), Long.MAX_VALUE);
        Allowances allowances = allowances(Map.of(GRANT, 60L));
        allowances.reserve(wish(), 10).close();

        lane.units = Optional.of(40L);
        allowances.reported(GRANT, 60);

        assertThrows(RuntimeException.class, () -> allowances.reserve(wish(), 41));
        allowances.reserve(wish(), 40).close();
    }

    @Test
    void a_price_by_no_unit_needs_no_funds() {
        ledger.grant("grt_1", new Terms.Price.Free(), Optional.empty(), 0);

        allowances(Map.of()).reserve(wish(), 4096).close();

        assertEquals(1, ledger.evaluations.get());
    }

    private Allowances allowances(Map<GrantId, Long> unreported) {
        return allowances(unreported, Instant.EPOCH);
    }

    private Allowances allowances(Map<GrantId, Long> unreported, Instant validFrom) {
        return allowances(ledger::authorize, grant -> false, validFrom, unreported);
    }

    static Allowances allowances(
            Allowances.Authority authority,
            Predicate<GrantId> arrivals,
            Instant validFrom,
            Map<GrantId, Long> unreported) {
        Allowances.Times times = new Allowances.Times(Duration.ofSeconds(30), Duration.ofSeconds(30));
        return new Allowances(authority, books(validFrom), reports(arrivals), Clock.systemUTC(), times, unreported);
    }

    /** Of grants whose lane is all that they have. */
    private static Allowances.Books books(Instant validFrom) {
        return new Allowances.Books() {
            @Override
            public Instant validFrom(GrantId grant) {
                return validFrom;
            }

            @Override
            public Optional<Lane> lane(GrantId grant, MeterId meter) {
                return Optional.empty();
            }
        };
    }

    private static Allowances.Reports reports(Predicate<GrantId> arrivals) {
        return new Allowances.Reports() {
            @Override
            public boolean awaitArrival(GrantId grant) {
                return arrivals.test(grant);
            }

            @Override
            public boolean isWaiting(GrantId grant) {
                return false;
            }

            @Override
            public boolean report() {
                return false;
            }

            @Override
            public void reportSoon() {
                throw new AssertionError("the lane is all there is");
            }
        };
    }

    private static Allowances.Wish wish() {
        return new Allowances.Wish(GRANT, FakeLedger.ASSET, FakeLedger.METER, Terms.Purpose.COMMERCIAL);
    }

    private static boolean tryToReserve(Allowances allowances, long units) {
        try (Allowances.Reservation reservation = allowances.reserve(wish(), units)) {
            reservation.used(units);
            return true;
        } catch (Refused e) {
            return false;
        }
    }

    static <T> List<T> atOnce(int calls, Callable<T> call) throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(calls);
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> result : threads.invokeAll(java.util.Collections.nCopies(calls, call))) {
                results.add(result.get());
            }
            assertTrue(results.size() == calls);
            return results;
        } finally {
            threads.shutdownNow();
        }
    }
}
