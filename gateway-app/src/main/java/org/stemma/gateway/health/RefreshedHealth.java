package org.stemma.gateway.health;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.health.application.AvailabilityStateHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import org.stemma.gateway.threads.Background;

/**
 * Puts what costs a query between monitors and the database: all parts of health are looked at every other second by one
 * thread, and whoever asks is told what was seen. If that thread stands still, health is DOWN. Parts that only look at
 * memory, those of this package and of the application's own state, are asked themselves.
 */
@Component
final class RefreshedHealth implements BeanPostProcessor, SmartLifecycle {
    private static final Duration EVERY = Duration.ofSeconds(2);

    /** Longer than the database is waited for. */
    private static final Duration TOO_OLD = Duration.ofSeconds(20);

    private final List<Part> parts = new CopyOnWriteArrayList<>();
    private @Nullable ScheduledExecutorService thread;

    /** A part of health as it was seen last. */
    private static final class Part implements HealthIndicator {
        private final HealthIndicator source;
        private volatile Health seen = Health.unknown().build();
        private volatile long at = System.nanoTime();

        Part(HealthIndicator source) {
            this.source = source;
        }

        void look() {
            Health health = source.health();
            if (health != null) {
                seen = health;
            }
            at = System.nanoTime();
        }

        @Override
        public Health health() {
            long age = System.nanoTime() - at;
            return age < TOO_OLD.toNanos()
                    ? seen
                    : Health.down()
                            .withDetail("notSeenForSeconds", TimeUnit.NANOSECONDS.toSeconds(age))
                            .build();
        }
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        if (bean instanceof HealthIndicator source
                && !(bean instanceof AvailabilityStateHealthIndicator)
                && !bean.getClass().getPackageName().equals(RefreshedHealth.class.getPackageName())) {
            Part part = new Part(source);
            parts.add(part);
            return part;
        }
        return bean;
    }

    private void look() {
        parts.forEach(Part::look);
    }

    /** Before anybody can ask. */
    @Override
    public synchronized void start() {
        look();
        ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor(Background.named("health"));
        ScheduledFuture<?> unused = looking.scheduleWithFixedDelay(
                Background.lasting(this::look), EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
        thread = looking;
    }

    @Override
    public synchronized void stop() {
        ScheduledExecutorService looking = thread;
        if (looking != null) {
            thread = null;
            Background.end(looking, Duration.ofSeconds(1));
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return thread != null;
    }

    /** With the block feed: before the web server, and after it when stopping. */
    @Override
    public int getPhase() {
        return 0;
    }
}
