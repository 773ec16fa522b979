package org.stemma.api;

/** A meter whose key an organisation has registered. */
public record MeterId(String value) implements Scalar {
    public MeterId {
        Text.id("mtr", value);
    }

    @Override
    public String toString() {
        return value;
    }
}
