package org.stemma.contracts.exactness;

/** How much is tried, and from which seed: {@code -Dstemma.size=full} is the size of the acceptance. */
final class Sizes {
    private Sizes() {}

    static boolean full() {
        return "full".equals(System.getProperty("stemma.size"));
    }

    /** {@code -Dstemma.seed}; without it always the same. */
    static long seed() {
        return Long.getLong("stemma.seed", 20261121);
    }
}
