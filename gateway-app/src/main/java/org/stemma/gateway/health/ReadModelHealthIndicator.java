package org.stemma.gateway.health;

import java.time.Duration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;
import org.stemma.gateway.readmodel.FeedState;
import org.stemma.gateway.readmodel.ReadModel;

/** Whether the books follow the ledger. A stream that breaks for a moment is no illness. */
@Component
class ReadModelHealthIndicator implements HealthIndicator {
    private static final Duration TOLERATED = Duration.ofSeconds(15);

    private final ReadModel readModel;
    private final FeedState feed;

    ReadModelHealthIndicator(ReadModel readModel, FeedState feed) {
        this.readModel = readModel;
        this.feed = feed;
    }

    @Override
    public Health health() {
        Health.Builder health =
                feed.brokenFor().compareTo(TOLERATED) < 0 && readModel.height() > 0 ? Health.up() : Health.down();
        feed.why().ifPresent(why -> health.withDetail("stream", why));
        return health.withDetail("height", readModel.height()).build();
    }
}
