package org.stemma.api.asset;

/** Named limits of an asset. */
public final class AssetLimits {
    public static final int MAX_PARENTS = 16;
    public static final int MAX_ANCESTORS = 1024;
    public static final int MAX_CONTRIBUTORS = 64;
    public static final int MAX_VERSIONS = 1000;
    public static final int MAX_OFFERS = 32;
    public static final int MAX_METERS = 16;

    /** The most leaves of a manifest: some 3 GB at a gateway, and minutes to read. */
    public static final long MAX_LEAVES = 20_000_000;

    private AssetLimits() {}
}
