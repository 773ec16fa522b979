package org.stemma.attribution.model;

/**
 * Our own generator, so that completions don't depend on a library's: SplitMix64 (Steele, Lea and
 * Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014). For one thread; not for secrets.
 */
final class SplitMix64 {

    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;
    private static final long FNV_OFFSET = 0xCBF29CE484222325L;
    private static final long FNV_PRIME = 0x100000001B3L;

    private long state;

    SplitMix64(long seed) {
        state = seed;
    }

    /** Depends on every byte of the prompt, so that prompts with the same end don't run alike. */
    static SplitMix64 of(byte[] prompt, long seed) {
        long hash = FNV_OFFSET;
        for (byte b : prompt) {
            hash = (hash ^ (b & 0xff)) * FNV_PRIME;
        }
        return new SplitMix64(mix(hash) ^ seed);
    }

    long next() {
        state += GOLDEN_GAMMA;
        return mix(state);
    }

    /** Uniform in 0 (inclusive) to bound (exclusive), exactly: draws beyond the last whole multiple are thrown away. */
    long below(long bound) {
        if (bound < 1) {
            throw new IllegalArgumentException("bound " + bound + " is not positive");
        }
        long limit = Long.MAX_VALUE - Long.MAX_VALUE % bound;
        long draw = next() >>> 1;
        while (draw >= limit) {
            draw = next() >>> 1;
        }
        return draw % bound;
    }

    private static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
