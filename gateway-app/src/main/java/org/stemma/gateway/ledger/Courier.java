package org.stemma.gateway.ledger;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.hyperledger.fabric.client.SubmitException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.stemma.api.Codec;
import org.stemma.api.Command;
import org.stemma.api.Functions;
import org.stemma.api.Refused;
import org.stemma.api.batch.Batch;
import org.stemma.gateway.GatewayRefusal;
import org.stemma.gateway.config.GatewaySettings;
import org.stemma.gateway.readmodel.TransactionRow;
import org.stemma.gateway.threads.Background;

/**
 * Carries transactions into blocks for which no client waits: those that were asked for so, each by a thread of its own
 * that also tries again; and whatever the outbox still holds, of an earlier process, too, which is sent again as it is.
 */
final class Courier implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Courier.class);

    private static final Duration DRAINED_WITHIN = Duration.ofSeconds(15);

    private final Outbox outbox;
    private final CommitWatch commits;
    private final FabricConnection connection;
    private final Renewals renewals;
    private final Carrier carrier;
    private final Set<String> carried = ConcurrentHashMap.newKeySet();
    private final ExecutorService carriers;
    private final ScheduledFuture<?> rounds;
    private final ScheduledExecutorService round =
            Executors.newSingleThreadScheduledExecutor(Background.named("outbox"));

    /** Carries a command into a block, by as many transactions as it takes, each of which it tells of before it sends it. */
    @FunctionalInterface
    interface Carrier {
        Committed carry(
                Caller caller,
                String function,
                Function<Attempt, ? extends Command> command,
                Consumer<Endorsed> endorsed);
    }

    Courier(
            Outbox outbox,
            CommitWatch commits,
            FabricConnection connection,
            GatewaySettings.Submission settings,
            Renewals renewals,
            Carrier carrier) {
        this.outbox = outbox;
        this.commits = commits;
        this.connection = connection;
        this.renewals = renewals;
        this.carrier = carrier;
        this.carriers = new ThreadPoolExecutor(
                0, settings.maxAsync(), 1, TimeUnit.MINUTES, new SynchronousQueue<>(), Background.named("courier"));
        long pause = settings.resubmitAfter().toMillis();
        this.rounds = round.scheduleWithFixedDelay(this::sendAgain, pause, pause, TimeUnit.MILLISECONDS);
    }

    /**
     * Lets a command be carried, and returns as soon as there is an endorsed transaction, which is kept by then.
     *
     * @throws LedgerFailure if there is none
     * @throws Refused {@code gateway.busy} if too much is under way already
     */
    Submitted begin(Caller caller, String function, Function<Attempt, ? extends Command> command) {
        Errand errand = new Errand(caller, function, Optional.empty());
        try {
            carriers.execute(() -> errand.run(command));
        } catch (RejectedExecutionException e) {
            throw Refused.because(GatewayRefusal.BUSY);
        }
        return errand.begun();
    }

    /** Takes over what somebody waited for in vain. */
    void takeOver(Caller caller, Endorsed endorsed) {
        outbox.keep(caller, endorsed);
    }

    /** One command on its way. Used by one thread, but for its futures. */
    private final class Errand {
        private final Caller caller;
        private final String function;
        private final CompletableFuture<Submitted> begun = new CompletableFuture<>();
        private final CompletableFuture<Committed> committed = new CompletableFuture<>();
        private Optional<String> current;
        private boolean isTogether;
        private Optional<LedgerFailure> failure = Optional.empty();

        Errand(Caller caller, String function, Optional<String> current) {
            this.caller = caller;
            this.function = function;
            this.current = current;
        }

        void run(Function<Attempt, ? extends Command> command) {
            try {
                Committed done = carrier.carry(caller, function, command, this::endorsed);
                current.ifPresent(outbox::done);
                committed.complete(done);
            } catch (LedgerFailure e) {
                if (isFinal(e)) {
                    current.ifPresent(id -> ended(id, e));
                }
                fail(e);
            } catch (RuntimeException e) {
                LOG.warn("{} of {} was interrupted", function, caller.name(), e);
                fail(e);
            } finally {
                current.ifPresent(carried::remove);
            }
        }

        private void fail(RuntimeException e) {
            failure = e instanceof LedgerFailure known ? Optional.of(known) : Optional.empty();
            begun.completeExceptionally(e);
            committed.completeExceptionally(e);
        }

        /** A refusal of one of several in a transaction says nothing of the transaction, whose block tells of it. */
        private void ended(String id, LedgerFailure failure) {
            if (isTogether && failure instanceof LedgerRefused) {
                return;
            }
            outbox.failed(id, Outbox.Failure.of(failure));
        }

        private void endorsed(Endorsed by) {
            String id = by.id();
            carried.add(id);
            outbox.keep(caller, by);
            current.filter(before -> !before.equals(id)).ifPresent(before -> {
                outbox.replaced(before, id);
                carried.remove(before);
            });
            current = Optional.of(id);
            isTogether = by.function().equals(Batch.FUNCTION);
            begun.complete(new Submitted(id, by.outcome(), committed));
        }

        /** The transaction that was kept for it last. */
        Optional<String> carriedBy() {
            return current;
        }

        Optional<LedgerFailure> failure() {
            return failure;
        }

        Submitted begun() {
            try {
                return begun.get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while " + function + " was being endorsed", e);
            } catch (java.util.concurrent.ExecutionException e) {
                throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
            }
        }
    }

    /** What no peer can be reached for, or no block has yet, stays pending: the round goes on with it. */
    private static boolean isFinal(LedgerFailure failure) {
        return failure instanceof LedgerRefused || failure.code().equals(FabricLedger.INVALID);
    }

    private void sendAgain() {
        try {
            for (Outbox.Parcel parcel : outbox.pending()) {
                if (!carried.contains(parcel.transaction())) {
                    lookAlone(parcel);
                }
            }
            outbox.clean();
        } catch (DataAccessException e) {
            LOG.warn("the outbox can't be read now: {}", e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("the outbox's round failed", e);
        }
    }

    /** One that can't be looked at holds up none of the others. */
    private void lookAlone(Outbox.Parcel parcel) {
        try {
            look(parcel);
        } catch (DataAccessException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.error("{} can't be carried on now", parcel.transaction(), e);
        }
    }

    /**
     * What is not in a block is sent again, as long as a block could take it. Only the ledger says when none can: its
     * epoch is closed in the blocks that are read here, and it is in none of them.
     */
    private void look(Outbox.Parcel parcel) {
        boolean isClosed = commits.isClosed(parcel.at());
        Optional<TransactionRow> row = commits.find(parcel.transaction());
        if (row.isPresent() && row.get().valid()) {
            outbox.done(parcel.transaction());
            return;
        }
        Optional<Caller> caller = connection.caller(parcel.identity());
        if (row.isEmpty() && isClosed) {
            fail(parcel, "No block took the transaction.");
        } else if (caller.isEmpty()) {
            fail(parcel, "The identity that it is to be sent for is not here any more.");
        } else if (row.isPresent()) {
            replace(caller.get(), parcel, row.get());
        } else {
            send(caller.get(), parcel);
        }
    }

    /** It lost a race while nobody carried it: the same commands go into other transactions. */
    private void replace(Caller caller, Outbox.Parcel parcel, TransactionRow row) {
        Optional<List<Command>> commands = commands(parcel);
        if (FabricLedger.cause(row) == RetryPolicy.Cause.FINAL || commands.isEmpty()) {
            outbox.failed(row.id(), Outbox.Failure.of(FabricLedger.invalid(row)));
            return;
        }
        carried.add(row.id());
        try {
            carriers.execute(() -> replace(caller, row.id(), commands.get()));
        } catch (RejectedExecutionException e) {
            // The next round tries again.
            carried.remove(row.id());
        }
    }

    /** One after the other, each kept by itself from when it is endorsed; only then is the lost one done with. */
    private void replace(Caller caller, String lost, List<Command> commands) {
        try {
            Optional<String> successor = Optional.empty();
            Optional<LedgerFailure> failure = Optional.empty();
            for (Command command : commands) {
                Errand errand = new Errand(caller, Functions.of(command.getClass()), Optional.empty());
                errand.run(attempt -> renewals.renew(command));
                if (errand.carriedBy().isPresent()) {
                    successor = errand.carriedBy();
                }
                if (errand.failure().isPresent()) {
                    failure = errand.failure();
                }
            }
            finish(lost, successor, failure);
        } finally {
            carried.remove(lost);
        }
    }

    private void finish(String lost, Optional<String> successor, Optional<LedgerFailure> failure) {
        if (successor.isPresent()) {
            outbox.replaced(lost, successor.get());
        } else if (failure.filter(Courier::isFinal).isPresent()) {
            outbox.failed(lost, Outbox.Failure.of(failure.get()));
        }
        // Otherwise it stays as it is, and the next round tries again.
    }

    /** What a kept transaction carries; none if this program knows no such function. */
    private static Optional<List<Command>> commands(Outbox.Parcel parcel) {
        if (parcel.function().equals(Batch.FUNCTION)) {
            return Optional.of(Codec.decode(parcel.argument(), Batch.class).commands().stream()
                    .map(Courier::command)
                    .toList());
        }
        return Functions.command(parcel.function()).map(type -> List.of(Codec.decode(parcel.argument(), type)));
    }

    private static Command command(Batch.Entry entry) {
        return Functions.command(entry.function())
                .map(type -> (Command) Codec.decode(entry.command(), type))
                .orElseThrow(() -> new IllegalStateException("no function " + entry.function()));
    }

    private void fail(Outbox.Parcel parcel, String why) {
        LOG.warn("{} is given up: {}", parcel.transaction(), why);
        outbox.failed(parcel.transaction(), new Outbox.Failure("gateway.transaction_lost", 503, why, Map.of()));
    }

    private void send(Caller caller, Outbox.Parcel parcel) {
        try {
            connection.submit(caller, parcel.bytes());
            LOG.info("{} was sent again", parcel.transaction());
        } catch (SubmitException e) {
            LOG.warn("sending {} again: {}", parcel.transaction(), e.getStatus().getDescription());
        }
    }

    /** Waits a little for what is under way; what is left then is in the outbox. */
    @Override
    public void close() {
        rounds.cancel(true);
        round.shutdownNow();
        if (!Background.end(carriers, DRAINED_WITHIN)) {
            LOG.info("what was under way waits in the outbox for the next start");
        }
    }
}
