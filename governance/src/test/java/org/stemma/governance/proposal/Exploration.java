package org.stemma.governance.proposal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.stemma.governance.parameter.GovernedParameter.TREASURY_FEE;
import static org.stemma.governance.vote.Voters.A;
import static org.stemma.governance.vote.Voters.B;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.stemma.governance.GovernanceRefused;
import org.stemma.governance.Portion;
import org.stemma.governance.Voter;
import org.stemma.governance.action.Facts;
import org.stemma.governance.vote.Ballot;
import org.stemma.governance.vote.Choice;
import org.stemma.governance.vote.Electorate;
import org.stemma.governance.vote.Mode;
import org.stemma.governance.vote.Voters;

/**
 * Visits every state that a small council can reach, by every order of steps, and checks each step against laws that are
 * written here anew, in plain arithmetic: nothing of the library decides what is right.
 */
final class Exploration {
    private static final int DELAY = 1;
    private static final int VOTING = 2;
    private static final int LATE = 2;
    private static final int QUEUE = 2;
    private static final int TIMELOCK = 1;
    private static final int EXECUTION = 2;
    private static final int LAST_START = 1;
    private static final int HORIZON = LAST_START + DELAY + VOTING + LATE + QUEUE + TIMELOCK + EXECUTION + 1;
    private static final Comparator<Ballot> LIKE = Comparator.comparing(Ballot::choice)
            .thenComparing(Ballot::firstCastAt)
            .thenComparing(Ballot::castAt);
    private static final List<Choice> ORDER = List.of(Choice.FOR, Choice.AGAINST, Choice.ABSTAIN);
    private static final Voter GUARDIAN = new Voter("Guardian");

    private static final Map<Status, Set<Status>> FOLLOWS = new EnumMap<>(Map.of(
            Status.PENDING, EnumSet.of(Status.ACTIVE, Status.CANCELLED),
            Status.ACTIVE, EnumSet.of(Status.SUCCEEDED, Status.DEFEATED),
            Status.SUCCEEDED, EnumSet.of(Status.QUEUED, Status.EXPIRED),
            Status.QUEUED, EnumSet.of(Status.READY, Status.VETOED),
            Status.READY, EnumSet.of(Status.EXECUTED, Status.EXPIRED)));

    private final Mode mode;
    private final int quorumPpm;
    private final int supportPpm;
    private final List<Voter> recused;
    private final long[] weights;
    private final List<Choice> choices;
    private final Deque<State> open = new ArrayDeque<>();
    private final Set<State> known = new HashSet<>();
    private final Set<Status> met = EnumSet.noneOf(Status.class);

    /** A state of the world; what was met on the way to it belongs to it. */
    private record State(Optional<Proposal> proposal, int now, boolean changed, int executions, boolean defeated) {}

    Exploration(Mode mode, int quorumPpm, int supportPpm, List<Choice> choices, List<Voter> recused, long... weights) {
        this.mode = mode;
        this.quorumPpm = quorumPpm;
        this.supportPpm = supportPpm;
        this.choices = choices;
        this.recused = recused;
        this.weights = weights.clone();
    }

    /** Visits everything; returns the statuses that were met. */
    Set<Status> run() {
        add(new State(Optional.empty(), 0, false, 0, false));
        while (!open.isEmpty()) {
            State state = open.pop();
            state.proposal().ifPresentOrElse(proposal -> steps(state, proposal), () -> begin(state));
        }
        return met;
    }

    int states() {
        return known.size();
    }

    private void begin(State state) {
        if (state.now() < LAST_START && weights.length < 3) {
            add(new State(Optional.empty(), state.now() + 1, state.changed(), 0, false));
        }
        attempt(() -> propose(state, Optional.empty()))
                .ifPresent(made -> add(new State(Optional.of(made), state.now(), state.changed(), 0, false)));
    }

