package org.stemma.attribution.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stemma.attribution.corpus.Corpus;

class ModelFileTest {

    private static final LanguageModel MODEL = LanguageModel.train(Texts.corpora(), TrainingOptions.DEFAULT);

    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("demo.stemma");
    }

    private Path written(byte[] bytes) throws IOException {
        return Files.write(file(), bytes);
    }

    private ModelFileException refused(byte[] bytes) throws IOException {
        Path file = written(bytes);
        ModelFileException refusal = assertThrows(ModelFileException.class, () -> LanguageModel.load(file));
        assertTrue(refusal.toString().contains(": demo.stemma: at byte "), refusal.toString());
        return refusal;
    }

    private void refused(String reason, byte[] bytes) throws IOException {
        ModelFileException refusal = refused(bytes);
        assertTrue(refusal.toString().contains(reason), refusal.toString());
    }

    @Test
    void comes_back_from_its_file_as_it_was() throws IOException {
        for (int order = TrainingOptions.MIN_ORDER; order <= TrainingOptions.MAX_ORDER; order++) {
            LanguageModel model = LanguageModel.train(Texts.corpora(), new TrainingOptions(order));
            model.save(file());
            byte[] first = Files.readAllBytes(file());
            LanguageModel loaded = LanguageModel.load(file());
            loaded.save(file());

            assertArrayEquals(first, Files.readAllBytes(file()));
            assertEquals(order, loaded.order());
            assertEquals(model.corpora(), loaded.corpora());
            assertArrayEquals(model.complete(new byte[] {'i'}, 200, 1), loaded.complete(new byte[] {'i'}, 200, 1));
        }
    }

    @Test
    void names_what_it_was_trained_on() throws IOException {
        MODEL.save(file());
        Corpus first = Texts.corpora().get(0);

        assertEquals(
                new TrainedCorpus("first", 8, first.bytes(), first.digest()),
                LanguageModel.load(file()).corpora().get(0));
    }

    @Test
    void replaces_the_file_and_leaves_nothing_beside_it() throws IOException {
        Files.writeString(file(), "older");
        MODEL.save(file());

        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(file()), files.toList());
        }
    }

    @Test
    void keeps_many_corpora_with_long_names() throws IOException {
        List<Corpus> many = Stream.iterate(1L, i -> i + 1)
                .limit(300)
                .map(i -> new Corpus(i + "x".repeat(250), Texts.corpus("c", 1).files()))
                .toList();
        LanguageModel model = LanguageModel.train(many, new TrainingOptions(1));
        model.save(file());

        assertEquals(model.corpora(), LanguageModel.load(file()).corpora());
    }

    @Test
    void refuses_every_changed_byte_and_says_where() throws IOException {
        byte[] good =
                ModelFileWriter.encode(LanguageModel.train(List.of(Texts.corpus("small", 1)), new TrainingOptions(2)));
        for (int i = 0; i < good.length; i++) {
            byte[] bad = good.clone();
            bad[i] ^= 0x10;
            ModelFileException refusal = refused(bad);
            assertTrue(refusal.offset() <= i, i + ": " + refusal.toString());
        }
    }

    @Test
    void names_the_frame_that_is_damaged() throws IOException {
        byte[] bad = ModelFileWriter.encode(MODEL);
        bad[bad.length - 100] ^= 1;

        assertTrue(refused(bad).toString().matches(".*frame \\d+ \\(bytes \\d+ to \\d+\\) is damaged.*"));
    }

    @Test
    void refuses_every_truncation() throws IOException {
        byte[] good =
                ModelFileWriter.encode(LanguageModel.train(List.of(Texts.corpus("small", 1)), new TrainingOptions(1)));
        for (int length = 0; length < good.length; length++) {
            String refusal = refused(Arrays.copyOf(good, length)).toString();
            assertTrue(refusal.contains("truncated") || refusal.contains("the file ends"), refusal);
        }
    }

    @Test
    void refuses_bytes_after_the_end() throws IOException {
        byte[] good = ModelFileWriter.encode(MODEL);

        refused("1 bytes follow the end", Arrays.copyOf(good, good.length + 1));
    }

    @Test
    void refuses_frames_that_changed_places() throws IOException {
        byte[] good = ModelFileWriter.encode(MODEL);
        int corpora = ModelFormat.PREAMBLE_BYTES + 8 + ByteBuffer.wrap(good).getInt(ModelFormat.PREAMBLE_BYTES);
        ByteArrayOutputStream bad = new ByteArrayOutputStream();
        bad.write(good, 0, ModelFormat.PREAMBLE_BYTES);
        bad.write(good, corpora, good.length - corpora);

        refused("frame 0", bad.toByteArray());
    }

    @Test
    void refuses_what_is_no_model_and_what_is_of_another_version() throws IOException {
        byte[] other = ModelFileWriter.encode(MODEL);
        other[ModelFormat.MAGIC.length + 1] = 2;

        refused("this is not a model's file", "Hello, this is a text.".getBytes(UTF_8));
        refused("version 2 of the format", other);
    }

    @Test
    void refuses_a_file_that_is_too_large_before_reading_more_of_it() throws IOException {
        try (RandomAccessFile large = new RandomAccessFile(file().toFile(), "rw")) {
            large.setLength(ModelFormat.MAX_FILE_BYTES + 1L);
        }

        ModelFileException refusal = assertThrows(ModelFileException.class, () -> LanguageModel.load(file()));
        assertTrue(refusal.toString().contains("larger than a model may be"), refusal.toString());
    }

    @Test
    void says_when_there_is_no_file() {
        assertThrows(NoSuchFileException.class, () -> LanguageModel.load(file()));
    }

    /** Files with good checksums that no writer makes. */
    @Test
    void refuses_contents_that_contradict_themselves() throws IOException {
        String corpus = "0001" + "61" + "00000001" + "0000000000000002" + "00".repeat(32);
        String grams = "01" + "0061" + "01" + "6100" + "21" + "61";

        written(framed("01" + "0001" + "00000003", corpus, grams));
        assertEquals(1, LanguageModel.load(file()).order());
        refused("order 9", framed("09" + "0001" + "00000003", corpus, grams));
        refused("grams do not fit into a file of", framed("01" + "0001" + "7fffffff", corpus, grams));
        refused("runs beyond its frame", framed("01" + "0001", corpus, grams));
        refused("more than its entries take", framed("01" + "0001" + "00000003" + "00", corpus, grams));
        refused("trained on 1 to 1024 corpora", framed("01" + "0000" + "00000003", grams));
        refused("fewer entries", framed("01" + "0001" + "00000004", corpus, grams));
        refused("more entries", framed("01" + "0001" + "00000003", corpus, grams, grams));
        refused("a name of 0 bytes", framed("01" + "0001" + "00000003", "0000", grams));
        refused("not UTF-8", framed("01" + "0001" + "00000003", corpus.replace("000161", "0001ff"), grams));
        refused(
                "can't belong together",
                framed("01" + "0001" + "00000003", corpus.replace("00000001", "00000000"), grams));
    }

    @Test
    void refuses_grams_that_no_text_has() throws IOException {
        String summary = "01" + "0001" + "00000003";
        String corpus = "0001" + "61" + "00000001" + "0000000000000002" + "00".repeat(32);

        refused("not greater than", framed(summary, corpus, "01" + "0061" + "01" + "6161" + "01" + "6161"));
        refused("shares 1 bytes, which it can't", framed(summary, corpus, "21" + "61" + "01" + "6161" + "01" + "6162"));
        refused("shares 2 bytes, which it can't", framed(summary, corpus, "01" + "0061" + "41" + "01" + "6161"));
        refused("is not written as the format says", framed(summary, corpus, "00" + "01" + "0061" + "01" + "6161"));
        refused("a count does not end", framed(summary, corpus, "00" + "ffffffffff" + "0061" + "01" + "6161"));
        refused("the counts add up to 4", framed(summary, corpus, "02" + "0061" + "01" + "6100" + "21" + "61"));
        refused("shares more than the 0 bytes", framed(summary, corpus, "01" + "0061" + "01" + "6100" + "01" + "6161"));
        refused("suffix is missing", framed(summary, corpus, "01" + "0061" + "01" + "6162" + "01" + "6361"));
    }

    private static byte[] framed(String... payloads) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.write(ModelFormat.MAGIC);
        out.writeShort(ModelFormat.VERSION);
        for (int i = 0; i <= payloads.length; i++) {
            byte[] payload = i < payloads.length ? HexFormat.of().parseHex(payloads[i]) : new byte[0];
            out.writeInt(payload.length);
            out.write(payload);
            out.writeInt(ModelFormat.checksum(i, payload, 0, payload.length));
        }
        return bytes.toByteArray();
    }
}
