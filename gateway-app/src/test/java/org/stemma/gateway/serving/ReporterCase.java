package org.stemma.gateway.serving;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.stemma.api.Digest;
import org.stemma.api.GrantId;
import org.stemma.api.usage.UsageCommand;
import org.stemma.api.usage.UsageLine;
import org.stemma.gateway.ledger.Committed;
import org.stemma.gateway.support.TestClock;
import org.stemma.gateway.support.TestDatabase;

/** A log of usage and its reporter, above a ledger that does as it is told. */
abstract class ReporterCase {
    static final GrantId ONE = new GrantId("grt_1");
    static final GrantId TWO = new GrantId("grt_2");

    final DataSource source = TestDatabase.fresh();
    final FakeLedger ledger = new FakeLedger();
    final Map<String, Long> accepted = new TreeMap<>();
    final List<String> refused = new ArrayList<>();
    final TestClock clock = new TestClock(Instant.ofEpochMilli(10_000));
    MeterLog log = new MeterLog(source, "log");
    Reporter reporter = reporter();

    AsideTable.Aside aside(Optional<GrantId> grant) {
        return log.aside().list(grant);
    }

    static String line(AsideTable.Line line) {
        return line.grant() + " " + line.period() + " " + line.events() + " " + line.units() + " "
                + line.reason().orElse("");
    }

    void grants() {
        ledger.grant("grt_1", FakeLedger.perByte(1, 1), Optional.empty(), 1000);
        ledger.grant("grt_2", FakeLedger.perByte(1, 1), Optional.empty(), 1000);
    }

    void use(GrantId grant, long at, long units) {
        append(grant, at, units, at / 1000, true);
    }

    void append(GrantId grant, long at, long units, long period, boolean metered) {
        Instant time = Instant.ofEpochMilli(at);
        log.append(
                new Use(grant, FakeLedger.ASSET, 1, units, time, period, metered, Digest.of(""), Use.End.WHOLE),
                Optional.empty(),
                () -> {});
    }

    /** The process ends and begins again. */
    void restart() {
        log = new MeterLog(source, "log");
        reporter = reporter();
    }

    private Reporter reporter() {
        return new Reporter(
                log,
                this::send,
                ledger.books(),
                clock,
                (grant, units) -> accepted.merge(grant.value(), units, Long::sum),
                (line, code) -> refused.add(line.grant() + " " + code));
    }

    private Committed send(long sequence, List<UsageLine> lines) {
        return ledger.submit(
                Callers.METER,
                "usage:report",
                new UsageCommand.Report(
                        UsageCommand.Report.requestId(FakeLedger.METER, sequence),
                        FakeLedger.METER,
                        sequence,
                        lines,
                        "signature"));
    }
}
