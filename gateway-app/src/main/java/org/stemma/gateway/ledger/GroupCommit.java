package org.stemma.gateway.ledger;

import io.micrometer.core.instrument.Metrics;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.stemma.api.batch.Batch;

/**
 * Lets writes of one signer go together while the ledger is busy, as a database's group commit does. Who comes while
 * nothing of its signer is under way goes at once and alone. While transactions of the signer are under way others wait,
 * and leave as one batch when one of these has ended. What changes the same record is never in two transactions that are
 * under way. Only commands that need the same consent go together, so that an organisation which is away holds up nobody
 * who doesn't need it. Threads that wait carry the groups: the first of a group leads it. Safe for use by many threads.
 */
final class GroupCommit {
    /** Transactions of one signer under way at once: one is endorsed while the other is ordered. */
    static final int MAX_UNDER_WAY = 2;

    /** Who is carried by another looks for its answer at least so often. */
    private static final Duration GLANCE = Duration.ofMillis(100);

    private final Consumer<List<Member>> carrier;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Line> lines = new HashMap<>();
    private final Set<String> changing = new HashSet<>();

    /** The writes of one signer. */
    private static final class Line {
        private final Deque<Member> waiting = new ArrayDeque<>();
        private int underWay;
    }

    /** @param carrier carries a group into a block, and tells each of it what became of it */
    GroupCommit(Consumer<List<Member>> carrier) {
        this.carrier = carrier;
    }

    /** Carries a command into a block, alone or with others, and returns when it is there. */
    Committed run(Member member) {
        if (!Batch.mayHold(member.function())) {
            // Decisions, closings and settlements conflict with nothing that waits here.
            return byItself(member);
        }
        enter(member);
        try {
            while (true) {
                Optional<Member.Signal> signal =
                        member.await(longer(member.retries().left(), GLANCE));
                if (signal.isPresent()) {
                    Optional<Committed> committed = heed(signal.get());
                    if (committed.isPresent()) {
                        return committed.get();
                    }
                } else if (leave(member)) {
                    // Those before it took all of its time.
                    throw PeerFailure.ownAway();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            abandon(member);
            throw new IllegalStateException("interrupted while " + member.function() + " was under way", e);
        }
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    /** Nobody is left waiting for one that goes: a group that it should have led is told that it was not carried. */
    private void abandon(Member member) {
        lock.lock();
        try {
            member.abandon();
            line(member).waiting.remove(member);
        } finally {
            lock.unlock();
        }
        member.pending().ifPresent(signal -> {
            if (signal instanceof Member.Signal.Lead lead) {
                lead.group().forEach(one -> one.failed(PeerFailure.ownAway()));
                ended(lead.group());
            }
        });
    }

    private Committed byItself(Member member) {
        carrier.accept(List.of(member));
        try {
            return heed(member.await(GLANCE).orElseThrow()).orElseThrow();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private Optional<Committed> heed(Member.Signal signal) {
        if (signal instanceof Member.Signal.Done done) {
            return Optional.of(done.committed());
        } else if (signal instanceof Member.Signal.Failed failed) {
            throw failed.failure();
        } else if (signal instanceof Member.Signal.Lead lead) {
            lead(lead.group());
        }
        return Optional.empty();
    }

    private void lead(List<Member> group) {
        try {
            carrier.accept(group);
        } finally {
            ended(group);
        }
    }

    private void enter(Member member) {
        lock.lock();
        try {
            line(member).waiting.add(member);
            dispatch(line(member));
            if (line(member).waiting.contains(member)) {
                member.mustWait();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Whether it was still waiting, and is gone now. */
    private boolean leave(Member member) {
        lock.lock();
        try {
            return line(member).waiting.remove(member);
        } finally {
            lock.unlock();
        }
    }

    private Line line(Member member) {
        return lines.computeIfAbsent(member.caller().name(), absent -> new Line());
    }

    private void ended(List<Member> group) {
        lock.lock();
        try {
            group.forEach(member -> changing.removeAll(member.debits()));
            Line own = line(group.get(0));
            own.underWay--;
            for (int i = group.size() - 1; i >= 0; i--) {
                // Who was told nothing goes again by itself, before those who came later, if it is still there to.
                Member member = group.get(i);
                if (!member.isAnswered() && !member.isAbandoned()) {
                    member.goAlone();
                    own.waiting.addFirst(member);
                }
            }
            // A record that has become free may be one for which writes of another signer wait.
            lines.values().forEach(this::dispatch);
            lines.values().removeIf(line -> line.underWay == 0 && line.waiting.isEmpty());
        } finally {
            lock.unlock();
        }
    }

    int waiting() {
        lock.lock();
        try {
            return lines.values().stream().mapToInt(line -> line.waiting.size()).sum();
        } finally {
            lock.unlock();
        }
    }

    int underWay() {
        lock.lock();
        try {
            return lines.values().stream().mapToInt(line -> line.underWay).sum();
        } finally {
            lock.unlock();
        }
    }

    private void dispatch(Line line) {
        while (line.underWay < MAX_UNDER_WAY) {
            List<Member> group = next(line);
            if (group.isEmpty()) {
                return;
            }
            line.underWay++;
            group.forEach(member -> changing.addAll(member.debits()));
            Metrics.summary("stemma.group.commands").record(group.size());
            group.get(0).lead(group);
        }
    }

    /** The first that may leave now, and those behind it that may go with it; they leave the line. */
    private List<Member> next(Line line) {
        List<Member> group = new ArrayList<>();
        int bytes = 0;
        for (Iterator<Member> waiting = line.waiting.iterator(); waiting.hasNext(); ) {
            Member member = waiting.next();
            boolean fits = group.isEmpty()
                    || (!member.isAlone()
                            && member.consent().equals(group.get(0).consent())
                            && bytes + member.bytes() <= Batch.MAX_BYTES);
            if (fits && Collections.disjoint(changing, member.debits())) {
                waiting.remove();
                group.add(member);
                bytes += member.bytes();
                if (member.isAlone() || group.size() == Batch.MAX_COMMANDS) {
                    return group;
                }
            }
        }
        return group;
    }
}
