package org.stemma.gateway.ledger;

import io.micrometer.observation.ObservationRegistry;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
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
import org.stemma.api.batch.Batch;
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
    private final GroupCommit groups = new GroupCommit(this::carry);

    public FabricLedger(
            FabricConnection connection,
            GatewaySettings settings,
            CommitWatch commits,
            LedgerHeight height,
            Consents consents,
            Endorsers endorsers,
            Outbox outbox,
            Renewals renewals,
            ObservationRegistry observations) {
        this.connection = connection;
        this.settings = settings;
        this.endorsers = endorsers;
        this.consents = consents;
        this.commits = commits;
        this.height = height;
        this.watched = new Watched(observations);
        this.submitter = new Submitter(commits, settings.submission());
        this.courier = new Courier(outbox, commits, connection, settings.submission(), renewals, this::carry);
    }

    @Override
    public Committed submit(Caller caller, String function, Function<Attempt, ? extends Command> command) {
        return carry(caller, function, command, endorsed -> {});
    }

    @Override
    public Submitted send(Caller caller, String function, Function<Attempt, ? extends Command> command) {
        return courier.begin(caller, function, command);
    }

    private Committed carry(
            Caller caller, String function, Function<Attempt, ? extends Command> command, Consumer<Endorsed> endorsed) {
        Retries retries = new Retries(settings.submission().deadline());
        return groups.run(new Member(caller, function, command, endorsed, retries, consents));
    }

    /** Carries a group, and tells each of it what became of it; whoever is told nothing goes again by itself. */
    private void carry(List<Member> group) {
        try {
            if (group.size() == 1) {
                group.get(0).done(alone(group.get(0)));
            } else {
                together(group);
            }
        } catch (OutcomeUnknown e) {
            group.forEach(member -> member.failed(e));
        } catch (LedgerFailure e) {
            // What is wrong with one of several is told to that one alone.
            if (group.size() == 1 || !isOfOne(e)) {
                group.forEach(member -> member.failed(e));
            }
        } catch (RuntimeException e) {
            group.forEach(member -> member.failed(e));
        }
    }

    private static boolean isOfOne(LedgerFailure failure) {
        return failure instanceof LedgerRefused || failure.code().equals(PeerFailure.FAILED);
    }

    private Committed alone(Member member) {
        Retries retries = member.retries();
        Caller caller = member.caller();
        String function = member.function();
        Consent consent = member.consent();
        while (true) {
            String argument = Codec.encode(member.make(retries.attempt()));
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
            Endorsed endorsed = new Endorsed(function, argument, transaction, outcome(transaction));
            member.endorsed(endorsed);
            TransactionRow row = submitted(caller, endorsed, retries);
            if (row.valid()) {
                return new Committed(row.id(), row.block(), endorsed.outcome(), row.changed());
            }
            retries.failed(cause(row), () -> invalid(row));
        }
    }

    /** Commands of one signer that need the same consent, as one transaction. */
    private void together(List<Member> group) {
        Caller caller = group.get(0).caller();
        Consent consent = group.get(0).consent();
        Retries retries = new Retries(group.stream()
                .map(member -> member.retries().left())
                .min(Comparator.naturalOrder())
                .orElseThrow());
        while (true) {
            String argument = Codec.encode(Together.batch(group, retries.attempt()));
            List<String> organisations = endorsers.await(consent, retries.left());
            Transaction transaction;
            try {
                transaction = watched.endorsement(
                        Batch.FUNCTION,
                        retries.attempt(),
                        () -> endorse(caller, Batch.FUNCTION, argument, organisations));
            } catch (EndorseException e) {
                PeerFailure failure = PeerFailure.of(e, settings.organisation());
                endorsers.failed(failure, organisations);
                retries.failed(failure.cause(), () -> failure.toCaller(organisations, consent.owners()));
                continue;
            }
            endorsers.succeeded(organisations);
            Together together = Together.answered(group, argument, transaction);
            if (together.isRefused()) {
                // Nothing of it would be written, so there is nothing to wait for.
                together.tell(Optional.empty());
                return;
            }
            together.endorsed();
            TransactionRow row = submitted(caller, together.any(), retries);
            if (row.valid()) {
                together.tell(Optional.of(row));
                return;
            }
            retries.failed(cause(row), () -> invalid(row));
        }
    }

    /** Who waits no longer is told that the outcome is unknown; the transaction is carried on. */
    private TransactionRow submitted(Caller caller, Endorsed endorsed, Retries retries) {
        try {
            return watched.commit(
                    endorsed.function(), endorsed.id(), () -> submitter.submit(endorsed.transaction(), retries));
        } catch (OutcomeUnknown e) {
            try {
                courier.takeOver(caller, endorsed);
            } catch (DataAccessException lost) {
                LOG.warn("{} can't be kept, and is not sent again", endorsed.id(), lost);
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

    /** How many commands wait for others of their signer. */
    int waiting() {
        return groups.waiting();
    }

    /** How many transactions are under way in which commands may go together. */
    int underWay() {
        return groups.underWay();
    }

    @Override
    public void close() {
        courier.close();
    }
}
