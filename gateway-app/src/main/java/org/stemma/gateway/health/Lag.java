package org.stemma.gateway.health;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.stemma.gateway.ledger.LedgerHeight;
import org.stemma.gateway.readmodel.ReadModel;

/**
 * How far the read model is behind the own peer's ledger. Blocks bear the times of whoever proposed what is in them, so
 * time is measured here: from when a block was first known to be there. Safe for use by many threads.
 */
@Component
public final class Lag {
    /** Heights that are remembered until the read model has them; looked at every two seconds, two hours. */
    private static final int MAX_REMEMBERED = 3_600;

    private final Supplier<Optional<Long>> ledger;
    private final LongSupplier readModel;
    private final LongSupplier nanoTime;
    private Supplier<Optional<Long>> asking = Optional::empty;
    private final Deque<Known> missing = new ArrayDeque<>();

    /** The ledger had this height at this time. */
    private record Known(long height, long atNanos) {}

    /**
     * What was seen.
     *
     * @param ledgerHeight absent if the peer does not answer
     * @param behind for how long the oldest block that is missing here has been known; zero if none is
     */
    public record Seen(long height, Optional<Long> ledgerHeight, Duration behind) {
        public long blocksBehind() {
            return ledgerHeight.map(there -> Math.max(0, there - height)).orElse(0L);
        }
    }

    @Autowired
    Lag(LedgerHeight ledger, ReadModel readModel) {
        this(ledger::known, readModel::height, System::nanoTime);
        this.asking = ledger::height;
    }

    Lag(Supplier<Optional<Long>> ledger, LongSupplier readModel, LongSupplier nanoTime) {
        this.ledger = ledger;
        this.readModel = readModel;
        this.nanoTime = nanoTime;
    }

    /** The peer is asked here alone: no request waits for one that hangs. */
    @Scheduled(fixedDelay = 2_000)
    void lookByItself() {
        Optional<Long> unused = asking.get();
        unused = Optional.of(look().height());
    }

    public synchronized Seen look() {
        Optional<Long> there = ledger.get();
        long here = readModel.getAsLong();
        long now = nanoTime.getAsLong();
        there.filter(height -> missing.isEmpty() || height > missing.getLast().height())
                .ifPresent(height -> missing.addLast(new Known(height, now)));
        while (!missing.isEmpty() && missing.getFirst().height() <= here) {
            missing.removeFirst();
        }
        if (missing.size() > MAX_REMEMBERED) {
            missing.removeLast();
        }
        Known oldest = missing.peekFirst();
        return new Seen(here, there, oldest == null ? Duration.ZERO : Duration.ofNanos(now - oldest.atNanos()));
    }
}
