package org.stemma.governance.vote;

import org.stemma.governance.Voter;

/** A voice and its weight: 1 per organisation, units of shares per holder; more than zero. */
public record Seat(Voter voter, long weight) {
    public Seat {
        if (weight <= 0) {
            throw new IllegalArgumentException("a seat's weight is more than zero, not " + weight);
        }
    }
}
