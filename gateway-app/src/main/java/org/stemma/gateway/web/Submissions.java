package org.stemma.gateway.web;

import java.net.URI;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.stemma.api.Codec;
import org.stemma.api.Command;
import org.stemma.api.Outcome;
import org.stemma.gateway.ledger.Attempt;
import org.stemma.gateway.ledger.Caller;
import org.stemma.gateway.ledger.Committed;
import org.stemma.gateway.ledger.Ledger;
import org.stemma.gateway.readmodel.ReadModel;
import org.stemma.gateway.readmodel.TransactionRow;

/**
 * Brings writes to the ledger. A repeated request is answered as it was the first time: from the transaction that the
 * ledger holds of it, not from a memory of the gateway.
 */
@Component
public class Submissions {
    private final Ledger ledger;
    private final ReadModel readModel;

    public Submissions(Ledger ledger, ReadModel readModel) {
        this.ledger = ledger;
        this.readModel = readModel;
    }

    /** Submits the write's command, and answers 201 after its commit. */
    public <C extends Command> ResponseEntity<Written> submit(Write write, String function, Class<C> type) {
        C command = write.command(type);
        return created(write, submit(write.caller(), function, command, attempt -> command));
    }

    /** As above, with the command made anew for each attempt. */
    public <C extends Command> ResponseEntity<Written> submit(
            Write write, String function, C command, Function<Attempt, C> renewed) {
        return created(write, submit(write.caller(), function, command, renewed));
    }

    /** Submits a command in a caller's name. */
    public <C extends Command> Written submit(Caller caller, String function, C command, Function<Attempt, C> renewed) {
        Optional<Written> before = earlier(caller, function, command);
        if (before.isPresent()) {
            return before.get();
        }
        Committed committed = ledger.submit(caller, function, renewed);
        // Of several that came at once under one request id, all but one changed nothing: all are answered as that one.
        return earlier(caller, function, command).orElseGet(() -> written(committed));
    }

    /** What the request was answered when it was made before, by the same command; another one is the ledger's to refuse. */
    private <C extends Command> Optional<Written> earlier(Caller caller, String function, C command) {
        return readModel
                .request(
                        function,
                        caller.organisation().value(),
                        caller.name(),
                        command.request().value())
                .filter(row -> isSame(row, command))
                .flatMap(Submissions::written);
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
                .map(outcome -> new Written(outcome.id(), outcome.version(), row.id(), row.block()));
    }

    private static Written written(Committed committed) {
        return new Written(
                committed.outcome().id(), committed.outcome().version(), committed.transactionId(), committed.block());
    }

    private static ResponseEntity<Written> created(Write write, Written written) {
        String location = write.location().isEmpty()
                ? "/v1/transactions/" + written.transaction()
                : write.location().replace("{id}", written.id());
        return ResponseEntity.created(URI.create(location)).body(written);
    }
}
