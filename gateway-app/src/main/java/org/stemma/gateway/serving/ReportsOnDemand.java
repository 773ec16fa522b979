package org.stemma.gateway.serving;

import java.time.Duration;
import java.util.function.Supplier;
import org.stemma.api.GrantId;
import org.stemma.api.MeterId;

/** The reports of a meter, for those who wait for a lane to be filled. Safe for use by many threads. */
final class ReportsOnDemand implements Allowances.Reports {
    private final MeterLog log;
    private final Supplier<Reporter> reporter;
    private final Supplier<MeterId> meter;
    private final Duration patience;
    private final Runnable soon;
    private final OneAtATime<MeterId, Reporter.Totals> reporting = new OneAtATime<>();

    /**
     * @param reporter asked for when it is needed, since it tells allowances what was accepted
     * @param patience how long a report that is on its way is waited for
     * @param soon lets a report be made in the background
     */
    ReportsOnDemand(
            MeterLog log, Supplier<Reporter> reporter, Supplier<MeterId> meter, Duration patience, Runnable soon) {
        this.log = log;
        this.reporter = reporter;
        this.meter = meter;
        this.patience = patience;
        this.soon = soon;
    }

    @Override
    public boolean awaitArrival(GrantId grant) {
        return reporter.get().awaitArrival(grant, patience);
    }

    @Override
    public boolean isWaiting(GrantId grant) {
        return log.isWaiting(grant);
    }

    /** One for all who wait: a report holds what all grants wait for. */
    @Override
    public boolean report() {
        Reporter.Totals made =
                reporting.of(meter.get(), patience, () -> reporter.get().flush());
        return made.units() > 0;
    }

    @Override
    public void reportSoon() {
        soon.run();
    }
}
