package org.stemma.gateway.ledger;

import io.micrometer.observation.ObservationRegistry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.hyperledger.fabric.client.EndorseException;
import org.hyperledger.fabric.client.GatewayException;
import org.hyperledger.fabric.client.Transaction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.stemma.api.Codec;
import org.stemma.api.Command;
import org.stemma.api.Outcome;
import org.stemma.gateway.config.GatewaySettings;
import org.stemma.gateway.readmodel.TransactionRow;

/**
 * The ledger through the own peer's gateway service. Endorsing organisations are named here; a transaction that loses a
 * race is made anew; one whose fate is unknown is sent again as the same one, and never replaced by another.
 */
public final class FabricLedger implements Ledger, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FabricLedger.class);

    /** The code of a transaction that changed nothing. */
    static final String INVALID = "gateway.transaction_invalid";

    private final FabricConnection connection;
    private final GatewaySettings settings;
    private final Endorsers endorsers;
    private final Consents consents;
    private final CommitWatch commits;
    private final LedgerHeight height;
    private final Submitter submitter;
    private final Courier courier;
    private final Watched watched;

    public FabricLedger(
            FabricConnection connection,
            GatewaySettings settings,
            CommitWatch commits,
            LedgerHeight height,
            Consents consents,
            Endorsers endorsers,
            Outbox outbox,
            ObservationRegistry observations) {
        this.connection = connection;
        this.settings = settings;
        this.endorsers = endorsers;
        this.consents = consents;
        this.commits = commits;
        this.height = height;
        this.watched = new Watched(observations);
        this.submitter = new Submitter(commits, settings.submission());
        this.courier = new Courier(outbox, commits, connection, settings.submission(), this::carry);
    }

    @Override
    public Committed submit(Caller caller, String function, Function<Attempt, ? extends Command> command) {
        return carry(caller, function, command, (made, transaction) -> {});
    }

    @Override
    public Submitted send(Caller caller, String function, Function<Attempt, ? extends Command> command) {
        return courier.begin(caller, function, command);
    }

    private Committed carry(
            Caller caller,
            String function,
            Function<Attempt, ? extends Command> command,
            BiConsumer<Command, Transaction> endorsed) {
        Retries retries = new Retries(settings.submission().deadline());
        while (true) {
            Command attempted = command.apply(new Attempt(retries.attempt()));
            String argument = Codec.encode(attempted);
            Consent consent = consents.of(attempted);
            List<String> organisations = endorsers.await(consent, retries.left());
            Transaction transaction;
            try {
                transaction = watched.endorsement(
                        function, retries.attempt(), () -> endorse(caller, function, argument, organisations));
            } catch (EndorseException e) {
                PeerFailure found = PeerFailure.of(e, settings.organisation());
                endorsers.failed(found, organisations);
                PeerFailure failure = confirmed(found, caller, function, argument);
                retries.failed(failure.cause(), () -> failure.toCaller(organisations, consent.owners()));
                if (failure.isOfWhatWasNamed()) {
                    // The read model that it was chosen from is behind: the next choice waits for what the peer has.
                    height.ask().ifPresent(commits::promise);
                }
                continue;
            }
            endorsers.succeeded(organisations);
            endorsed.accept(attempted, transaction);
            TransactionRow row = submitted(caller, function, attempted, transaction, retries);
            if (row.valid()) {
                return new Committed(row.id(), row.block(), outcome(transaction), row.changed());
            }
            retries.failed(cause(row), () -> invalid(row));
        }
    }

    /** Who waits no longer is told that the outcome is unknown; the transaction is carried on. */
    private TransactionRow submitted(
            Caller caller, String function, Command command, Transaction transaction, Retries retries) {
        try {
            return watched.commit(
                    function, transaction.getTransactionId(), () -> submitter.submit(transaction, retries));
        } catch (OutcomeUnknown e) {
            try {
                courier.takeOver(caller, function, command, transaction);
            } catch (DataAccessException lost) {
                LOG.warn("{} can't be kept, and is not sent again", transaction.getTransactionId(), lost);
            }
            throw e;
        }
    }

    private Transaction endorse(Caller caller, String function, String argument, List<String> organisations)
            throws EndorseException {
        return connection
                .network(caller)
                .getContract(settings.chaincode())
                .newProposal(function)
                .addArguments(argument)
                .setEndorsingOrganizations(organisations.toArray(String[]::new))
                .build()
                .endorse();
    }

    /** What only another organisation's peer refuses is put to the own one: if it agrees, nobody lags behind. */
    private PeerFailure confirmed(PeerFailure failure, Caller caller, String function, String argument) {
        if (!failure.saidByOthersOnly()) {
            return failure;
        }
        try {
            ask(caller, function, argument);
            return failure;
        } catch (GatewayException e) {
            PeerFailure own = PeerFailure.of(e, settings.organisation());
            return own.refused().isPresent() ? own : failure;
        }
    }

    private byte[] ask(Caller caller, String function, String... arguments) throws GatewayException {
        return connection
                .network(caller)
                .getContract(settings.chaincode())
                .newProposal(function)
                .addArguments(arguments)
                .setEndorsingOrganizations(settings.organisation())
                .build()
                .evaluate();
    }

    static RetryPolicy.Cause cause(TransactionRow row) {
        return switch (row.code()) {
            case "MVCC_READ_CONFLICT", "PHANTOM_READ_CONFLICT" -> RetryPolicy.Cause.CONFLICT;
            case "ENDORSEMENT_POLICY_FAILURE" -> RetryPolicy.Cause.POLICY;
            default -> RetryPolicy.Cause.FINAL;
        };
    }

    static LedgerUnavailable invalid(TransactionRow row) {
        return new LedgerUnavailable(
                INVALID,
                "Every attempt ended as a transaction that changed nothing.",
                Map.of("transaction", row.id(), "validation", row.code()));
    }

    static Outcome outcome(Transaction transaction) {
        return Codec.decode(new String(transaction.getResult(), StandardCharsets.UTF_8), Outcome.class);
    }

    @Override
    public <T> T evaluate(Caller caller, String function, Class<T> answer, String... arguments) {
        try {
            byte[] result = ask(caller, function, arguments);
            return Codec.decode(new String(result, StandardCharsets.UTF_8), answer);
        } catch (GatewayException e) {
            throw PeerFailure.of(e, settings.organisation()).toCaller();
        }
    }

    @Override
    public void close() {
        courier.close();
    }
}
