package org.stemma.api;

/** A licence grant. */
public record GrantId(String value) implements Scalar {
    public GrantId {
        Text.id("grt", value);
    }

    @Override
    public String toString() {
        return value;
    }
}
