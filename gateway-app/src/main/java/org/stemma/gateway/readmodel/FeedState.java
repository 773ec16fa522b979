package org.stemma.gateway.readmodel;

import java.time.Duration;
import java.util.Optional;

/** Whether the block stream is well, for health and metrics. */
public final class FeedState {
    private record Broken(String why, long sinceNanos) {}

    private volatile Optional<Broken> broken = Optional.of(new Broken("not connected yet", System.nanoTime()));

    void broken(Throwable failure) {
        long since = broken.map(Broken::sinceNanos).orElseGet(System::nanoTime);
        broken = Optional.of(new Broken(failure.getClass().getSimpleName(), since));
    }

    void well() {
        broken = Optional.empty();
    }

    /** Why the stream is broken, if it is: the kind of the failure, nothing of its text. */
    public Optional<String> why() {
        return broken.map(Broken::why);
    }

    /** For how long it has been broken; zero if it isn't. */
    public Duration brokenFor() {
        return broken.map(state -> Duration.ofNanos(System.nanoTime() - state.sinceNanos()))
                .orElse(Duration.ZERO);
    }
}
