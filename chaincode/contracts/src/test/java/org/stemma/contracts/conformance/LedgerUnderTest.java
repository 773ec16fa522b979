package org.stemma.contracts.conformance;

import com.google.gson.JsonArray;
import java.util.List;
import java.util.Optional;

/** A ledger of three members to which scripts are put. */
public interface LedgerUnderTest {
    String VALID = "VALID";
    String MVCC = "MVCC_READ_CONFLICT";
    String PHANTOM = "PHANTOM_READ_CONFLICT";
    String POLICY = "ENDORSEMENT_POLICY_FAILURE";

    /** Not one of Fabric's codes: the ordering service did not take the transaction. */
    String NOT_ORDERED = "NOT_ORDERED";

    /** A transaction as it was simulated and signed. */
    interface Endorsed {
        /** What the script's steps returned, one element for each step that returns anything. */
        JsonArray seen();

        /** The transaction's event as {@code name=payload}. */
        Optional<String> event();
    }

    /** A script that a ledger refused to simulate. */
    final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public Refused(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** The transactions could not be brought into one block in this order: nothing was shown, try again with new keys. */
    final class NotOneBlock extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public NotOneBlock(String message) {
            super(message);
        }
    }

    /** Simulates a script on the peers of these organisations, on the state that is committed now. */
    Endorsed endorse(Script script, List<String> organisations);

    /** Commits transactions as one block, in this order; returns their validation codes. */
    List<String> commit(List<Endorsed> block);
}
