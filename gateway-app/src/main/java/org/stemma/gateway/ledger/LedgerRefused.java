package org.stemma.gateway.ledger;

import java.util.SortedMap;
import org.stemma.api.Refusal;

/** The chaincode said no, and nothing was written. */
public final class LedgerRefused extends LedgerFailure {
    private static final long serialVersionUID = 1L;

    public LedgerRefused(Refusal refusal, SortedMap<String, String> facts) {
        this(refusal.code(), refusal.category().status(), refusal.sentence(), facts);
    }

    public LedgerRefused(String code, int status, String sentence, SortedMap<String, String> facts) {
        super(code, status, sentence, facts);
    }
}
