package org.stemma.attribution.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.stemma.attribution.corpus.Corpus;
import org.stemma.attribution.corpus.SourceFile;

class LanguageModelTest {

    private static final LanguageModel MODEL = LanguageModel.train(Texts.corpora(), TrainingOptions.DEFAULT);

    private static byte[] bytes(LanguageModel model) throws IOException {
        return ModelFileWriter.encode(model);
    }

    private static byte[] complete(String prompt, long seed) {
        return MODEL.complete(prompt.getBytes(UTF_8), 128, seed);
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    /** Pinned, so that another machine or JDK shows a difference as this failure. */
    @Test
    void has_the_same_bytes_on_every_machine() throws Exception {
        assertEquals("989ee0af8c549bab7d48f921c4b9063945b1a73f97cdc34bcc49c355017ee3b6", sha256(bytes(MODEL)));
        assertEquals(
                "88ae3c5ec7a8f8de10cd68744c97a505becd2fc35a0e58224516b854e1dff5ea",
                sha256(complete("public int ", 42)));
    }

    @Test
    void has_the_same_bytes_under_another_locale_and_time_zone() throws IOException {
        Locale locale = Locale.getDefault();
        TimeZone zone = TimeZone.getDefault();
        byte[] completion = complete("class", 7);
        try {
            Locale.setDefault(Locale.forLanguageTag("tr-TR-u-nu-arab"));
            TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Chatham"));
            LanguageModel again = LanguageModel.train(Texts.corpora(), TrainingOptions.DEFAULT);

            assertArrayEquals(bytes(MODEL), bytes(again));
            assertArrayEquals(completion, again.complete("class".getBytes(UTF_8), 128, 7));
        } finally {
            Locale.setDefault(locale);
            TimeZone.setDefault(zone);
        }
    }

    @Test
    void completes_the_same_whatever_the_order_of_the_corpora() {
        List<Corpus> reversed = new ArrayList<>(Texts.corpora());
        Collections.reverse(reversed);
        LanguageModel other = LanguageModel.train(reversed, TrainingOptions.DEFAULT);

        assertArrayEquals(complete("if ", 1), other.complete("if ".getBytes(UTF_8), 128, 1));
    }

    @Test
    void completes_any_prompt_to_the_length_asked_for() {
        byte[] unseen = new byte[300];
        for (int i = 0; i < unseen.length; i++) {
            unseen[i] = (byte) (i * 37);
        }
        for (byte[] prompt :
                List.of(new byte[0], new byte[] {0}, new byte[] {-1, -2, -3}, unseen, "return".getBytes(UTF_8))) {
            for (int length : new int[] {0, 1, 64, 128, 5_000}) {
                assertEquals(length, MODEL.complete(prompt, length, 3).length);
            }
        }
    }

    @Test
    void never_writes_the_sign_that_ends_a_file() {
        byte[] text = MODEL.complete(new byte[0], LanguageModel.MAX_COMPLETION_BYTES, 5);

        assertFalse(new String(text, UTF_8).contains("\u0000"));
        assertTrue(new String(text, UTF_8).contains("\npackage org.example;"), "a new file begins on a new line");
    }

    @Test
    void writes_something_else_for_another_seed_or_another_distant_past() {
        assertFalse(Arrays.equals(complete("public ", 1), complete("public ", 2)));
        assertFalse(Arrays.equals(complete("this is public ", 1), complete("that is public ", 1)));
    }

    @Test
    void begins_a_longer_completion_with_the_shorter_one() {
        byte[] prompt = "final class ".getBytes(UTF_8);

        assertArrayEquals(MODEL.complete(prompt, 64, 9), Arrays.copyOf(MODEL.complete(prompt, 128, 9), 64));
    }

    @Test
    void refuses_lengths_beyond_its_limits() {
        assertThrows(IllegalArgumentException.class, () -> MODEL.complete(new byte[0], -1, 0));
        assertThrows(
                IllegalArgumentException.class,
                () -> MODEL.complete(new byte[0], LanguageModel.MAX_COMPLETION_BYTES + 1, 0));
        assertThrows(
                IllegalArgumentException.class,
                () -> MODEL.complete(new byte[LanguageModel.MAX_PROMPT_BYTES + 1], 64, 0));
    }

    @Test
    void gives_many_threads_what_it_gives_one() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<byte[]>> calls = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                long seed = i % 40;
                calls.add(() -> complete("return ", seed));
            }
            List<Future<byte[]>> answers = threads.invokeAll(calls);
            for (int i = 0; i < answers.size(); i++) {
                assertArrayEquals(complete("return ", i % 40), answers.get(i).get());
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void forgets_a_corpus_exactly() throws IOException {
        List<Corpus> corpora = Texts.corpora();
        for (Corpus removed : corpora) {
            List<Corpus> rest = corpora.stream().filter(c -> !c.equals(removed)).toList();

            assertArrayEquals(bytes(LanguageModel.train(rest, TrainingOptions.DEFAULT)), bytes(MODEL.without(removed)));
        }
    }

    @Test
    void learns_one_more_corpus_as_if_from_the_start() throws IOException {
        Corpus last = Texts.corpora().get(2);

        assertArrayEquals(bytes(MODEL), bytes(MODEL.without(last).with(last)));
    }

    @Test
    void refuses_to_forget_what_it_has_not_learnt() {
        assertThrows(IllegalArgumentException.class, () -> MODEL.without(Texts.corpus("first", 9)));
        assertThrows(IllegalArgumentException.class, () -> MODEL.without(Texts.corpus("other", 1)));
        LanguageModel single = LanguageModel.train(List.of(Texts.corpus("only", 1)), new TrainingOptions(2));
        assertThrows(IllegalArgumentException.class, () -> single.without(Texts.corpus("only", 1)));
    }

    @Test
    void refuses_no_corpus_two_of_one_name_and_orders_beyond_its_keys() {
        assertThrows(IllegalArgumentException.class, () -> LanguageModel.train(List.of(), TrainingOptions.DEFAULT));
        List<Corpus> twins = List.of(Texts.corpus("same", 1), Texts.corpus("same", 2));
        assertThrows(IllegalArgumentException.class, () -> LanguageModel.train(twins, TrainingOptions.DEFAULT));
        assertThrows(IllegalArgumentException.class, () -> new TrainingOptions(0));
        assertThrows(IllegalArgumentException.class, () -> new TrainingOptions(8));
    }

    @Test
    void refuses_more_corpora_or_bytes_than_it_can_count() {
        String digest = "sha256:" + "0".repeat(64);
        List<TrainedCorpus> many = IntStream.rangeClosed(0, LanguageModel.MAX_CORPORA)
                .mapToObj(i -> new TrainedCorpus("c" + i, 1, 1, digest))
                .toList();
        List<TrainedCorpus> large = List.of(
                new TrainedCorpus("a", 1, LanguageModel.MAX_TRAINING_BYTES, digest),
                new TrainedCorpus("b", 1, 1, digest));

        assertThrows(IllegalArgumentException.class, () -> LanguageModel.requireTrainable(many));
        assertThrows(IllegalArgumentException.class, () -> LanguageModel.requireTrainable(large));
        LanguageModel.requireTrainable(many.subList(0, LanguageModel.MAX_CORPORA));
        LanguageModel.requireTrainable(large.subList(0, 1));
    }

    @Test
    void refuses_noise_that_would_outgrow_its_memory() {
        byte[] noise = new byte[4_000_000];
        SplitMix64 random = new SplitMix64(1);
        for (int i = 0; i < noise.length; i++) {
            noise[i] = (byte) (1 + random.below(255));
        }
        List<Corpus> corpora = List.of(new Corpus("noise", List.of(new SourceFile("noise.txt", noise))));

        IllegalArgumentException refusal = assertThrows(
                IllegalArgumentException.class, () -> LanguageModel.train(corpora, TrainingOptions.DEFAULT));
        assertTrue(refusal.toString().contains("choose a lower order"), refusal.toString());
    }

    @Test
    void subtracting_foreign_counts_is_a_broken_invariant() {
        GramCounts mine = GramCounts.of(Texts.corpus("a", 1), 3);

        assertThrows(IllegalStateException.class, () -> mine.minus(GramCounts.of(Texts.corpus("b", 2), 3)));
    }

    @Test
    void spends_one_in_all_over_the_next_bytes() {
        for (int order = TrainingOptions.MIN_ORDER; order <= TrainingOptions.MAX_ORDER; order++) {
            GramCounts grams = GramCounts.of(Texts.corpus("a", 1), order);
            GramTrie trie = new GramTrie(grams);
            TextCursor cursor = new TextCursor(trie, new KneserNey(grams, trie));
            for (byte b : "public class q".getBytes(UTF_8)) {
                double sum = 0;
                for (int symbol = 0; symbol < 256; symbol++) {
                    sum += cursor.probability(symbol);
                }
                assertEquals(1, sum, 1e-12);
                cursor.advance(b & 0xff);
            }
        }
    }

    @Test
    void draws_each_byte_as_often_as_it_is_probable() {
        GramCounts grams = GramCounts.of(Texts.corpus("a", 1), 3);
        GramTrie trie = new GramTrie(grams);
        TextCursor cursor = new TextCursor(trie, new KneserNey(grams, trie));
        "return".chars().forEach(cursor::advance);
        cursor.advance(' ');
        int draws = 200_000;
        int[] drawn = new int[256];
        SplitMix64 random = new SplitMix64(11);
        for (int i = 0; i < draws; i++) {
            drawn[cursor.draw(random)]++;
        }
        for (int symbol = 0; symbol < 256; symbol++) {
            double expected = draws * cursor.probability(symbol);
            assertEquals(expected, drawn[symbol], 6 * Math.sqrt(expected) + 3, "byte " + symbol);
        }
    }

    @Test
    void needs_less_than_half_the_bits_of_a_model_without_context() {
        Corpus heldOut = Texts.corpus("held out", 77);

        assertTrue(
                MODEL.bitsPerByte(heldOut) < 0.5 * OrderZero.bitsPerByte(heldOut),
                MODEL.bitsPerByte(heldOut) + " against " + OrderZero.bitsPerByte(heldOut));
    }

    @Test
    void needs_few_bits_for_what_it_has_learnt_by_heart() {
        byte[] line = "all work and no play makes a dull text\n".repeat(200).getBytes(UTF_8);
        LanguageModel model = LanguageModel.train(
                List.of(new Corpus("dull", List.of(new SourceFile("dull.txt", line)))), TrainingOptions.DEFAULT);

        assertTrue(model.bitsPerByte(line) < 0.1, "bits per byte: " + model.bitsPerByte(line));
    }

    @Test
    void weighs_the_files_of_a_corpus_by_their_length() {
        Corpus corpus = Texts.corpus("held out", 78);
        double bits = 0;
        for (SourceFile file : corpus.files()) {
            bits += MODEL.bitsPerByte(file.content()) * file.size();
        }

        assertEquals(bits / corpus.bytes(), MODEL.bitsPerByte(corpus), 1e-9);
    }

    @Test
    void knows_the_entropy_of_simple_texts() {
        assertEquals(0, OrderZero.bitsPerByte("aaaa".getBytes(UTF_8)), 1e-12);
        assertEquals(1, OrderZero.bitsPerByte("abab".getBytes(UTF_8)), 1e-12);
        assertEquals(2, OrderZero.bitsPerByte("abcd".getBytes(UTF_8)), 1e-12);
        assertThrows(IllegalArgumentException.class, () -> OrderZero.bitsPerByte(new byte[0]));
        assertThrows(IllegalArgumentException.class, () -> MODEL.bitsPerByte(new byte[0]));
    }

    @Test
    void draws_the_published_sequence() {
        SplitMix64 random = new SplitMix64(1234567);

        assertEquals(6457827717110365317L, random.next());
        assertEquals(3203168211198807973L, random.next());
        assertThrows(IllegalArgumentException.class, () -> random.below(0));
        assertEquals(0, random.below(1));
    }
}
