package org.stemma.gateway.readmodel;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How far a rebuild of the read model is, or how it ended.
 *
 * @param cause {@code asked}, or {@code format}: the program keeps other tables than the one that wrote them
 * @param height how many blocks the new tables hold
 * @param blocks how many of them this process projected, and how many transactions
 * @param why the last failure, while it is being overcome: its kind, nothing of its text
 */
public record Rebuild(
        String cause,
        State state,
        Instant startedAt,
        Optional<Instant> finishedAt,
        long height,
        long blocks,
        long transactions,
        Optional<String> why) {
    /** What a rebuild is doing. */
    public enum State {
        RUNNING,
        DONE
    }

    static Rebuild begun(String cause, Instant at, long height) {
        return new Rebuild(cause, State.RUNNING, at, Optional.empty(), height, 0, 0, Optional.empty());
    }

    Rebuild grown(long newHeight, long moreBlocks, long moreTransactions) {
        return new Rebuild(
                cause,
                state,
                startedAt,
                finishedAt,
                newHeight,
                blocks + moreBlocks,
                transactions + moreTransactions,
                Optional.empty());
    }

    Rebuild failing(RuntimeException failure) {
        return new Rebuild(
                cause,
                state,
                startedAt,
                finishedAt,
                height,
                blocks,
                transactions,
                Optional.of(failure.getClass().getSimpleName()));
    }

    Rebuild done(Instant at) {
        return new Rebuild(
                cause, State.DONE, startedAt, Optional.of(at), height, blocks, transactions, Optional.empty());
    }

    public boolean running() {
        return state == State.RUNNING;
    }

    public long blocksPerSecond(Instant now) {
        return perSecond(blocks, now);
    }

    public long transactionsPerSecond(Instant now) {
        return perSecond(transactions, now);
    }

    private long perSecond(long count, Instant now) {
        long millis =
                Math.max(1, Duration.between(startedAt, finishedAt.orElse(now)).toMillis());
        return count * 1000 / millis;
    }
}
