package org.stemma.gateway.ledger;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.util.Optional;
import java.util.function.Supplier;
import org.hyperledger.fabric.client.EndorseException;
import org.hyperledger.fabric.client.Transaction;
import org.slf4j.MDC;
import org.stemma.gateway.readmodel.TransactionRow;

/**
 * Makes visible what happens to a write: timers by function and outcome, the spans of a trace from the request to the
 * block, and the transaction's id in every line that is logged meanwhile.
 */
final class Watched {
    /** The name under which logs carry the transaction's id. */
    static final String TRANSACTION = "transaction";

    private static final String FUNCTION = "function";
    private static final String OUTCOME = "outcome";

    private final ObservationRegistry registry;

    Watched(ObservationRegistry registry) {
        this.registry = registry;
    }

    /** Endorses, as the timer {@code stemma.endorse}. */
    @FunctionalInterface
    interface Endorsing {
        Transaction endorse() throws EndorseException;
    }

    Transaction endorsement(String function, int attempt, Endorsing work) throws EndorseException {
        Observation observation = Observation.createNotStarted("stemma.endorse", registry)
                .contextualName("endorse " + function)
                .lowCardinalityKeyValue(FUNCTION, function)
                .highCardinalityKeyValue("attempt", Integer.toString(attempt));
        return observation.observeChecked(() -> {
            Transaction transaction = work.endorse();
            observation.highCardinalityKeyValue(TRANSACTION, transaction.getTransactionId());
            return transaction;
        });
    }

    /** From submitting to the block, as the timer {@code stemma.commit}. */
    TransactionRow commit(String function, String transaction, Supplier<TransactionRow> work) {
        Optional<String> outer = Optional.ofNullable(MDC.get(TRANSACTION));
        MDC.put(TRANSACTION, transaction);
        Observation observation = Observation.createNotStarted("stemma.commit", registry)
                .contextualName("commit " + function)
                .lowCardinalityKeyValue(FUNCTION, function)
                .lowCardinalityKeyValue(OUTCOME, "UNKNOWN")
                .highCardinalityKeyValue(TRANSACTION, transaction);
        try {
            return observation.observe(() -> {
                TransactionRow row = work.get();
                observation.lowCardinalityKeyValue(OUTCOME, row.code());
                observation.highCardinalityKeyValue("block", Long.toString(row.block()));
                return row;
            });
        } finally {
            outer.ifPresentOrElse(id -> MDC.put(TRANSACTION, id), () -> MDC.remove(TRANSACTION));
        }
    }
}
