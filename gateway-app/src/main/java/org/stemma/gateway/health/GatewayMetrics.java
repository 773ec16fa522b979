package org.stemma.gateway.health;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.stereotype.Component;
import org.stemma.gateway.ledger.Outbox;
import org.stemma.gateway.readmodel.FeedState;
import org.stemma.gateway.readmodel.ReadModel;

/** Gauges of the books. */
@Component
class GatewayMetrics implements MeterBinder {
    private final ReadModel readModel;
    private final FeedState feed;
    private final Outbox outbox;

    GatewayMetrics(ReadModel readModel, FeedState feed, Outbox outbox) {
        this.readModel = readModel;
        this.feed = feed;
        this.outbox = outbox;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("stemma.readmodel.height", readModel, ReadModel::height)
                .description("Blocks that the read model has")
                .register(registry);
        Gauge.builder("stemma.outbox.pending", outbox, Outbox::countPending)
                .description("Transactions that clients were told of and no block has yet")
                .register(registry);
        Gauge.builder(
                        "stemma.readmodel.stream.broken.seconds",
                        feed,
                        state -> state.brokenFor().toMillis() / 1000.0)
                .description("For how long the block stream has been broken")
                .register(registry);
    }
}
