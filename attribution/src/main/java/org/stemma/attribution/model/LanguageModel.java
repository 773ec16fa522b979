package org.stemma.attribution.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.stemma.attribution.corpus.Corpus;
import org.stemma.attribution.corpus.SourceFile;

/**
 * A byte-level language model that is nothing but counts, so it is the same on every machine and a
 * corpus can be taken out of it exactly. Immutable: all methods may be called by many threads at once.
 */
public final class LanguageModel {

    public static final int MAX_CORPORA = 1024;
    /** Keeps every count and every sum of counts within 32 bits. */
    public static final long MAX_TRAINING_BYTES = 256L << 20;
    /** A prompt's bytes all go into the random state, so its length is work. */
    public static final int MAX_PROMPT_BYTES = 1 << 20;

    public static final int MAX_COMPLETION_BYTES = 1 << 16;

    private final GramCounts grams;
    private final List<TrainedCorpus> corpora;
    private final GramTrie trie;
    private final KneserNey weights;

    LanguageModel(GramCounts grams, List<TrainedCorpus> corpora) {
        this.grams = grams;
        this.corpora = List.copyOf(corpora);
        trie = new GramTrie(grams);
        weights = new KneserNey(grams, trie);
    }

    /**
     * Counts the corpora. The same corpora in the same order give the same file; another order gives
     * the same completions and a header in that order. Takes 8 bytes of memory per byte of the largest
     * corpus, and 12 per distinct gram, twice.
     *
     * @throws IllegalArgumentException for no corpus, two of one name, or more than the limits allow
     */
    public static LanguageModel train(List<Corpus> corpora, TrainingOptions options) {
        List<TrainedCorpus> trained = corpora.stream().map(TrainedCorpus::of).toList();
        requireTrainable(trained);
        GramCounts sum = GramCounts.none(options.order());
        for (Corpus corpus : corpora) {
            sum = sum.plus(GramCounts.of(corpus, options.order()));
            requireRoom(sum);
        }
        return new LanguageModel(sum, trained);
    }

    /** This model and one more corpus: the file is the one of training with it as the last. */
    public LanguageModel with(Corpus corpus) {
        List<TrainedCorpus> more = new ArrayList<>(corpora);
        more.add(TrainedCorpus.of(corpus));
        requireTrainable(more);
        return bounded(grams.plus(GramCounts.of(corpus, order())), more);
    }

    /**
     * This model as if it had never seen the corpus: its file is that of training without it.
     *
     * @throws IllegalArgumentException when this very text under this name is not in the model, or is all of it
     */
    public LanguageModel without(Corpus corpus) {
        List<TrainedCorpus> rest = new ArrayList<>(corpora);
        if (!rest.remove(TrainedCorpus.of(corpus))) {
            throw new IllegalArgumentException("corpus '" + corpus.name() + "' with " + corpus.digest()
                    + " is not part of this model; its header lists what is");
        }
        requireTrainable(rest);
        return bounded(grams.minus(GramCounts.of(corpus, order())), rest);
    }

    static void requireTrainable(List<TrainedCorpus> corpora) {
        if (corpora.isEmpty() || corpora.size() > MAX_CORPORA) {
            throw new IllegalArgumentException(
                    "a model is trained on 1 to " + MAX_CORPORA + " corpora, not on " + corpora.size());
        }
        Set<String> names = new HashSet<>();
        long bytes = 0;
        for (TrainedCorpus corpus : corpora) {
            if (!names.add(corpus.name())) {
                throw new IllegalArgumentException("two corpora are named '" + corpus.name() + "'; rename one");
            }
            bytes += corpus.bytes();
        }
        if (bytes > MAX_TRAINING_BYTES) {
            throw new IllegalArgumentException(
                    "the corpora have " + bytes + " bytes, at most " + MAX_TRAINING_BYTES + " are allowed");
        }
    }

    static LanguageModel bounded(GramCounts grams, List<TrainedCorpus> corpora) {
        requireRoom(grams);
        return new LanguageModel(grams, corpora);
    }

    private static void requireRoom(GramCounts grams) {
        long nodes = GramTrie.nodes(grams);
        if (nodes > GramTrie.MAX_NODES) {
            throw new IllegalArgumentException(
                    "order " + grams.order() + " makes " + nodes + " nodes of these corpora, " + GramTrie.MAX_NODES
                            + " are allowed; choose a lower order or fewer corpora");
        }
    }

    /**
     * Reads what {@link #save} wrote.
     *
     * @throws ModelFileException for a file that is damaged, truncated, too large, of another version, or no model
     */
    public static LanguageModel load(Path file) throws IOException {
        return ModelFileReader.read(file);
    }

    /** Writes the file whole or not at all: beside it first, then moved into place. */
    public void save(Path file) throws IOException {
        ModelFileWriter.write(this, file);
    }

    /**
     * What the model writes after the prompt: exactly {@code maxBytes} bytes, a pure function of
     * (model, prompt, maxBytes, seed), and a shorter completion is the beginning of a longer one.
     * Where the model would end a file it breaks the line and begins the next file. The bytes need
     * not be whole UTF-8 characters.
     *
     * @param prompt may be empty; at most {@value #MAX_PROMPT_BYTES} bytes
     * @param maxBytes 0 to {@value #MAX_COMPLETION_BYTES}
     */
    public byte[] complete(byte[] prompt, int maxBytes, long seed) {
        if (maxBytes < 0 || maxBytes > MAX_COMPLETION_BYTES) {
            throw new IllegalArgumentException("maxBytes " + maxBytes + " is not within 0 to " + MAX_COMPLETION_BYTES);
        }
        if (prompt.length > MAX_PROMPT_BYTES) {
            throw new IllegalArgumentException(
                    "the prompt has " + prompt.length + " bytes, at most " + MAX_PROMPT_BYTES + " are allowed");
        }
        TextCursor cursor = new TextCursor(trie, weights);
        for (int i = Math.max(0, prompt.length - order()); i < prompt.length; i++) {
            cursor.advance(prompt[i] & 0xff);
        }
        SplitMix64 random = SplitMix64.of(prompt, seed);
        byte[] completion = new byte[maxBytes];
        for (int i = 0; i < maxBytes; i++) {
            int symbol = cursor.draw(random);
            if (symbol == TextCursor.END_OF_TEXT) {
                cursor.startText();
                completion[i] = '\n';
            } else {
                cursor.advance(symbol);
                completion[i] = (byte) symbol;
            }
        }
        return completion;
    }

    /** Bits per byte that the model needs for a text of at least one byte, read from its beginning; less is better. */
    public double bitsPerByte(byte[] text) {
        if (text.length == 0) {
            throw new IllegalArgumentException("an empty text has no bits per byte");
        }
        return bits(text) / text.length;
    }

    /** As {@link #bitsPerByte(byte[])} over all files of a corpus, each from its beginning, weighted by length. */
    public double bitsPerByte(Corpus corpus) {
        double bits = 0;
        for (SourceFile file : corpus.files()) {
            bits += bits(file.content());
        }
        return bits / corpus.bytes();
    }

    private double bits(byte[] text) {
        TextCursor cursor = new TextCursor(trie, weights);
        double bits = 0;
        for (byte b : text) {
            bits -= Bits.log2(cursor.probability(b & 0xff));
            cursor.advance(b & 0xff);
        }
        return bits;
    }

    /** Bytes of context. */
    public int order() {
        return grams.order();
    }

    /** What the model was trained on, in order. */
    public List<TrainedCorpus> corpora() {
        return corpora;
    }

    GramCounts grams() {
        return grams;
    }
}
