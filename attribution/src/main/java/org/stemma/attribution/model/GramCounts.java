package org.stemma.attribution.model;

import java.util.Arrays;
import java.util.List;
import org.stemma.attribution.corpus.Corpus;
import org.stemma.attribution.corpus.SourceFile;

/**
 * How often each gram of {@code order + 1} bytes occurs: sorted distinct keys, positive counts. The
 * counts of all shorter grams are sums over prefixes, so this is the whole model, and adding or
 * removing a corpus is adding or subtracting these numbers.
 *
 * <p>A file of n bytes stands between two runs of {@code order} NULs and has n + order grams, one
 * starting at each position but the last run's; files don't see each other. NUL is thus the sign
 * for the start and the end of a file.
 *
 * @param order bytes of context
 * @param keys grams, first byte highest, left-aligned in 64 bits, ascending as unsigned numbers
 * @param counts same length as keys
 */
@SuppressWarnings("ArrayRecordComponent") // inside this package and never compared: arrays are the point
record GramCounts(int order, long[] keys, int[] counts) {

    static GramCounts of(Corpus corpus, int order) {
        return compact(order, sortedGrams(corpus.files(), order));
    }

    static GramCounts none(int order) {
        return new GramCounts(order, new long[0], new int[0]);
    }

    int size() {
        return keys.length;
    }

    long total() {
        return Arrays.stream(counts).asLongStream().sum();
    }

    /** Leading bytes that a gram has in common with the one before it; none for the first. */
    int sharedWithPrevious(int i) {
        return i == 0 ? 0 : Long.numberOfLeadingZeros(keys[i] ^ keys[i - 1]) / Byte.SIZE;
    }

    /** The byte at a position of the gram, counted from 1. */
    int symbol(int i, int position) {
        return (int) (keys[i] >>> (Long.SIZE - Byte.SIZE * position)) & 0xff;
    }

    /** The grams that a corpus contributes: checks a file's header against its body. */
    static long gramsOf(long bytes, long files, int order) {
        return bytes + files * order;
    }

    private static long[] sortedGrams(List<SourceFile> files, int order) {
        long length = files.stream().mapToLong(f -> f.size() + (long) order).sum();
        long[] grams = new long[Math.toIntExact(length)];
        int at = 0;
        for (SourceFile file : files) {
            at = addGrams(file.content(), order, grams, at);
        }
        flipSigns(grams);
        Arrays.sort(grams);
        flipSigns(grams);
        return grams;
    }

    private static int addGrams(byte[] text, int order, long[] grams, int from) {
        int shift = 8 * (TrainingOptions.MAX_ORDER - order);
        int at = from;
        long window = 0;
        for (byte b : text) {
            window = (window << 8) | (b & 0xff);
            grams[at++] = window << shift;
        }
        for (int i = 0; i < order; i++) {
            window <<= 8;
            grams[at++] = window << shift;
        }
        return at;
    }

    /** Turns unsigned order into the signed one that the library sorts by, and back. */
    private static void flipSigns(long[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] ^= Long.MIN_VALUE;
        }
    }

    private static GramCounts compact(int order, long[] sorted) {
        int distinct = 0;
        for (int i = 0; i < sorted.length; i++) {
            if (i == 0 || sorted[i] != sorted[i - 1]) {
                distinct++;
            }
        }
        long[] keys = new long[distinct];
        int[] counts = new int[distinct];
        int last = -1;
        for (int i = 0; i < sorted.length; i++) {
            if (i == 0 || sorted[i] != sorted[i - 1]) {
                keys[++last] = sorted[i];
            }
            counts[last]++;
        }
        return new GramCounts(order, keys, counts);
    }

    GramCounts plus(GramCounts other) {
        return merge(other, 1);
    }

    /** The exact inverse of {@link #plus}: what is left is what training without the other would have counted. */
    GramCounts minus(GramCounts other) {
        return merge(other, -1);
    }

    private GramCounts merge(GramCounts other, int sign) {
        long[] mergedKeys = new long[Math.addExact(size(), other.size())];
        int[] mergedCounts = new int[mergedKeys.length];
        int n = 0;
        int i = 0;
        int j = 0;
        while (i < size() || j < other.size()) {
            int side = compareHeads(other, i, j);
            long key = side <= 0 ? keys[i] : other.keys[j];
            int mine = side <= 0 ? counts[i++] : 0;
            int theirs = side >= 0 ? other.counts[j++] : 0;
            int count = Math.addExact(mine, sign * theirs);
            if (count < 0) {
                throw new IllegalStateException("gram " + Long.toHexString(key) + ": " + theirs + " to subtract from "
                        + mine + "; that corpus is not part of this model");
            }
            if (count > 0) {
                mergedKeys[n] = key;
                mergedCounts[n++] = count;
            }
        }
        return new GramCounts(order, Arrays.copyOf(mergedKeys, n), Arrays.copyOf(mergedCounts, n));
    }

    private int compareHeads(GramCounts other, int i, int j) {
        if (i == size()) {
            return 1;
        }
        return j == other.size() ? -1 : Long.compareUnsigned(keys[i], other.keys[j]);
    }
}
