package org.stemma.contracts.batch;

import java.nio.charset.StandardCharsets;
import org.stemma.api.MalformedException;
import org.stemma.api.Refused;
import org.stemma.api.batch.Batch;
import org.stemma.api.batch.BatchRefusal;

/** The bounds of a batch. */
final class BatchRules {
    /**
     * Calls of the peer that a batch may take: each get, put, delete and policy is one. A thousand of them took peers that
     * had much else to do half a second to nearly three, which is all that they give.
     */
    static final int MAX_CALLS = 1_000;

    private BatchRules() {}

    static void mustBeBounded(String json, Batch batch) {
        if (json.getBytes(StandardCharsets.UTF_8).length > Batch.MAX_BYTES) {
            throw new MalformedException("at most " + Batch.MAX_BYTES + " bytes of commands are accepted");
        }
        Refused.unless(!batch.commands().isEmpty(), BatchRefusal.EMPTY);
        Refused.unless(
                batch.commands().size() <= Batch.MAX_COMMANDS,
                BatchRefusal.TOO_MANY,
                "asked",
                batch.commands().size(),
                "allowed",
                Batch.MAX_COMMANDS);
    }

    static Refused tooMuch() {
        return Refused.because(BatchRefusal.TOO_MUCH, "allowed", MAX_CALLS);
    }
}
