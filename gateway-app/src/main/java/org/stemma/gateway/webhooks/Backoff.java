package org.stemma.gateway.webhooks;

import java.time.Duration;
import java.util.List;
import java.util.function.DoubleSupplier;

/** How long to wait after failed attempts: longer and longer, and never in step with others. */
final class Backoff {
    /** A pause is this much shorter at least, or longer at most. */
    private static final double JITTER = 0.2;

    private final List<Duration> pauses;
    private final DoubleSupplier random;

    /** @param random from 0 to 1 */
    Backoff(List<Duration> pauses, DoubleSupplier random) {
        this.pauses = List.copyOf(pauses);
        this.random = random;
    }

    Duration after(int failedAttempts) {
        Duration pause = pauses.get(Math.min(Math.max(failedAttempts, 1), pauses.size()) - 1);
        double factor = 1 - JITTER + 2 * JITTER * random.getAsDouble();
        return Duration.ofMillis(Math.max(1, Math.round((double) pause.toMillis() * factor)));
    }
}
