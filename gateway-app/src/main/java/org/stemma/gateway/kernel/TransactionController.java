package org.stemma.gateway.kernel;

import static org.stemma.gateway.security.Allowed.Who.MEMBER;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.stemma.api.Codec;
import org.stemma.api.MalformedException;
import org.stemma.api.Refused;
import org.stemma.api.account.Posting;
import org.stemma.gateway.GatewayRefusal;
import org.stemma.gateway.ledger.Callers;
import org.stemma.gateway.ledger.Outbox;
import org.stemma.gateway.readmodel.PostingRow;
import org.stemma.gateway.readmodel.ReadModel;
import org.stemma.gateway.readmodel.TransactionRow;
import org.stemma.gateway.security.Allowed;

/** Transactions as they stand in their blocks. */
@RestController
class TransactionController {
    private final ReadModel readModel;
    private final Outbox outbox;
    private final Callers callers;

    TransactionController(ReadModel readModel, Outbox outbox, Callers callers) {
        this.readModel = readModel;
        this.outbox = outbox;
        this.callers = callers;
    }

    /** Who signed a transaction: the organisation and the common name of its certificate. */
    record CallerView(String organisation, String identity) {}

    /** What became of a transaction. */
    enum State {
        /** This gateway holds it and sends it until a block has it. */
        PENDING,
        /** It is in a block, and what it did holds. */
        VALID,
        /** It is in a block and changed nothing. */
        INVALID,
        /** It changed nothing, and this gateway sent the same command as another transaction. */
        REPLACED,
        /** It changed nothing, and nothing takes its place. */
        FAILED
    }

    /** Why a transaction failed, as the problem would have been. */
    record FailureView(String code, int status, String title, Map<String, String> facts) {}

    /**
     * A transaction.
     *
     * @param block absent while it is in none, and with it all that a block tells
     * @param code Fabric's validation code; only VALID ones changed anything
     * @param at the submitter's time
     * @param successor the transaction that took its place
     * @param failure why nothing took its place
     * @param endorsers the organisations that endorsed it
     */
    record TransactionView(
            String id,
            State state,
            Optional<Long> block,
            Optional<Integer> index,
            Optional<String> code,
            CallerView caller,
            List<String> endorsers,
            String function,
            Optional<Map<String, Object>> command,
            Optional<Map<String, Object>> answer,
            Instant at,
            Optional<Long> epoch,
            Optional<Long> period,
            List<Posting> postings,
            List<Map<String, Object>> events,
            Optional<String> successor,
            Optional<FailureView> failure) {}

    @GetMapping("/v1/transactions/{id}")
    @Allowed(MEMBER)
    TransactionView transaction(@PathVariable String id) {
        Optional<Outbox.Kept> kept = outbox.find(id);
        return readModel
                .transaction(id)
                .map(row -> inBlock(row, kept))
                .or(() -> kept.map(this::inNoBlock))
                .orElseThrow(() -> Refused.because(GatewayRefusal.NOT_FOUND, "transaction", id));
    }

    private TransactionView inBlock(TransactionRow row, Optional<Outbox.Kept> kept) {
        State state =
                row.valid() ? State.VALID : kept.map(one -> state(one.state())).orElse(State.INVALID);
        return new TransactionView(
                row.id(),
                // A retry may be under way, or not: what is in the block is known.
                state == State.PENDING ? State.INVALID : state,
                Optional.of(row.block()),
                Optional.of(row.index()),
                Optional.of(row.code()),
                new CallerView(row.mspId(), row.subject()),
                row.endorsers(),
                row.function(),
                row.command().flatMap(TransactionController::tree),
                row.answer().flatMap(TransactionController::tree),
                row.at(),
                row.epoch(),
                row.period(),
                readModel.postings(row.id()).stream().map(PostingRow::posting).toList(),
                readModel.events(row.id()).stream().map(Codec::members).toList(),
                kept.flatMap(Outbox.Kept::successor),
                kept.flatMap(Outbox.Kept::failure).map(TransactionController::view));
    }

    private TransactionView inNoBlock(Outbox.Kept kept) {
        return new TransactionView(
                kept.transaction(),
                state(kept.state()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                new CallerView(callers.organisation().value(), kept.identity()),
                List.of(),
                kept.function(),
                Optional.empty(),
                tree(kept.answer()),
                kept.at(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                kept.successor(),
                kept.failure().map(TransactionController::view));
    }

    private static State state(Outbox.State state) {
        return switch (state) {
            case PENDING -> State.PENDING;
            case REPLACED -> State.REPLACED;
            case FAILED -> State.FAILED;
        };
    }

    private static FailureView view(Outbox.Failure failure) {
        return new FailureView(failure.code(), failure.status(), failure.sentence(), failure.facts());
    }

    /** What an invalid transaction carries need not be JSON of ours. */
    private static Optional<Map<String, Object>> tree(String json) {
        try {
            return Optional.of(Codec.members(json));
        } catch (MalformedException e) {
            return Optional.empty();
        }
    }
}
