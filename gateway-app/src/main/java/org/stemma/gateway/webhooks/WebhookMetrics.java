package org.stemma.gateway.webhooks;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.Supplier;

/** What an operator sees of webhooks. No webhook and no address is a label. */
final class WebhookMetrics {
    private final MeterRegistry registry;

    WebhookMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    void watch(Supplier<Number> oldestSeconds, Supplier<Number> disabled) {
        Gauge.builder("stemma.webhooks.oldest.undelivered.seconds", oldestSeconds)
                .description("age of the oldest event that an enabled webhook waits to deliver; 0 if none")
                .register(registry);
        Gauge.builder("stemma.webhooks.disabled", disabled)
                .description("webhooks that are disabled")
                .register(registry);
    }

    void attempted(Attempt.Result result) {
        Counter.builder("stemma.webhooks.deliveries")
                .description("attempts to deliver an event, by outcome")
                .tag("outcome", result.word())
                .register(registry)
                .increment();
    }
}
