package org.stemma.api;

import java.util.Optional;

/** What a command answers: the id of what it made or changed and, where versions are numbered, the one that it made. */
public record Outcome(String id, Optional<Long> version) implements Document {
    public static Outcome of(Scalar id) {
        return new Outcome(Codec.text(id), Optional.empty());
    }

    public static Outcome of(Scalar id, long version) {
        return new Outcome(Codec.text(id), Optional.of(version));
    }
}
