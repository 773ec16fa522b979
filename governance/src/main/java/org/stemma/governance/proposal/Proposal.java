package org.stemma.governance.proposal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.stemma.governance.Voter;
import org.stemma.governance.action.Action;
import org.stemma.governance.vote.Ballot;
import org.stemma.governance.vote.Electorate;
import org.stemma.governance.vote.Tally;

/**
 * The recorded facts of one proposal. What it is at a time, its {@link Status}, is derived from them. A ledger may keep
 * the ballots apart, each under its voter's own consent, and put them together here.
 *
 * @param procedure frozen when it was proposed
 * @param electorate frozen as of the opening; empty until somebody opens the vote
 * @param ballots one per voter at most, sorted by voter
 */
public record Proposal(
        ProposalId id,
        Voter proposer,
        List<Action> actions,
        Procedure procedure,
        Instant proposedAt,
        Optional<Electorate> electorate,
        List<Ballot> ballots,
        Milestones milestones) {

    public Proposal {
        actions = List.copyOf(actions);
        ballots = ballots.stream().sorted(Comparator.comparing(Ballot::voter)).toList();
        if (electorate.isEmpty() && !ballots.isEmpty()) {
            throw new IllegalArgumentException("no ballot without an electorate");
        }
    }

    /** A voter's live ballot. */
    public Optional<Ballot> ballotOf(Voter voter) {
        return ballots.stream().filter(ballot -> ballot.voter().equals(voter)).findFirst();
    }

    /** What the ballots amount to; empty while there is no electorate. */
    public Optional<Tally> tally() {
        return electorate.map(voters -> Tally.of(voters, ballots));
    }

    /** These facts with a voter's ballot, in place of its former one if there is one. */
    public Proposal with(Ballot ballot) {
        List<Ballot> changed = new ArrayList<>(ballots);
        changed.removeIf(other -> other.voter().equals(ballot.voter()));
        changed.add(ballot);
        return new Proposal(id, proposer, actions, procedure, proposedAt, electorate, changed, milestones);
    }

    Proposal with(Electorate voters) {
        return new Proposal(id, proposer, actions, procedure, proposedAt, Optional.of(voters), ballots, milestones);
    }

    Proposal with(Milestones reached) {
        return new Proposal(id, proposer, actions, procedure, proposedAt, electorate, ballots, reached);
    }

    /** The later of a time and of all that is recorded: ledger times are not monotonic, a proposal's are. */
    Instant notBefore(Instant time) {
        return Stream.of(Stream.of(time, proposedAt), ballots.stream().map(Ballot::castAt), milestones.times())
                .flatMap(times -> times)
                .max(Comparator.naturalOrder())
                .orElse(time);
    }
}
