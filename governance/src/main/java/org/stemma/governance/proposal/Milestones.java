package org.stemma.governance.proposal;

import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/** When the decisive things happened to a proposal, as far as they have; each happens once. */
public record Milestones(
        Optional<Instant> cancelledAt,
        Optional<Instant> queuedAt,
        Optional<Instant> vetoedAt,
        Optional<Instant> executedAt) {
    /** Nothing has happened yet. */
    public static final Milestones NONE =
            new Milestones(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    public Milestones {
        boolean ended = vetoedAt.isPresent() || executedAt.isPresent();
        boolean twice = vetoedAt.isPresent() && executedAt.isPresent();
        if (twice || (ended && queuedAt.isEmpty()) || (cancelledAt.isPresent() && queuedAt.isPresent())) {
            throw new IllegalArgumentException("a proposal ends once, and is queued before it is vetoed or executed");
        }
    }

    Milestones cancelled(Instant at) {
        return new Milestones(Optional.of(at), queuedAt, vetoedAt, executedAt);
    }

    Milestones queued(Instant at) {
        return new Milestones(cancelledAt, Optional.of(at), vetoedAt, executedAt);
    }

    Milestones vetoed(Instant at) {
        return new Milestones(cancelledAt, queuedAt, Optional.of(at), executedAt);
    }

    Milestones executed(Instant at) {
        return new Milestones(cancelledAt, queuedAt, vetoedAt, Optional.of(at));
    }

    Stream<Instant> times() {
        return Stream.of(cancelledAt, queuedAt, vetoedAt, executedAt).flatMap(Optional::stream);
    }
}
