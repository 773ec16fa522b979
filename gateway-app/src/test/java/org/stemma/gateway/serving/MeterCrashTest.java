package org.stemma.gateway.serving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stemma.api.Digest;
import org.stemma.api.GrantId;
import org.stemma.api.usage.UsageCommand;
import org.stemma.api.usage.UsageLine;
import org.stemma.gateway.ledger.Committed;
import org.stemma.gateway.ledger.LedgerFailure;
import org.stemma.gateway.ledger.LedgerUnavailable;
import org.stemma.gateway.ledger.OutcomeUnknown;
import org.stemma.gateway.support.TestDatabase;

/**
 * The process ends at any point and begins again from the database, transactions take effect late or never, grants end and
 * lines are refused: at last every use is on the ledger once, or was set aside for a reason.
 */
@Tag("database")
class MeterCrashTest {
    private static final int GRANTS = 5;
    private static final int STEPS = 120;

    /** Ends the process where it is thrown. */
    private static final class Crash extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** One meter in one random history. */
    private static final class World {
        private final Random random;
        private final DataSource source = TestDatabase.fresh();
        private final FakeLedger ledger = new FakeLedger();
        private final List<UsageCommand.Report> limbo = new ArrayList<>();
        private final List<Use> uses = new ArrayList<>();
        private boolean calm;
        private long now = 1_000_000;
        private MeterLog log = new MeterLog(source, "log");
        private Reporter reporter;

        World(long seed) {
            random = new Random(seed);
            for (int i = 0; i < GRANTS; i++) {
                ledger.grant("grt_" + i, FakeLedger.perByte(3, 7), Optional.empty(), Long.MAX_VALUE / 4);
            }
            ledger.lane(new GrantId("grt_4")).rotten = true;
            reporter = reporter();
        }

        private Reporter reporter() {
            return new Reporter(
                    log,
                    this::send,
                    ledger.books(),
                    Clock.systemUTC(),
                    (grant, units) -> maybeCrash(),
                    (line, code) -> maybeCrash());
        }

        private Committed send(long sequence, List<UsageLine> lines) {
            UsageCommand.Report report = new UsageCommand.Report(
                    UsageCommand.Report.requestId(FakeLedger.METER, sequence),
                    FakeLedger.METER,
                    sequence,
                    lines,
                    "signature");
            maybeCrash();
            if (chance(10)) {
                throw new LedgerUnavailable("gateway.ledger_unavailable", "No.", Map.of());
            }
            if (chance(10)) {
                // It was endorsed, so it passed the law of this moment; whether it takes effect is open.
                if (passes(report)) {
                    limbo.add(report);
                    throw new OutcomeUnknown("tx");
                }
            }
            Committed committed = ledger.submit(Callers.METER, "usage:report", report);
            maybeCrash();
            if (chance(10)) {
                throw new OutcomeUnknown("tx");
            }
            return committed;
        }

        private boolean passes(UsageCommand.Report report) {
            return !ledger.reports.containsKey(report.sequence())
                    && report.lines().stream().noneMatch(line -> ended(line.grant(), line.until()));
        }

        private boolean ended(GrantId grant, Instant at) {
            FakeLedger.Lane lane = ledger.lane(grant);
            return lane.rotten || lane.closedAt.map(end -> !at.isBefore(end)).orElse(false);
        }

        private boolean chance(int percent) {
            return !calm && random.nextInt(100) < percent;
        }

        private void maybeCrash() {
            if (chance(8)) {
                throw new Crash();
            }
        }

        void step() {
            now += random.nextInt(200);
            int what = random.nextInt(100);
            if (what < 60) {
                use();
            } else if (what < 85) {
                flush();
            } else if (what < 92) {
                landLate();
            } else if (what < 94) {
                close(new GrantId("grt_" + random.nextInt(3)));
            } else {
                restart();
            }
        }

        private void use() {
            GrantId grant = new GrantId("grt_" + random.nextInt(GRANTS));
            // Some calls run on an answer from just before the grant was closed.
            Use use = new Use(
                    grant,
                    FakeLedger.ASSET,
                    1,
                    1 + random.nextInt(50),
                    Instant.ofEpochMilli(now),
                    now / FakeLedger.PERIOD_MILLIS,
                    true,
                    Digest.of(""),
                    Use.End.WHOLE);
            log.append(use, Optional.empty(), () -> {});
            uses.add(use);
        }

        private void flush() {
            try {
                reporter.flush();
            } catch (LedgerFailure e) {
                // The next flush tries again.
            } catch (Crash e) {
                restart();
            }
        }

        /** An earlier try is ordered at last; it is invalid if its sequence was taken. */
        private void landLate() {
            if (!limbo.isEmpty()) {
                UsageCommand.Report late = limbo.remove(random.nextInt(limbo.size()));
                if (!ledger.reports.containsKey(late.sequence())) {
                    ledger.accept(late);
                }
            }
        }

        private void close(GrantId grant) {
            if (ledger.lane(grant).closedAt.isPresent()) {
                return;
            }
            ledger.lane(grant).closedAt = Optional.of(Instant.ofEpochMilli(now - random.nextInt(300)));
            // What was endorsed before has read the grant as it was, and is invalid now.
            limbo.removeIf(report ->
                    report.lines().stream().anyMatch(line -> line.grant().equals(grant)));
        }

        private void restart() {
            log = new MeterLog(source, "log");
            reporter = reporter();
        }

        void settle() {
            calm = true;
            while (!limbo.isEmpty()) {
                if (random.nextBoolean()) {
                    landLate();
                } else {
                    reporter.flush();
                }
            }
            reporter.flush();
            restart();
            assertEquals(Reporter.Totals.NONE, reporter.flush());
        }

        /** Units by grant and period that the ledger has, and the ones that it should have. */
        void check() {
            Map<String, Long> reported = new HashMap<>();
            ledger.reports.values().forEach(report -> report.lines()
                    .forEach(line -> reported.merge(line.grant() + " " + line.usagePeriod(), line.units(), Long::sum)));
            Map<String, Long> used = new HashMap<>();
            Map<String, Long> due = new HashMap<>();
            for (Use use : uses) {
                used.merge(use.grant() + " " + use.period(), use.units(), Long::sum);
                if (!ended(use.grant(), use.at())) {
                    due.merge(use.grant() + " " + use.period(), use.units(), Long::sum);
                }
            }
            due.forEach((group, units) ->
                    assertTrue(reported.getOrDefault(group, 0L) >= units, () -> group + " lost: " + reported));
            reported.forEach((group, units) ->
                    assertTrue(units <= used.getOrDefault(group, 0L), () -> group + " told twice: " + reported));
            long all = uses.stream().mapToLong(Use::units).sum();
            long told = reported.values().stream().mapToLong(Long::longValue).sum();
            long left = log.unreported().values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            assertEquals(all, told + left, "each unit is told, or known not to be");
            assertEquals(left, log.unitsAside(), "nothing is left but what was refused");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 1000, 2000, 3000, 4000, 5000, 6000, 7000})
    void nothing_is_lost_and_nothing_is_told_twice(long firstSeed) {
        for (long seed = firstSeed; seed < firstSeed + 12; seed++) {
            World world = new World(seed);
            for (int step = 0; step < STEPS; step++) {
                world.step();
            }
            world.settle();
            world.check();
        }
    }
}
