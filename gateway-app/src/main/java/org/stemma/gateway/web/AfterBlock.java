package org.stemma.gateway.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;
import org.springframework.web.servlet.HandlerInterceptor;
import org.stemma.api.Refused;
import org.stemma.gateway.GatewayRefusal;
import org.stemma.gateway.readmodel.ReadModel;
import org.stemma.gateway.security.RequestNotes;

/**
 * Lets everybody read here what anybody was told here that it is written, and a client that wrote at one gateway read its
 * write at another: with {@code Stemma-After-Block: N} the answer waits until this gateway has block N. Who waits holds a
 * thread. So nobody waits for a block that this gateway's peer does not have, nor for one of his own choice without a key,
 * and only so many wait at a time: the others are told at once to come again.
 */
final class AfterBlock implements HandlerInterceptor {
    static final String HEADER = "Stemma-After-Block";

    /** The peer's height is asked for every two seconds; in that time it can have grown by no more than this. */
    static final int AHEAD = 200;

    /** Of a hundred threads: some are left for who need not wait. */
    static final int WAITERS = 90;

    /** Of these, who wait for a block that they name themselves. */
    static final int NAMING = 30;

    private static final Duration AT_MOST = Duration.ofSeconds(10);

    private final ReadModel readModel;
    private final LongSupplier peersHeight;
    private final Semaphore waiters = new Semaphore(WAITERS);
    private final Semaphore naming = new Semaphore(NAMING);

    /** @param peersHeight the last known height of the own peer, without asking it; 0 if it is not known */
    AfterBlock(ReadModel readModel, LongSupplier peersHeight) {
        this.readModel = readModel;
        this.peersHeight = peersHeight;
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        long asked = asked(request);
        long promised = readModel.promised();
        if (asked > promised && asked >= readModel.height()) {
            awaitNamed(request, asked);
        } else if (promised >= readModel.height()) {
            await(promised);
        }
        return true;
    }

    private void awaitNamed(HttpServletRequest request, long block) {
        boolean hasKey = RequestNotes.asker(request).isPresent()
                || RequestNotes.grant(request).isPresent();
        long there = Math.max(peersHeight.getAsLong(), readModel.height());
        if (!hasKey || block >= there + AHEAD || !naming.tryAcquire()) {
            throw behind(block);
        }
        try {
            await(block);
        } finally {
            naming.release();
        }
    }

    private void await(long block) {
        if (!waiters.tryAcquire()) {
            throw behind(block);
        }
        try {
            if (!readModel.awaitBlock(block, AT_MOST)) {
                throw behind(block);
            }
        } finally {
            waiters.release();
        }
    }

    private Refused behind(long block) {
        return Refused.because(GatewayRefusal.BEHIND, "height", readModel.height(), "asked", block);
    }

    private static long asked(HttpServletRequest request) {
        String block = request.getHeader(HEADER);
        if (block == null) {
            return -1;
        }
        if (!block.matches("0|[1-9][0-9]{0,14}")) {
            throw Malformed.at(HEADER, "the number of a block is expected");
        }
        return Long.parseLong(block);
    }
}
