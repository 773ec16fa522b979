package org.stemma.gateway.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.stemma.gateway.readmodel.FeedState;
import org.stemma.gateway.readmodel.ReadModelSettings;
import org.stemma.gateway.readmodel.Rebuilder;

class ReadModelHealthTest {
    private final FeedState feed = mock(FeedState.class);
    private final Rebuilder rebuilder = mock(Rebuilder.class);
    private long here = 10;
    private long now;
    private final Lag lag = new Lag(() -> Optional.of(12L), () -> here, () -> now);
    private final ReadModelHealthIndicator indicator = new ReadModelHealthIndicator(
            feed, lag, rebuilder, new ReadModelSettings("", Duration.ofSeconds(60), Duration.ofSeconds(30)));

    @BeforeEach
    void well() {
        when(feed.brokenFor()).thenReturn(Duration.ZERO);
        when(feed.why()).thenReturn(Optional.empty());
        when(rebuilder.latest()).thenReturn(Optional.empty());
    }

    @Test
    void books_that_are_behind_for_too_long_are_out_of_service_until_they_have_caught_up() {
        assertEquals(Status.UP, indicator.health().getStatus());
        now += TimeUnit.SECONDS.toNanos(30);
        assertEquals(Status.UP, indicator.health().getStatus());
        now += TimeUnit.SECONDS.toNanos(1);
        Health health = indicator.health();
        assertEquals(Status.OUT_OF_SERVICE, health.getStatus());
        assertEquals(31L, health.getDetails().get("secondsBehind"));
        assertEquals(2L, health.getDetails().get("blocksBehind"));
        here = 12;
        assertEquals(Status.UP, indicator.health().getStatus());
    }

    @Test
    void a_stream_that_is_broken_for_long_is_down() {
        when(feed.why()).thenReturn(Optional.of("SQLException"));
        when(feed.brokenFor()).thenReturn(Duration.ofSeconds(14));
        assertEquals(Status.UP, indicator.health().getStatus());
        when(feed.brokenFor()).thenReturn(Duration.ofSeconds(15));
        assertEquals(Status.DOWN, indicator.health().getStatus());
        assertEquals("SQLException", indicator.health().getDetails().get("stream"));
    }
}
