package org.stemma.api;

/** An asset, of any kind. */
public record AssetId(String value) implements Scalar {
    public AssetId {
        Text.id("ast", value);
    }

    @Override
    public String toString() {
        return value;
    }
}
