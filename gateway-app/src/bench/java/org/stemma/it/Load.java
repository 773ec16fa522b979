package org.stemma.it;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.hyperledger.fabric.client.EndorseException;
import org.hyperledger.fabric.client.Proposal;
import org.hyperledger.fabric.client.SubmitException;
import org.hyperledger.fabric.client.Transaction;

/**
 * Sends one kind of work as fast as the network takes it: a fixed number of senders endorse and submit, nobody waits for a
 * commit, and a lane is used again once all peers have committed its last transaction.
 */
final class Load {
    /** Before the first blocks come there is nothing to count. */
    private static final long RAMP_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final int DRAIN_SECONDS = 60;

    /** Fabric's word of a peer that knows nobody of an organisation, which it forgets whenever that one's news come in. */
    private static final String NOBODY_THERE = "failed to find any endorsing peers";

    private static final int TRIES = 4;
    private static final long PAUSE_MILLIS = 25;

    private final Commits commits;
    private final int lanes;
    private final int senders;

    Load(Commits commits, int lanes, int senders) {
        this.commits = commits;
        this.lanes = lanes;
        this.senders = senders;
    }

    /**
     * What became of a round: how many commands became valid each second, and how many ended otherwise, by what the client saw.
     *
     * @param askedAgain endorsements for which the peer that was asked knew nobody to ask, for a moment
     */
    record Round(double validPerSecond, Map<String, Integer> failures, double medianMillis, int askedAgain) {
        /** Several that lasted equally long as one. */
        static Round joined(List<Round> slices) {
            Map<String, Integer> failures = new ConcurrentSkipListMap<>();
            slices.forEach(slice -> slice.failures().forEach((code, count) -> failures.merge(code, count, Integer::sum)));
            return new Round(
                    slices.stream().mapToDouble(Round::validPerSecond).average().orElse(0),
                    Map.copyOf(failures),
                    slices.stream().mapToDouble(Round::medianMillis).average().orElse(0),
                    slices.stream().mapToInt(Round::askedAgain).sum());
        }
    }

    Round run(Work work, int seconds) throws InterruptedException {
        work.prepare();
        return new Running(work, seconds).run();
    }

    private final class Running {
        private final Work work;
        private final int used;
        private final LongAdder done = new LongAdder();
        private final long from = System.nanoTime() + RAMP_NANOS;
        private final long until;
        private final BlockingQueue<Integer> free = new LinkedBlockingQueue<>();
        private final AtomicBoolean stopped = new AtomicBoolean();
        private final Map<String, Integer> failures = new ConcurrentSkipListMap<>();
        private final AtomicInteger askedAgain = new AtomicInteger();
        private final List<Long> latencies = Collections.synchronizedList(new ArrayList<>());

        Running(Work work, int seconds) {
            this.work = work;
            this.until = from + TimeUnit.SECONDS.toNanos(seconds);
            this.used = work.lanes(lanes);
            for (int lane = 0; lane < used; lane++) {
                free.add(lane);
            }
        }

        Round run() throws InterruptedException {
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < senders; i++) {
                Thread thread = new Thread(this::send, "sender " + i);
                thread.start();
                threads.add(thread);
            }
            TimeUnit.NANOSECONDS.sleep(until - System.nanoTime());
            stopped.set(true);
            for (Thread thread : threads) {
                thread.join();
            }
            drain();
            double seconds = (until - from) / 1e9;
            return new Round(done.sum() / seconds, Map.copyOf(failures), median(), askedAgain.get());
        }

        /** The next round must find every lane's keys at rest. */
        private void drain() throws InterruptedException {
            for (int waited = 0; free.size() < used; waited++) {
                if (waited > DRAIN_SECONDS * 10) {
                    throw new IllegalStateException(
                            used - free.size() + " transactions of " + work.name() + " were never committed");
                }
                Thread.sleep(100);
            }
        }

        private void send() {
            try {
                while (!stopped.get()) {
                    Integer lane = free.poll(100, TimeUnit.MILLISECONDS);
                    if (lane != null) {
                        send(lane);
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private void send(int lane) {
            long began = System.nanoTime();
            Proposal proposal = work.next(lane);
            String id = proposal.getTransactionId();
            try {
                Transaction transaction = endorsed(proposal);
                int commands = work.commands(transaction);
                if (commands < work.most()) {
                    failures.merge("refused in a batch", work.most() - commands, Integer::sum);
                }
                commits.expect(id, (code, at) -> committed(lane, code, began, at, commands));
                transaction.submitAsync();
            } catch (EndorseException e) {
                failed(lane, Chaincode.reason(e));
            } catch (SubmitException e) {
                commits.forget(id);
                failed(lane, String.valueOf(e.getMessage()));
            }
        }

        /** Nobody was asked yet where the own peer found nobody to ask, so the same proposal may be sent again. */
        private Transaction endorsed(Proposal proposal) throws EndorseException {
            for (int tries = 1; true; tries++) {
                try {
                    return proposal.endorse();
                } catch (EndorseException e) {
                    if (tries == TRIES || !Chaincode.reason(e).contains(NOBODY_THERE)) {
                        throw e;
                    }
                    askedAgain.incrementAndGet();
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS));
                }
            }
        }

        private void committed(int lane, String code, long began, long at, int commands) {
            if (!code.equals("VALID")) {
                failures.merge(code, 1, Integer::sum);
            } else if (at >= from && at < until) {
                latencies.add(at - began);
                done.add(commands);
            }
            free.add(lane);
        }

        private void failed(int lane, String reason) {
            failures.merge(reason.length() > 120 ? reason.substring(0, 120) : reason, 1, Integer::sum);
            free.add(lane);
        }

        private double median() {
            List<Long> sorted = latencies.stream().sorted().toList();
            return sorted.isEmpty() ? 0 : sorted.get(sorted.size() / 2) / 1e6;
        }
    }
}