    private void steps(State state, Proposal proposal) {
        Status status = status(proposal, state.now());
        met.add(status);
        boolean ended = !FOLLOWS.containsKey(status);
        if (state.now() < HORIZON) {
            // Nothing is left to wait for once it has ended, but the end must still be the end.
            go(state, proposal, ended ? HORIZON : state.now() + 1, state.changed());
        }
        // Only opening and execution look at the world: a change at any other time is one just before these.
        boolean looked = (!ended && proposal.electorate().isEmpty()) || status == Status.READY;
        if (!state.changed() && looked) {
            go(state, proposal, state.now(), true);
        }
        for (int i = 0; i < weights.length; i++) {
            Voter voter = Voters.voter(i);
            choices.forEach(choice -> cast(state, proposal, voter, choice));
        }
        cancel(state, proposal, A);
        cancel(state, proposal, B);
        for (int lag = 0; lag <= 1; lag++) {
            open(state, proposal, lag);
            queue(state, proposal, lag);
        }
        veto(state, proposal, GUARDIAN);
        veto(state, proposal, A);
        execute(state, proposal);
        proposeAgain(state, proposal);
    }

    private void open(State state, Proposal proposal, int lag) {
        // The membership may have changed after the proposal: what was opened counts, whatever comes later.
        int opens = opens(proposal);
        long[] now = weights.clone();
        now[0] += state.changed() ? 1 : 0;
        Electorate electorate = Voters.weighing(Council.at(opens), recused, now);
        attempt(() -> ProposalRules.open(proposal, electorate, time(state, lag)))
                .ifPresent(opened -> {
                    assertTrue(proposal.electorate().isEmpty());
                    assertTrue(opens <= state.now() - lag && state.now() < opens + VOTING, "opened out of time");
                    go(state, opened, state.now(), state.changed());
                });
    }

    private void cast(State state, Proposal proposal, Voter voter, Choice choice) {
        attempt(() -> ProposalRules.cast(proposal, voter, choice, Council.at(state.now())))
                .ifPresent(ballot -> {
                    assertFalse(recused.contains(voter), "a recused voter voted");
                    assertTrue(state.now() >= opens(proposal), "voted before the opening");
                    assertTrue(state.now() < closes(proposal), "voted after the closing");
                    assertTrue(
                            mode == Mode.REPLACEABLE || proposal.ballotOf(voter).isEmpty(), "voted twice");
                    proposal.ballotOf(voter)
                            .ifPresent(former -> assertEquals(former.firstCastAt(), ballot.firstCastAt()));
                    go(state, proposal.with(ballot), state.now(), state.changed());
                });
    }

    private void cancel(State state, Proposal proposal, Voter caller) {
        attempt(() -> ProposalRules.cancel(proposal, caller, Council.at(state.now())))
                .ifPresent(cancelled -> {
                    assertEquals(A, caller);
                    assertTrue(state.now() < opens(proposal), "cancelled after the opening");
                    go(state, cancelled, state.now(), state.changed());
                });
    }

    private void queue(State state, Proposal proposal, int lag) {
        attempt(() -> ProposalRules.queue(proposal, time(state, lag))).ifPresent(queued -> {
            assertTrue(passes(proposal), "queued without quorum or support");
            int closes = closes(proposal);
            assertTrue(state.now() >= closes && state.now() < closes + QUEUE, "queued out of time");
            assertTrue(decided(proposal) || state.now() - lag >= closes, "queued while votes could come");
            go(state, queued, state.now(), state.changed());
        });
    }

    private void veto(State state, Proposal proposal, Voter caller) {
        attempt(() -> ProposalRules.veto(proposal, caller, Council.at(state.now())))
                .ifPresent(vetoed -> {
                    assertEquals(GUARDIAN, caller);
                    assertTrue(state.now() < queuedAt(proposal) + TIMELOCK, "vetoed after the timelock");
                    go(state, vetoed, state.now(), state.changed());
                });
    }

