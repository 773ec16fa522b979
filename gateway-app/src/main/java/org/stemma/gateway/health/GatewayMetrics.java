package org.stemma.gateway.health;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Instant;
import java.util.function.ToLongBiFunction;
import org.springframework.stereotype.Component;
import org.stemma.gateway.ledger.Outbox;
import org.stemma.gateway.readmodel.FeedState;
import org.stemma.gateway.readmodel.ReadModel;
import org.stemma.gateway.readmodel.Rebuild;
import org.stemma.gateway.readmodel.Rebuilder;

/** Gauges of the books. */
@Component
class GatewayMetrics implements MeterBinder {
    private final ReadModel readModel;
    private final FeedState feed;
    private final Outbox outbox;
    private final Lag lag;
    private final Rebuilder rebuilder;

    GatewayMetrics(ReadModel readModel, FeedState feed, Outbox outbox, Lag lag, Rebuilder rebuilder) {
        this.readModel = readModel;
        this.feed = feed;
        this.outbox = outbox;
        this.lag = lag;
        this.rebuilder = rebuilder;
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
        Gauge.builder("stemma.readmodel.behind.blocks", lag, seen -> seen.look().blocksBehind())
                .description("Blocks that the own peer has and the read model has not")
                .register(registry);
        Gauge.builder(
                        "stemma.readmodel.behind.seconds",
                        lag,
                        seen -> seen.look().behind().toMillis() / 1000.0)
                .description("For how long the oldest block that is missing has been known")
                .register(registry);
        rebuild(
                "stemma.readmodel.rebuild.running",
                "1 while the read model is rebuilt",
                registry,
                (rebuild, now) -> rebuild.running() ? 1 : 0);
        rebuild(
                "stemma.readmodel.rebuild.height",
                "Blocks that the new tables have",
                registry,
                (rebuild, now) -> rebuild.height());
        rebuild(
                "stemma.readmodel.rebuild.blocks.per.second",
                "Of the rebuild that runs, or the last one",
                registry,
                Rebuild::blocksPerSecond);
        rebuild(
                "stemma.readmodel.rebuild.transactions.per.second",
                "Of the rebuild that runs, or the last one",
                registry,
                Rebuild::transactionsPerSecond);
    }

    private void rebuild(
            String name, String description, MeterRegistry registry, ToLongBiFunction<Rebuild, Instant> value) {
        Gauge.builder(name, rebuilder, asked -> asked.latest()
                        .map(rebuild -> value.applyAsLong(rebuild, Instant.now()))
                        .orElse(0L))
                .description(description)
                .register(registry);
    }
}
