package org.stemma.attribution.model;

/** A place in a text: the node of its last 0, 1, … order bytes. One per call; the tree below is shared. */
final class TextCursor {

    /** Stands between files, never inside of one. */
    static final int END_OF_TEXT = 0;

    private static final int SYMBOLS = 256;

    private final GramTrie trie;
    private final KneserNey weights;
    /** Index: bytes of context, thus the level in the tree. {@link GramTrie#ABSENT}: never seen. */
    private final int[] nodes;

    TextCursor(GramTrie trie, KneserNey weights) {
        this.trie = trie;
        this.weights = weights;
        nodes = new int[trie.depth];
        startText();
    }

    /** The context is now the beginning of a file. */
    void startText() {
        for (int level = 1; level < nodes.length; level++) {
            nodes[level] = down(level - 1, END_OF_TEXT);
        }
    }

    void advance(int symbol) {
        for (int level = nodes.length - 1; level > 0; level--) {
            nodes[level] = down(level - 1, symbol);
        }
    }

    private int down(int level, int symbol) {
        return nodes[level] == GramTrie.ABSENT ? GramTrie.ABSENT : trie.child(level, nodes[level], symbol);
    }

    /** Draws the next byte, without advancing: the longest known context first, then shorter ones as the draw falls. */
    int draw(SplitMix64 random) {
        for (int level = nodes.length - 1; level >= 0; level--) {
            if (nodes[level] != GramTrie.ABSENT) {
                int symbol = weights.pick(level, nodes[level], random);
                if (symbol != KneserNey.SHORTER) {
                    return symbol;
                }
            }
        }
        return (int) random.below(SYMBOLS);
    }

    double probability(int symbol) {
        double probability = 1.0 / SYMBOLS;
        for (int level = 0; level < nodes.length; level++) {
            if (nodes[level] != GramTrie.ABSENT) {
                probability = weights.probability(level, nodes[level], symbol, probability);
            }
        }
        return probability;
    }
}
