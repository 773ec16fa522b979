package org.stemma.governance.vote;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.stemma.governance.Voter;

/** Voters A, B, C … and electorates of them. */
public final class Voters {
    public static final Voter A = new Voter("A");
    public static final Voter B = new Voter("B");
    public static final Voter C = new Voter("C");
    public static final Voter D = new Voter("D");

    private Voters() {}

    /** A, B, C … with these weights. */
    public static Electorate weighing(Instant snapshot, List<Voter> recused, long... weights) {
        List<Seat> seats = new ArrayList<>();
        for (int i = 0; i < weights.length; i++) {
            seats.add(new Seat(voter(i), weights[i]));
        }
        return new Electorate(snapshot, seats, recused);
    }

    public static Voter voter(int index) {
        return new Voter(String.valueOf((char) ('A' + index)));
    }
}
