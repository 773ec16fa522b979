package org.stemma.gateway.ledger;

import java.time.Clock;
import java.time.Duration;
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
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.hyperledger.fabric.client.SubmitException;
import org.hyperledger.fabric.client.Transaction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.stemma.api.Codec;
import org.stemma.api.Command;
import org.stemma.api.Functions;
import org.stemma.api.Refused;
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

    /** The ledger closes the epochs that an endorsement was made in long before: then no block can take it any more. */
    private static final Duration GIVEN_UP_AFTER = Duration.ofHours(1);

    private static final Duration DRAINED_WITHIN = Duration.ofSeconds(15);

    private final Outbox outbox;
    private final CommitWatch commits;
    private final FabricConnection connection;
    private final Carrier carrier;
    private final Clock clock = Clock.systemUTC();
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
                BiConsumer<Command, Transaction> endorsed);
    }

    Courier(
            Outbox outbox,
            CommitWatch commits,
            FabricConnection connection,
            GatewaySettings.Submission settings,
            Carrier carrier) {
        this.outbox = outbox;
        this.commits = commits;
        this.connection = connection;
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
    void takeOver(Caller caller, String function, Command command, Transaction transaction) {
        outbox.keep(caller, function, command, transaction);
    }

    /** One command on its way. Used by one thread, but for its futures. */
    private final class Errand {
        private final Caller caller;
        private final String function;
        private final CompletableFuture<Submitted> begun = new CompletableFuture<>();
        private final CompletableFuture<Committed> committed = new CompletableFuture<>();
        private Optional<String> current;

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
                    current.ifPresent(id -> outbox.failed(id, Outbox.Failure.of(e)));
                }
                fail(e);
            } catch (RuntimeException e) {
                LOG.warn("{} of {} was interrupted", function, caller.name(), e);
                fail(e);
            } finally {
                current.ifPresent(carried::remove);
            }
        }

        private void fail(RuntimeException failure) {
            begun.completeExceptionally(failure);
            committed.completeExceptionally(failure);
        }

        private void endorsed(Command command, Transaction transaction) {
            String id = transaction.getTransactionId();
            carried.add(id);
            outbox.keep(caller, function, command, transaction);
            current.ifPresent(before -> {
                outbox.replaced(before, id);
                carried.remove(before);
            });
            current = Optional.of(id);
            begun.complete(new Submitted(id, FabricLedger.outcome(transaction), committed));
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
                    look(parcel);
                }
            }
            outbox.clean();
        } catch (DataAccessException e) {
            LOG.warn("the outbox can't be read now: {}", e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("the outbox's round failed", e);
        }
    }

    private void look(Outbox.Parcel parcel) {
        Optional<TransactionRow> row = commits.find(parcel.transaction());
        if (row.isPresent() && row.get().valid()) {
            outbox.done(parcel.transaction());
            return;
        }
        Optional<Caller> caller = connection.caller(parcel.identity());
        if (parcel.at().plus(GIVEN_UP_AFTER).isBefore(clock.instant())) {
            fail(parcel, "No block took the transaction.");
        } else if (caller.isEmpty()) {
            fail(parcel, "The identity that it is to be sent for is not here any more.");
        } else if (row.isPresent()) {
            replace(caller.get(), parcel, row.get());
        } else {
            send(caller.get(), parcel);
        }
    }

    /** It lost a race while nobody carried it: the same command goes into another transaction. */
    private void replace(Caller caller, Outbox.Parcel parcel, TransactionRow row) {
        Optional<Class<? extends Command>> type = Functions.command(parcel.function());
        if (FabricLedger.cause(row) == RetryPolicy.Cause.FINAL || type.isEmpty()) {
            outbox.failed(row.id(), Outbox.Failure.of(FabricLedger.invalid(row)));
            return;
        }
        Command command = Codec.decode(parcel.argument(), type.get());
        Errand errand = new Errand(caller, parcel.function(), Optional.of(row.id()));
        carried.add(row.id());
        try {
            carriers.execute(() -> errand.run(attempt -> command));
        } catch (RejectedExecutionException e) {
            // The next round tries again.
            carried.remove(row.id());
        }
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
