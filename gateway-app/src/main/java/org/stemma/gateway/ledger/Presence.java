package org.stemma.gateway.ledger;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Whether somebody is there who is needed: the own peer, an organisation's endorser, a leader of the orderers. While it is
 * away one writer at a time asks, with pauses, and the others wait for what that one finds out: asking all in vain would
 * take the processor from what is just coming back.
 */
final class Presence {
    /** How long a write waits for it; then its client is told. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    static final Duration PAUSE = Duration.ofMillis(200);

    /** If who asks is never answered, another one asks. */
    private static final Duration TURN = Duration.ofSeconds(2);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean away;
    private long nextTurn;

    /** Returns at once if it is there, or else when it is back or it is this writer's turn to ask; false if neither is. */
    boolean await(Duration atMost) {
        lock.lock();
        try {
            long end = System.nanoTime() + Math.min(atMost.toNanos(), PATIENCE.toNanos());
            while (away) {
                long now = System.nanoTime();
                if (now - nextTurn >= 0) {
                    nextTurn = now + TURN.toNanos();
                    return true;
                }
                if (now - end >= 0) {
                    return false;
                }
                changed.awaitNanos(Math.min(end - now, nextTurn - now));
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    void failed() {
        lock.lock();
        try {
            away = true;
            nextTurn = System.nanoTime() + PAUSE.toNanos();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void answered() {
        lock.lock();
        try {
            if (away) {
                away = false;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }
}