    private void execute(State state, Proposal proposal) {
        Facts facts = state.changed()
                ? Council.FACTS.with(Council.FACTS.parameters().change(TREASURY_FEE, 1, 8, 7))
                : Council.FACTS;
        attempt(() -> ProposalRules.execute(proposal, facts, Council.at(state.now())))
                .ifPresent(done -> {
                    assertFalse(state.changed(), "executed on changed facts");
                    assertFalse(state.defeated(), "executed and defeated");
                    assertEquals(0, state.executions(), "executed twice");
                    assertTrue(passes(proposal), "executed without quorum or support at its snapshot");
                    int ready = queuedAt(proposal) + TIMELOCK;
                    assertTrue(state.now() >= ready, "executed before the timelock ran out");
                    assertTrue(state.now() < ready + EXECUTION, "executed after it had lapsed");
                    check(proposal, state.now(), done.proposal(), state.now());
                    add(new State(Optional.of(done.proposal()), state.now(), false, 1, false));
                });
    }

    private void proposeAgain(State state, Proposal latest) {
        Status status = status(latest, state.now());
        boolean free =
                status == Status.CANCELLED ? state.now() >= opens(latest) + VOTING : !FOLLOWS.containsKey(status);
        Optional<Proposal> again = attempt(() -> propose(state, Optional.of(latest)));
        assertEquals(free && !state.changed(), again.isPresent(), "the proposer's slot");
    }

    private Proposal propose(State state, Optional<Proposal> latest) {
        Facts facts = state.changed()
                ? Council.FACTS.with(Council.FACTS.parameters().change(TREASURY_FEE, 1, 8, 7))
                : Council.FACTS;
        return ProposalRules.propose(
                new Draft(new ProposalId("prp"), A, Council.RAISE_FEE),
                procedure(),
                latest,
                Voters.weighing(Council.at(state.now()), recused, weights),
                recused,
                facts,
                Council.at(state.now()));
    }

    private Procedure procedure() {
        return new Procedure(
                mode,
                1,
                DELAY,
                VOTING,
                LATE,
                QUEUE,
                TIMELOCK,
                EXECUTION,
                new Portion(quorumPpm),
                new Portion(supportPpm),
                new Portion(0),
                Optional.of(GUARDIAN));
    }

    private void go(State from, Proposal proposal, int now, boolean changed) {
        from.proposal().ifPresent(before -> check(before, from.now(), proposal, now));
        boolean defeated = from.defeated() || status(proposal, now) == Status.DEFEATED;
        assertTrue(!defeated || status(proposal, now) == Status.DEFEATED, "defeat was not final");
        add(new State(Optional.of(proposal), now, changed, from.executions(), defeated));
    }

    /** A status follows from the one before, or stays; a final one stays. */
    private static void check(Proposal before, int then, Proposal after, int now) {
        Status former = status(before, then);
        Status status = status(after, now);
        Set<Status> next = FOLLOWS.getOrDefault(former, EnumSet.noneOf(Status.class));
        assertTrue(status == former || next.contains(status), former + " became " + status);
        assertEquals(next.isEmpty(), former.isFinal());
    }

    private void add(State state) {
        State alike = new State(
                state.proposal().map(this::ordered),
                state.now(),
                state.changed(),
                state.executions(),
                state.defeated());
        if (known.add(alike)) {
            open.push(alike);
        }
    }

    /**
     * The same state up to the names of voters who differ in nothing else: B, C … of one weight, none recused. The rules
     * know a voter's name only as the key of its ballot and for ties in time.
     */
    private Proposal ordered(Proposal proposal) {
        boolean alike =
                recused.isEmpty() && Arrays.stream(weights).skip(1).distinct().count() == 1;
        if (!alike || proposal.ballots().isEmpty()) {
            return proposal;
        }
        List<Ballot> ballots = new ArrayList<>();
        proposal.ballotOf(A).ifPresent(ballots::add);
        int next = 1;
        for (Ballot ballot : proposal.ballots().stream()
                .filter(other -> !other.voter().equals(A))
                .sorted(LIKE)
                .toList()) {
            ballots.add(new Ballot(Voters.voter(next), ballot.choice(), ballot.firstCastAt(), ballot.castAt()));
            next++;
        }
        return new Proposal(
                proposal.id(),
                proposal.proposer(),
                proposal.actions(),
                proposal.procedure(),
                proposal.proposedAt(),
                proposal.electorate(),
                ballots,
                proposal.milestones());
    }

