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
import org.stemma.gateway.readmodel.PostingRow;
import org.stemma.gateway.readmodel.ReadModel;
import org.stemma.gateway.readmodel.TransactionRow;
import org.stemma.gateway.security.Allowed;

/** Transactions as they stand in their blocks. */
@RestController
class TransactionController {
    private final ReadModel readModel;

    TransactionController(ReadModel readModel) {
        this.readModel = readModel;
    }

    /** Who signed a transaction: the organisation and the common name of its certificate. */
    record CallerView(String organisation, String identity) {}

    /**
     * A transaction.
     *
     * @param code Fabric's validation code; only VALID ones changed anything
     * @param endorsers the organisations that endorsed it
     */
    record TransactionView(
            String id,
            long block,
            int index,
            String code,
            CallerView caller,
            List<String> endorsers,
            String function,
            Optional<Map<String, Object>> command,
            Optional<Map<String, Object>> answer,
            Instant at,
            Optional<Long> epoch,
            Optional<Long> period,
            List<Posting> postings,
            List<Map<String, Object>> events) {}

    @GetMapping("/v1/transactions/{id}")
    @Allowed(MEMBER)
    TransactionView transaction(@PathVariable String id) {
        TransactionRow row = readModel
                .transaction(id)
                .orElseThrow(() -> Refused.because(GatewayRefusal.NOT_FOUND, "transaction", id));
        return new TransactionView(
                row.id(),
                row.block(),
                row.index(),
                row.code(),
                new CallerView(row.mspId(), row.subject()),
                row.endorsers(),
                row.function(),
                row.command().flatMap(TransactionController::tree),
                row.answer().flatMap(TransactionController::tree),
                row.at(),
                row.epoch(),
                row.period(),
                readModel.postings(id).stream().map(PostingRow::posting).toList(),
                readModel.events(id).stream().map(Codec::members).toList());
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
