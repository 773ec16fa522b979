package org.stemma.governance.vote;

import java.time.Instant;
import java.util.Comparator;
import org.stemma.governance.Voter;

/**
 * A voter's one live vote. Replacing it keeps the time of the first: what a voter adds to the quorum it has added then,
 * so that a replaced vote neither delays the closing nor hides that the quorum came late.
 */
public record Ballot(Voter voter, Choice choice, Instant firstCastAt, Instant castAt) {
    /** In the order of first casting, ties by voter. */
    public static final Comparator<Ballot> BY_FIRST_CAST =
            Comparator.comparing(Ballot::firstCastAt).thenComparing(Ballot::voter);

    public Ballot {
        if (castAt.isBefore(firstCastAt)) {
            throw new IllegalArgumentException("a ballot is not replaced before it was cast: " + castAt);
        }
    }

    /** A voter's first vote. */
    public static Ballot first(Voter voter, Choice choice, Instant at) {
        return new Ballot(voter, choice, at, at);
    }

    /** The same voter's new vote, in place of this one. */
    public Ballot replacedBy(Choice other, Instant at) {
        return new Ballot(voter, other, firstCastAt, at);
    }
}
