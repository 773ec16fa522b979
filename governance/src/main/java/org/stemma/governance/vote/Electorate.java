package org.stemma.governance.vote;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.stemma.governance.Voter;

/**
 * Who may vote with which weight, frozen as of one time: whatever changes afterwards changes no live vote. Seats are
 * sorted by voter, each voter has one, and their weights together fit in a long.
 *
 * <p>A recused voter is a party to the matter. It has no vote, but its seat still counts in the whole that the quorum is
 * measured by: to recuse others never makes a decision easier to reach.
 *
 * @param snapshot the time as of which the weights were taken
 * @param recused sorted; each has a seat
 */
public record Electorate(Instant snapshot, List<Seat> seats, List<Voter> recused) {
    /** The most seats of one electorate: all ballots are counted in one transaction. */
    public static final int MAX_SEATS = 200;

    public Electorate {
        must(!seats.isEmpty() && seats.size() <= MAX_SEATS, "1 to " + MAX_SEATS + " seats, not " + seats.size());
        seats = seats.stream().sorted(Comparator.comparing(Seat::voter)).toList();
        Set<Voter> voters = new HashSet<>();
        for (Seat seat : seats) {
            must(voters.add(seat.voter()), "one seat per voter, not two for " + seat.voter());
        }
        recused = List.copyOf(new TreeSet<>(recused));
        must(voters.containsAll(recused), "recused voters have seats: " + recused);
        weigh(seats);
    }

    /** One seat of weight 1 per organisation. */
    public static Electorate oneSeatEach(Instant snapshot, Collection<Voter> organisations, Collection<Voter> recused) {
        List<Seat> seats =
                organisations.stream().map(voter -> new Seat(voter, 1)).toList();
        return new Electorate(snapshot, seats, List.copyOf(recused));
    }

    /** The weight of all seats, recused ones included: the whole of the quorum. */
    public long weight() {
        return weigh(seats);
    }

    /** The weight of the seats that may vote. */
    public long votingWeight() {
        return weigh(seats.stream().filter(seat -> !isRecused(seat.voter())).toList());
    }

    /** The weight of a voter's seat; empty for who has none. */
    public Optional<Long> weightOf(Voter voter) {
        return seats.stream()
                .filter(seat -> seat.voter().equals(voter))
                .map(Seat::weight)
                .findFirst();
    }

    public boolean isRecused(Voter voter) {
        return recused.contains(voter);
    }

    private static long weigh(List<Seat> seats) {
        long sum = 0;
        for (Seat seat : seats) {
            sum = Math.addExact(sum, seat.weight());
        }
        return sum;
    }

    private static void must(boolean holds, String expected) {
        if (!holds) {
            throw new IllegalArgumentException("an electorate has " + expected);
        }
    }
}
