package org.stemma.gateway.ledger;

import java.util.Map;
import java.util.TreeMap;

/** The ledger can't be reached or can't decide now; nothing of this command was written. Trying again is safe. */
public final class LedgerUnavailable extends LedgerFailure {
    private static final long serialVersionUID = 1L;

    public LedgerUnavailable(String code, String sentence, Map<String, String> facts) {
        super(code, 503, sentence, new TreeMap<>(facts));
    }
}
