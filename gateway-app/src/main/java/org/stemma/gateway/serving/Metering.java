package org.stemma.gateway.serving;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.stemma.api.Codec;
import org.stemma.api.Drawer;
import org.stemma.api.GrantId;
import org.stemma.api.MeterId;
import org.stemma.api.Refused;
import org.stemma.api.account.Lane;
import org.stemma.api.kernel.Charter;
import org.stemma.api.kernel.KernelRefusal;
import org.stemma.api.license.Authorization;
import org.stemma.api.license.Grant;
import org.stemma.api.license.LicenseRefusal;
import org.stemma.api.usage.UsageReport;
import org.stemma.gateway.ledger.Ledger;
import org.stemma.gateway.readmodel.Page;
import org.stemma.gateway.readmodel.ReadModel;

/** The meter with all that belongs to it: log, reports and allowances, which need each other. */
final class Metering {
    private static final int PAGE = 100;

    private final ServingSettings.MeterSettings settings;
    private final Meter meter;
    private final MeterLog log;
    private final Ledger ledger;
    private final ReadModel readModel;
    private final LongSupplier ledgerHeight;
    private final Clock clock;
    private final MeterMetrics metrics;
    private final Allowances allowances;
    private final Reporter reporter;
    private volatile Runnable soon = () -> {};

    Metering(
            ServingSettings.MeterSettings settings,
            ServingSettings.CompletionSettings completions,
            Meter meter,
            MeterLog log,
            Ledger ledger,
            ReadModel readModel,
            LongSupplier ledgerHeight,
            Clock clock,
            MeterMetrics metrics) {
        this.settings = settings;
        this.meter = meter;
        this.log = log;
        this.ledger = ledger;
        this.readModel = readModel;
        this.ledgerHeight = ledgerHeight;
        this.clock = clock;
        this.metrics = metrics;
        allowances = new Allowances(
                this::authorize,
                new GrantBooks(),
                new ReportsOnDemand(log, this::reporter, this::registered, settings.arrivalWait(), () -> soon.run()),
                clock,
                new Allowances.Times(completions.authorizedFor(), completions.waitFor()),
                log.unreported());
        reporter = new Reporter(
                log, meter::report, new Books(), clock, this::accepted, (line, code) -> metrics.aside(code));
    }

    private Reporter reporter() {
        return reporter;
    }

    Allowances allowances() {
        return allowances;
    }

    ServingSettings.MeterSettings settings() {
        return settings;
    }

    boolean possible() {
        return meter.possible();
    }

    Optional<MeterId> id() {
        return meter.id();
    }

    MeterId registered() {
        return meter.registered();
    }

    Reporter.Totals flush() {
        return reporter.flush();
    }

    /** Whether a report is to be made now: one is unanswered, enough waits, or something has waited long enough. */
    boolean due() {
        if (reporter.pending()) {
            return true;
        }
        MeterLog.Backlog backlog = log.backlog();
        return backlog.events() >= settings.batchEvents()
                || backlog.oldest()
                        .map(oldest -> !clock.instant().isBefore(oldest.plusSeconds(settings.batchSeconds())))
                        .orElse(false);
    }

    MeterLog.Backlog backlog() {
        return log.backlog();
    }

    long unitsAside() {
        return log.unitsAside();
    }

    void forgetOldAnswers() {
        log.forgetAnswersBefore(clock.instant().minus(settings.answersKept()));
    }

    void failed() {
        metrics.failed();
    }

    private Authorization authorize(Authorization.Question question) {
        return ledger.evaluate(meter.caller(), "license:authorize", Authorization.class, Codec.encode(question));
    }

    private final class GrantBooks implements Allowances.Books {
        /** A grant is used under a key, which the books have after the grant. */
        @Override
        public Instant validFrom(GrantId grant) {
            return readModel
                    .find(Drawer.GRANT, Grant.class, grant)
                    .map(Grant::validFrom)
                    .orElseThrow(() -> Refused.because(LicenseRefusal.GRANT_UNKNOWN, "grant", grant));
        }

        /** A report that was accepted is promised by the read model: whoever reads waits until it has the block. */
        @Override
        public Optional<Lane> lane(GrantId grant, MeterId of) {
            return readModel.find(Drawer.LANE, Lane.class, grant, of);
        }
    }

    /** Who reports in the background when a lane runs low. */
    void reportsSoonBy(Runnable agent) {
        soon = agent;
    }

    private void accepted(GrantId grant, long units) {
        allowances.reported(grant, units);
        metrics.reported(units);
    }

    /** What the own books have of the ledger. */
    private final class Books implements Reporter.Books {
        @Override
        public Optional<UsageReport> report(long sequence) {
            return readModel.find(Drawer.USAGE_REPORT, UsageReport.class, meter.registered(), sequence);
        }

        @Override
        public boolean current() {
            // Known of the peer since this process began; what was sent before that is in a block by then, or never.
            long there = ledgerHeight.getAsLong();
            return there > 0 && readModel.height() >= there;
        }

        @Override
        public long lastSequence() {
            String range = Drawer.USAGE_REPORT.range(meter.registered());
            long last = 0;
            Optional<String> after = Optional.empty();
            do {
                Page<UsageReport> page = readModel.scan(Drawer.USAGE_REPORT, UsageReport.class, range, after, PAGE);
                List<UsageReport> reports = page.items();
                last = reports.isEmpty()
                        ? last
                        : reports.get(reports.size() - 1).sequence();
                after = page.next();
            } while (after.isPresent());
            return last;
        }

        @Override
        public long periodOf(Instant time) {
            Charter calendar = charter();
            return calendar.periodOf(calendar.epochOf(time));
        }
    }

    /** The ledger's charter, by whose calendar usage has its period. */
    Charter charter() {
        return readModel
                .find(Drawer.CHARTER, Charter.class)
                .orElseThrow(() -> Refused.because(KernelRefusal.NO_GENESIS));
    }

    /** Usage that the ledger refused. */
    AsideTable.Aside aside(Optional<GrantId> grant) {
        return log.aside().list(grant);
    }

    /** Reports all that waits, and what was set aside once more. */
    Reporter.Totals retry(Optional<GrantId> grant) {
        return reporter.retry(grant);
    }
}
