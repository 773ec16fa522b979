package org.stemma.gateway.health;

import java.time.Duration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;
import org.stemma.gateway.readmodel.FeedState;
import org.stemma.gateway.readmodel.ReadModelSettings;
import org.stemma.gateway.readmodel.Rebuild;
import org.stemma.gateway.readmodel.Rebuilder;

/**
 * Whether the books follow the ledger. A stream that breaks for a moment is no illness. Books that are far behind answer,
 * but with what is long past: then the gateway is out of service, and others should be asked.
 */
@Component
class ReadModelHealthIndicator implements HealthIndicator {
    private static final Duration TOLERATED = Duration.ofSeconds(15);

    private final FeedState feed;
    private final Lag lag;
    private final Rebuilder rebuilder;
    private final Duration tooFar;

    ReadModelHealthIndicator(FeedState feed, Lag lag, Rebuilder rebuilder, ReadModelSettings settings) {
        this.feed = feed;
        this.lag = lag;
        this.rebuilder = rebuilder;
        this.tooFar = settings.outOfServiceAfter();
    }

    @Override
    public Health health() {
        Lag.Seen seen = lag.look();
        Health.Builder health = status(seen)
                .withDetail("height", seen.height())
                .withDetail("blocksBehind", seen.blocksBehind())
                .withDetail("secondsBehind", seen.behind().toSeconds());
        feed.why().ifPresent(why -> health.withDetail("stream", why));
        rebuilder
                .latest()
                .filter(Rebuild::running)
                .ifPresent(rebuild -> health.withDetail("rebuildHeight", rebuild.height()));
        return health.build();
    }

    private Health.Builder status(Lag.Seen seen) {
        if (feed.brokenFor().compareTo(TOLERATED) >= 0 || seen.height() == 0) {
            return Health.down();
        }
        return seen.behind().compareTo(tooFar) > 0 ? Health.outOfService() : Health.up();
    }
}
