package org.stemma.governance.vote;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.stemma.governance.Portion;
import org.stemma.governance.Voter;

/**
 * What the ballots amount to. Every seat's weight is in exactly one of the five numbers.
 *
 * <p>The <em>quorum</em> is reached if For, Against and Abstain together are at least its portion of all seats: all who
 * take part count, whatever they say, so replacing a vote never moves the quorum. The <em>support</em> is reached if For
 * is more than its portion of For and Against; so a tie fails at one half, and without a single For nothing passes.
 *
 * @param silentWeight of those who may vote and have not
 * @param recusedWeight of those who may not vote
 */
public record Tally(long forWeight, long againstWeight, long abstainWeight, long silentWeight, long recusedWeight) {

    /** The tally of an electorate in which nobody has voted. */
    public static Tally of(Electorate electorate) {
        long voting = electorate.votingWeight();
        return new Tally(0, 0, 0, voting, electorate.weight() - voting);
    }

    /** Counts each ballot by its voter's weight in the electorate; a ballot without a voice is a broken invariant. */
    public static Tally of(Electorate electorate, Collection<Ballot> ballots) {
        Tally tally = of(electorate);
        Set<Voter> counted = new HashSet<>();
        for (Ballot ballot : ballots) {
            if (!counted.add(ballot.voter())) {
                throw new IllegalArgumentException("two ballots of " + ballot.voter());
            }
            tally = tally.plus(ballot, electorate);
        }
        return tally;
    }

    /** This tally and one more ballot of a voter that was silent. */
    public Tally plus(Ballot ballot, Electorate electorate) {
        long weight = electorate
                .weightOf(ballot.voter())
                .filter(seat -> !electorate.isRecused(ballot.voter()))
                .orElseThrow(() -> new IllegalArgumentException("a ballot without a voice: " + ballot));
        return new Tally(
                forWeight + (ballot.choice() == Choice.FOR ? weight : 0),
                againstWeight + (ballot.choice() == Choice.AGAINST ? weight : 0),
                abstainWeight + (ballot.choice() == Choice.ABSTAIN ? weight : 0),
                silentWeight - weight,
                recusedWeight);
    }

    /** The weight that has taken part. */
    public long castWeight() {
        return forWeight + againstWeight + abstainWeight;
    }

    /** The weight of all seats. */
    public long weight() {
        return castWeight() + silentWeight + recusedWeight;
    }

    public boolean hasQuorum(Portion quorum) {
        return quorum.isReachedBy(castWeight(), weight());
    }

    public boolean hasSupport(Portion support) {
        return support.isExceededBy(forWeight, forWeight + againstWeight);
    }

    public boolean passes(Portion quorum, Portion support) {
        return hasQuorum(quorum) && hasSupport(support);
    }

    /** Whether no further ballot could change the outcome, as long as those that are counted stand. */
    public boolean isDecided(Portion quorum, Portion support) {
        return surelyPasses(quorum, support) || surelyFails(quorum, support);
    }

    private boolean surelyPasses(Portion quorum, Portion support) {
        return hasQuorum(quorum) && support.isExceededBy(forWeight, forWeight + againstWeight + silentWeight);
    }

    private boolean surelyFails(Portion quorum, Portion support) {
        long most = forWeight + silentWeight;
        return !quorum.isReachedBy(castWeight() + silentWeight, weight())
                || !support.isExceededBy(most, most + againstWeight);
    }
}
