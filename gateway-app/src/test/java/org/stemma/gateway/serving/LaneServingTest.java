package org.stemma.gateway.serving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.stemma.api.Digest;
import org.stemma.api.GrantId;
import org.stemma.api.MeterId;
import org.stemma.api.Money;
import org.stemma.api.Refused;
import org.stemma.api.account.Lane;
import org.stemma.api.license.LicenseRefusal;
import org.stemma.api.license.Terms;
import org.stemma.api.usage.UsageCommand;
import org.stemma.api.usage.UsageLine;
import org.stemma.gateway.support.TestDatabase;

/** Serving from a lane that its reports fill from a purse. */
@Tag("database")
class LaneServingTest {
    private static final GrantId GRANT = new GrantId("grt_1");
    private static final long UNITS = 96;

    private final FakeLedger ledger = new FakeLedger();
    private final MeterLog log = new MeterLog(TestDatabase.fresh(), "log");
    private final List<Long> beyondTheLane = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger reports = new AtomicInteger();
    private final AtomicInteger low = new AtomicInteger();
    private final Allowances allowances = allowances();
    private final Reporter reporter = new Reporter(
            log,
            (sequence, lines) -> ledger.submit(Callers.METER, "usage:report", report(sequence, lines)),
            ledger.books(),
            Clock.systemUTC(),
            allowances::reported,
            (line, code) -> {});
    private final Uses uses = new Uses(
            allowances,
            log,
            () -> FakeLedger.METER,
            CompletionsTest::charter,
            new Uses.Limits(8, Duration.ofSeconds(30)),
            use -> {});

    @BeforeEach
    void watch() {
        ledger.before = report -> {
            reports.incrementAndGet();
            report.lines().forEach(line -> {
                long over = line.units() - ledger.lane(line.grant()).nano;
                if (over > 0) {
                    beyondTheLane.add(over);
                }
            });
        };
    }

    @Test
    void what_is_not_reported_stays_within_the_lane_and_a_busy_grant_goes_on_until_the_purse_is_empty()
            throws Exception {
        FakeLedger.Lane lane = ledger.grant("grt_1", FakeLedger.perByte(1, 1), Optional.empty(), 1000);
        lane.purse = 9_000;
        lane.lowMark = 500;

        int served = serve(120);
        reporter.flush();

        assertEquals(10_000 / UNITS, served);
        assertEquals(served * UNITS, lane.used);
        assertEquals(List.of(), beyondTheLane, "whoever had taken the purse back would have left these unpaid");
        assertFalse(lane.suspended);
    }

    @Test
    void a_call_that_its_lane_does_not_hold_goes_alone_and_not_beyond_what_the_purse_holds() throws Exception {
        FakeLedger.Lane lane = ledger.grant("grt_1", FakeLedger.perByte(1, 1), Optional.empty(), 0);
        lane.purse = 1_000;

        int served = serve(20);
        reporter.flush();

        assertEquals(1_000 / UNITS, served);
        assertEquals(Collections.nCopies(served, UNITS), beyondTheLane, "one call at a time");
        assertFalse(lane.suspended);
    }

    @Test
    void a_lane_is_filled_before_it_is_empty() {
        FakeLedger.Lane lane = ledger.grant("grt_1", FakeLedger.perByte(1, 1), Optional.empty(), 1000);
        lane.purse = 1_000;
        lane.lowMark = 500;

        for (int call = 0; call < 5; call++) {
            use();
        }
        assertEquals(0, low.get());
        use();

        assertEquals(1, low.get());
        assertEquals(0, reports.get());
    }

    private int serve(int calls) throws Exception {
        AtomicInteger left = new AtomicInteger(calls);
        List<Integer> served = AllowancesTest.atOnce(8, () -> {
            int mine = 0;
            while (left.getAndDecrement() > 0) {
                try {
                    use();
                    mine++;
                } catch (Refused e) {
                    assertEquals(LicenseRefusal.FUNDS_EXHAUSTED, e.refusal());
                }
            }
            return mine;
        });
        return served.stream().mapToInt(Integer::intValue).sum();
    }

    private void use() {
        try (Uses.Session session = uses.begin(GRANT, FakeLedger.ASSET, Terms.Purpose.COMMERCIAL, UNITS)) {
            session.end(UNITS, Digest.of(""), Use.End.WHOLE, Optional.empty());
        }
    }

    private Allowances allowances() {
        return new Allowances(
                ledger::authorize,
                new Books(),
                new ReportsOnDemand(
                        log, this::reporter, () -> FakeLedger.METER, Duration.ofSeconds(10), low::incrementAndGet),
                Clock.systemUTC(),
                new Allowances.Times(Duration.ofSeconds(30), Duration.ofSeconds(20)),
                Map.of());
    }

    private final class Books implements Allowances.Books {
        @Override
        public Instant validFrom(GrantId grant) {
            return Instant.EPOCH;
        }

        @Override
        public Optional<Lane> lane(GrantId grant, MeterId meter) {
            synchronized (ledger) {
                FakeLedger.Lane lane = ledger.lane(grant);
                Money none = Money.zero(FakeLedger.XTS);
                return Optional.of(new Lane(
                        grant, meter, new Money(FakeLedger.XTS, lane.nano), none, lane.units, 0, none, lane.used));
            }
        }
    }

    private Reporter reporter() {
        return reporter;
    }

    private static UsageCommand.Report report(long sequence, List<UsageLine> lines) {
        return new UsageCommand.Report(
                UsageCommand.Report.requestId(FakeLedger.METER, sequence), FakeLedger.METER, sequence, lines, "s");
    }
}
