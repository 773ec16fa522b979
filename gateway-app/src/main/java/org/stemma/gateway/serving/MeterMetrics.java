package org.stemma.gateway.serving;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** What the meter's operator watches. No grant and no key is a label: there may be any number of them. */
final class MeterMetrics {
    private final MeterRegistry registry;
    private final Counter units;
    private final Counter reported;
    private final Counter failures;

    MeterMetrics(MeterRegistry registry, MeterLog log) {
        this.registry = registry;
        units = Counter.builder("stemma.meter.units")
                .description("units that were answered")
                .register(registry);
        reported = Counter.builder("stemma.meter.reported.units")
                .description("units that the ledger accepted")
                .register(registry);
        failures = Counter.builder("stemma.meter.report.failures")
                .description("tries to report that ended without a decision")
                .register(registry);
        Gauge.builder("stemma.meter.backlog.events", log, meterLog -> meterLog.backlog()
                        .events())
                .description("events that wait for a report")
                .register(registry);
        Gauge.builder("stemma.meter.aside.units", log, MeterLog::unitsAside)
                .description("units that the ledger refused; each is money that somebody does not get")
                .register(registry);
    }

    void counted(Use use) {
        units.increment((double) use.units());
    }

    void reported(long more) {
        reported.increment((double) more);
    }

    void aside(String code) {
        Counter.builder("stemma.meter.aside.lines")
                .description("lines that the ledger refused")
                .tag("code", code)
                .register(registry)
                .increment();
    }

    void failed() {
        failures.increment();
    }
}
