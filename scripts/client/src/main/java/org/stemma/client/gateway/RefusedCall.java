package org.stemma.client.gateway;

import java.util.SortedMap;

/** The gateway answered with a problem (RFC 9457): the ledger's law or the gateway itself says no. */
public final class RefusedCall extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;
    private final String sentence;
    private final transient SortedMap<String, String> facts;

    RefusedCall(int status, String code, String sentence, SortedMap<String, String> facts) {
        super(code + " (" + status + "): " + sentence + (facts.isEmpty() ? "" : " " + facts));
        this.status = status;
        this.code = code;
        this.sentence = sentence;
        this.facts = facts;
    }

    public int status() {
        return status;
    }

    /** The refusal's stable code, such as {@code license.quota_exceeded}. */
    public String code() {
        return code;
    }

    public String sentence() {
        return sentence;
    }

    public SortedMap<String, String> facts() {
        return facts;
    }
}