    private boolean passes(Proposal proposal) {
        return proposal.electorate().isPresent() && passes(sums(proposal));
    }

    private boolean passes(long[] sums) {
        long cast = sums[0] + sums[1] + sums[2];
        return cast * 1_000_000 >= quorumPpm * sums[3] && sums[0] * 1_000_000 > supportPpm * (sums[0] + sums[1]);
    }

    /** For, Against, Abstain, all seats, and what is silent; by the weights that were frozen. */
    private long[] sums(Proposal proposal) {
        long[] sums = new long[5];
        for (var seat : proposal.electorate().orElseThrow().seats()) {
            sums[3] += seat.weight();
            Optional<Ballot> ballot = proposal.ballotOf(seat.voter());
            boolean silent = ballot.isEmpty() && !recused.contains(seat.voter());
            sums[4] += silent ? seat.weight() : 0;
            ballot.ifPresent(cast -> sums[ORDER.indexOf(cast.choice())] += seat.weight());
        }
        return sums;
    }

    /** Whether all further votes For, all Against and all Abstain or none end alike: outcomes are monotone between. */
    private boolean decided(Proposal proposal) {
        if (mode == Mode.REPLACEABLE || proposal.electorate().isEmpty()) {
            return false;
        }
        Set<Boolean> ends = new HashSet<>();
        complete(sums(proposal), silent(proposal), 0, ends);
        return ends.size() == 1;
    }

    private List<Long> silent(Proposal proposal) {
        return proposal.electorate().orElseThrow().seats().stream()
                .filter(seat -> !recused.contains(seat.voter())
                        && proposal.ballotOf(seat.voter()).isEmpty())
                .map(seat -> seat.weight())
                .toList();
    }

    private void complete(long[] sums, List<Long> silent, int from, Set<Boolean> ends) {
        if (from == silent.size()) {
            ends.add(passes(sums));
            return;
        }
        complete(sums, silent, from + 1, ends);
        for (int choice = 0; choice < 3; choice++) {
            sums[choice] += silent.get(from);
            complete(sums, silent, from + 1, ends);
            sums[choice] -= silent.get(from);
        }
    }

    private int closes(Proposal proposal) {
        int scheduled = opens(proposal) + VOTING;
        if (proposal.electorate().isEmpty()) {
            return scheduled;
        }
        if (decided(proposal)) {
            // Nobody votes after the decision, so it fell with the last ballot, or at the opening without any.
            return proposal.ballots().stream()
                    .mapToInt(b -> seconds(b.castAt()))
                    .max()
                    .orElse(opens(proposal));
        }
        for (int at = opens(proposal); at < HORIZON; at++) {
            long cast = 0;
            long all = sums(proposal)[3];
            for (Ballot ballot : proposal.ballots()) {
                long weight = proposal.electorate()
                        .orElseThrow()
                        .weightOf(ballot.voter())
                        .orElseThrow();
                cast += seconds(ballot.firstCastAt()) <= at ? weight : 0;
            }
            if (cast * 1_000_000 >= quorumPpm * all) {
                return Math.max(scheduled, at + LATE);
            }
        }
        return scheduled;
    }

    private static int opens(Proposal proposal) {
        return seconds(proposal.proposedAt()) + DELAY;
    }

    private static int queuedAt(Proposal proposal) {
        return seconds(proposal.milestones().queuedAt().orElseThrow());
    }

    private static int seconds(java.time.Instant time) {
        return (int) (time.getEpochSecond() - Council.T0.getEpochSecond());
    }

    private static LedgerTime time(State state, int lag) {
        return new LedgerTime(Council.at(state.now()), Council.at(state.now() - lag));
    }

    private static Status status(Proposal proposal, int now) {
        return Council.status(proposal, now);
    }

    private static <T> Optional<T> attempt(Supplier<T> step) {
        try {
            return Optional.of(step.get());
        } catch (GovernanceRefused refused) {
            return Optional.empty();
        }
    }
}
