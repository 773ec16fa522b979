package org.stemma.attribution.model;

import java.util.Arrays;

/**
 * The grams as a tree for walking: a node at level k is a prefix of k bytes, its children are the
 * bytes seen after it, ascending; the leaves are the grams in their order. Immutable after
 * construction, so many threads may walk it.
 */
final class GramTrie {

    static final int ABSENT = -1;

    /**
     * Bounds memory: 17 bytes per node here and in {@link KneserNey}, so at most 272 MB; and
     * so the file, which takes about a byte per node and one to three per gram. Java sources at
     * order 7 give about 0.3 nodes per byte.
     */
    static final int MAX_NODES = 16_000_000;

    /** Bytes of a gram. */
    final int depth;
    /** Per level: each node's last byte. */
    private final byte[][] symbols;
    /** Per level but the last: where each node's children start in the level below; one more entry ends the last. */
    private final int[][] starts;

    GramTrie(GramCounts grams) {
        depth = grams.order() + 1;
        symbols = new byte[depth + 1][];
        starts = new int[depth][];
        int[] sizes = levelSizes(grams);
        for (int level = 0; level <= depth; level++) {
            symbols[level] = new byte[sizes[level]];
            if (level < depth) {
                starts[level] = new int[sizes[level] + 1];
            }
        }
        fill(grams);
    }

    /** Nodes that the tree of these grams has, the root included. */
    static long nodes(GramCounts grams) {
        long nodes = 1;
        for (int i = 0; i < grams.size(); i++) {
            nodes += grams.order() + 1 - grams.sharedWithPrevious(i);
        }
        return nodes;
    }

    private int[] levelSizes(GramCounts grams) {
        int[] sizes = new int[depth + 1];
        sizes[0] = 1;
        for (int i = 0; i < grams.size(); i++) {
            for (int level = grams.sharedWithPrevious(i) + 1; level <= depth; level++) {
                sizes[level]++;
            }
        }
        return sizes;
    }

    private void fill(GramCounts grams) {
        int[] last = new int[depth + 1];
        Arrays.fill(last, 1, depth + 1, -1);
        for (int i = 0; i < grams.size(); i++) {
            for (int level = grams.sharedWithPrevious(i) + 1; level <= depth; level++) {
                int node = ++last[level];
                symbols[level][node] = (byte) grams.symbol(i, level);
                if (level < depth) {
                    starts[level][node] = last[level + 1] + 1;
                }
            }
        }
        for (int level = 0; level < depth; level++) {
            starts[level][last[level] + 1] = last[level + 1] + 1;
        }
    }

    int size(int level) {
        return symbols[level].length;
    }

    int symbol(int level, int node) {
        return symbols[level][node] & 0xff;
    }

    /** The children are those of the level below from here to before {@link #childrenEnd}. */
    int childrenStart(int level, int node) {
        return starts[level][node];
    }

    int childrenEnd(int level, int node) {
        return starts[level][node + 1];
    }

    /** The node of this prefix with one more byte, or {@link #ABSENT}. */
    int child(int level, int node, int symbol) {
        int low = starts[level][node];
        int high = starts[level][node + 1] - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int found = symbol(level + 1, middle);
            if (found == symbol) {
                return middle;
            }
            if (found < symbol) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return ABSENT;
    }
}
