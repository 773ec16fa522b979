package org.stemma.gateway.web;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.stemma.api.Codec;
import org.stemma.api.Command;
import org.stemma.api.Outcome;
import org.stemma.gateway.ledger.Attempt;
import org.stemma.gateway.ledger.Caller;
import org.stemma.gateway.ledger.Committed;
import org.stemma.gateway.ledger.Ledger;
import org.stemma.gateway.ledger.Submitted;
import org.stemma.gateway.readmodel.ReadModel;
import org.stemma.gateway.readmodel.TransactionRow;

/**
 * Brings writes to the ledger. A repeated request is answered as it was the first time: from the transaction that the
 * ledger holds of it, not from a memory of the gateway.
 */
@Component
public class Submissions {
    /** A commit takes about so long. */
    private static final String RETRY_AFTER_SECONDS = "1";

    private final Ledger ledger;
    private final ReadModel readModel;

    public Submissions(Ledger ledger, ReadModel readModel) {
        this.ledger = ledger;
        this.readModel = readModel;
    }

    /** Submits the write's command, and answers 201 after its commit, or 202 before if the client prefers it. */
    public <C extends Command> ResponseEntity<Written> submit(Write write, String function, Class<C> type) {
        C command = write.command(type);
        return submit(write, function, command, attempt -> command);
    }

    /**
     * As above, of a command that may lack a member. Asked again, it is what was chosen the first time, which may be gone
     * from the ledger since.
     */
    public <C extends Command> ResponseEntity<Written> submit(
            Write write, String function, Class<C> type, Choice<C> choice) {
        if (write.has(choice.member())) {
            return submit(write, function, type);
        }
        C lacking = write.with(choice.member(), choice.none()).command(type);
        Object chosen = before(write.caller(), function, lacking)
                .flatMap(TransactionRow::command)
                .map(json -> choice.of().apply(Codec.decode(json, type)))
                .orElseGet(() -> choice.choose().apply(lacking));
        return submit(write.with(choice.member(), chosen), function, type);
    }

    /** As above, with the command made anew for each attempt. */
    public <C extends Command> ResponseEntity<Written> submit(
            Write write, String function, C command, Function<Attempt, C> renewed) {
        Optional<Duration> patience = write.preference().patience();
        if (patience.isEmpty()) {
            return created(write, submit(write.caller(), function, command, renewed));
        }
        Optional<Written> before = earlier(write.caller(), function, command);
        return before.isPresent() ? created(write, before.get()) : send(write, function, renewed, patience.get());
    }

    private <C extends Command> ResponseEntity<Written> send(
            Write write, String function, Function<Attempt, C> renewed, Duration patience) {
        Submitted submitted = ledger.send(write.caller(), function, renewed);
        Optional<Committed> committed = within(patience, submitted);
        if (committed.isPresent()) {
            return created(write, written(committed.get()));
        }
        Outcome outcome = submitted.outcome();
        return ResponseEntity.accepted()
                .location(transaction(submitted.transactionId()))
                .header(Preference.APPLIED, Preference.applied(patience))
                .header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS)
                .body(new Written(outcome.id(), outcome.version(), submitted.transactionId(), Optional.empty()));
    }

    /** What was committed within this time. */
    private static Optional<Committed> within(Duration patience, Submitted submitted) {
        if (patience.isZero()) {
            return Optional.empty();
        }
        try {
            return Optional.of(submitted.committed().get(patience.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
        }
    }

    /** Submits a command in a caller's name. */
    public <C extends Command> Written submit(Caller caller, String function, C command, Function<Attempt, C> renewed) {
        return once(caller, function, command, () -> ledger.submit(caller, function, renewed));
    }

    /** Answers as the first time, or else by what submitting yields; whoever signs, and wherever. */
    public <C extends Command> Written once(Caller caller, String function, C command, Supplier<Committed> submitting) {
        Optional<Written> before = earlier(caller, function, command);
        if (before.isPresent()) {
            return before.get();
        }
        Committed committed = submitting.get();
        // Of several that came at once under one request id, all but one changed nothing: all are answered as that one.
        Optional<Written> first = committed.changed() ? Optional.empty() : earlier(caller, function, command);
        return first.orElseGet(() -> written(committed));
    }

    /** What the request was answered when it was made before, by the same command; another one is the ledger's to refuse. */
    private <C extends Command> Optional<Written> earlier(Caller caller, String function, C command) {
        return before(caller, function, command)
                .filter(row -> isSame(row, command))
                .flatMap(Submissions::written);
    }

    private Optional<TransactionRow> before(Caller caller, String function, Command command) {
        return readModel.request(
                function,
                caller.organisation().value(),
                caller.name(),
                command.request().value());
    }

    private static boolean isSame(TransactionRow row, Command command) {
        return row.command()
                .map(json -> Codec.decode(json, command.getClass()))
                .filter(earlier -> earlier.digest().equals(command.digest()))
                .isPresent();
    }

    private static Optional<Written> written(TransactionRow row) {
        return row.answer()
                .map(json -> Codec.decode(json, Outcome.class))
                .map(outcome -> new Written(outcome.id(), outcome.version(), row.id(), Optional.of(row.block())));
    }

    private static Written written(Committed committed) {
        return new Written(
                committed.outcome().id(),
                committed.outcome().version(),
                committed.transactionId(),
                Optional.of(committed.block()));
    }

    private static ResponseEntity<Written> created(Write write, Written written) {
        URI location = write.location().isEmpty()
                ? transaction(written.transaction())
                : URI.create(write.location().replace("{id}", written.id()));
        return ResponseEntity.created(location).body(written);
    }

    private static URI transaction(String id) {
        return URI.create("/v1/transactions/" + id);
    }
}
