package org.stemma.api;

/** A sale of shares that waits for its buyer. */
public record SaleId(String value) implements Scalar {
    public SaleId {
        Text.id("sal", value);
    }

    @Override
    public String toString() {
        return value;
    }
}
