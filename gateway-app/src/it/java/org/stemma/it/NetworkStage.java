package org.stemma.it;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.hyperledger.fabric.client.CommitStatusException;
import org.hyperledger.fabric.client.Status;
import org.hyperledger.fabric.client.SubmitException;
import org.hyperledger.fabric.client.SubmittedTransaction;
import org.hyperledger.fabric.client.Transaction;
import org.stemma.api.Codec;
import org.stemma.api.Command;
import org.stemma.api.Outcome;
import org.stemma.contracts.exactness.BatchSteps;
import org.stemma.contracts.exactness.BlockAudit;
import org.stemma.contracts.exactness.Stage;
import org.stemma.contracts.exactness.model.Step;

/** The product on a real network: what is sent is endorsed by all members, and what is known of it comes from blocks. */
final class NetworkStage implements Stage, AutoCloseable {
    private static final int ATTEMPTS = 20;
    private static final long POLL_MILLIS = 60;
    private static final long PATIENCE_SECONDS = 60;

    private final Clients clients;
    private final Chaincode ledger;
    private final CommittedBlocks blocks;
    private final BlockAudit audit = new BlockAudit();
    private final List<String> differences = new ArrayList<>();
    private final TreeMap<Long, List<Step>> steps = new TreeMap<>();
    private final AtomicLong retries = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition more = lock.newCondition();
    private final Thread follower = new Thread(this::follow, "blocks");
    private long read;
    private volatile boolean closed;

    NetworkStage(Clients clients) {
        this.clients = clients;
        this.ledger = new Chaincode(clients);
        this.blocks = new CommittedBlocks(clients);
        follower.setDaemon(true);
        follower.start();
        await(blocks.height());
    }

    private void follow() {
        try {
            while (!closed) {
                if (read < blocks.height()) {
                    take(read);
                } else {
                    Thread.sleep(POLL_MILLIS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            broken("the blocks can't be read any more: " + e);
        }
    }

    private void broken(String difference) {
        lock.lock();
        try {
            differences.add(difference);
        } finally {
            lock.unlock();
        }
    }

    private void take(long number) {
        List<Step> valid = blocks.block(number).stream()
                .map(CommittedBlocks.Committed::step)
                .flatMap(step -> BatchSteps.of(step).stream())
                .toList();
        lock.lock();
        try {
            differences.addAll(audit.block(valid));
            steps.put(number, valid);
            read = number + 1;
            more.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until so many blocks are read. */
    private void await(long height) {
        lock.lock();
        try {
            long left = TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            while (read < height) {
                left = more.awaitNanos(left);
                if (left <= 0) {
                    throw new IllegalStateException("block " + height + " does not come: " + differences);
                }
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Reply send(String organisation, String user, String function, String name, Supplier<Command> command) {
        String code = "";
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                Transaction endorsed = ledger.endorse(
                        new Chaincode.User(organisation, user), function, command.get(), Chaincode.ALL);
                SubmittedTransaction submitted = endorsed.submitAsync();
                Status status = submitted.getStatus();
                if (status.isSuccessful()) {
                    awaitEverywhere(organisation, user, submitted.getBytes());
                }
                await(status.getBlockNumber() + 1);
                if (status.isSuccessful()) {
                    return Reply.of(Codec.decode(
                            new String(endorsed.getResult(), java.nio.charset.StandardCharsets.UTF_8), Outcome.class));
                }
                code = status.getCode().name();
            } catch (Chaincode.NotEndorsed e) {
                code = e.code();
                if (isRefusal(code)) {
                    return Reply.refused(code);
                }
                pause(attempt);
            } catch (SubmitException | CommitStatusException e) {
                throw new IllegalStateException("submitting " + function, e);
            }
            retries.incrementAndGet();
        }
        return Reply.refused(code);
    }

    /** Who endorses what comes next must have seen this. */
    private void awaitEverywhere(String organisation, String user, byte[] commit) throws CommitStatusException {
        for (String peer : Chaincode.ALL) {
            clients.as(organisation, user, peer).newCommit(commit).getStatus();
        }
    }

    /** A room and a reason; what it is otherwise, peers at different heights do not agree on. */
    private static boolean isRefusal(String code) {
        return code.matches("[a-z]+\\.[a-z_]+");
    }

    private static void pause(int attempt) {
        try {
            Thread.sleep(POLL_MILLIS * (1 + attempt));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Instant now() {
        return Instant.now().truncatedTo(java.time.temporal.ChronoUnit.MILLIS);
    }

    @Override
    public void pass(long millis) {
        // Time passes by itself.
    }

    @Override
    public void await(Instant time) {
        try {
            while (!Instant.now().isAfter(time)) {
                Thread.sleep(POLL_MILLIS);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public BlockAudit ledger() {
        return audit;
    }

    /** How many blocks were read. */
    long height() {
        lock.lock();
        try {
            return read;
        } finally {
            lock.unlock();
        }
    }

    /** What was committed in the blocks from a height on. */
    List<Step> since(long height) {
        lock.lock();
        try {
            return steps.tailMap(height, true).values().stream()
                    .flatMap(List::stream)
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    /** Where a block did not balance. */
    List<String> differences() {
        lock.lock();
        try {
            return List.copyOf(differences);
        } finally {
            lock.unlock();
        }
    }

    String figures() {
        return String.format(Locale.ROOT, "%d attempts again, since others were faster", retries.get());
    }

    @Override
    public void close() {
        closed = true;
        follower.interrupt();
    }
}
