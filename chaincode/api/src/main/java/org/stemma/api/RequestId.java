package org.stemma.api;

/** A client's name for one request. REST's Idempotency-Key is this. */
public record RequestId(String value) implements Scalar {
    public RequestId {
        Text.request(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
