package org.stemma.gateway.ledger;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.stemma.api.Codec;

/** A failure with a stable code, the HTTP status that it stands for, a sentence and facts. */
public abstract sealed class LedgerFailure extends RuntimeException
        permits LedgerRefused, LedgerUnavailable, OutcomeUnknown {
    private static final long serialVersionUID = 1L;

    private final String code;
    private final int status;
    private final String sentence;
    private final transient SortedMap<String, String> facts;

    LedgerFailure(String code, int status, String sentence, SortedMap<String, String> facts) {
        super(code + " " + Codec.write(facts));
        this.code = code;
        this.status = status;
        this.sentence = sentence;
        this.facts = Collections.unmodifiableSortedMap(new TreeMap<>(facts));
    }

    public String code() {
        return code;
    }

    public int status() {
        return status;
    }

    public String sentence() {
        return sentence;
    }

    public SortedMap<String, String> facts() {
        return facts;
    }
}
