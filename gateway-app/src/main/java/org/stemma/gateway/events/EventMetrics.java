package org.stemma.gateway.events;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.IntSupplier;

/** What an operator sees of event streams. No caller is a label. */
final class EventMetrics {
    private final MeterRegistry registry;
    private final Counter sent;

    EventMetrics(MeterRegistry registry) {
        this.registry = registry;
        sent = Counter.builder("stemma.events.sent")
                .description("events that were written to streams")
                .register(registry);
    }

    void watch(IntSupplier open) {
        Gauge.builder("stemma.events.streams", () -> open.getAsInt())
                .description("event streams that are open")
                .register(registry);
    }

    void sent(int events) {
        sent.increment(events);
    }

    void ended(EventStream.End why) {
        Counter.builder("stemma.events.streams.ended")
                .description("event streams that ended")
                .tag("why", why.name().toLowerCase(java.util.Locale.ROOT))
                .register(registry)
                .increment();
    }
}
