package org.stemma.api;

/** A withdrawal of cash. */
public record WithdrawalId(String value) implements Scalar {
    public WithdrawalId {
        Text.id("wdr", value);
    }

    @Override
    public String toString() {
        return value;
    }
}
