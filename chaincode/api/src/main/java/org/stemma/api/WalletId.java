package org.stemma.api;

/** A wallet. */
public record WalletId(String value) implements Scalar {
    public WalletId {
        Text.id("wal", value);
    }

    @Override
    public String toString() {
        return value;
    }
}
