package org.stemma.attribution.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.stemma.attribution.corpus.Corpus;

/** Reads {@link ModelFormat}; what it returns is what {@link ModelFileWriter} was given. */
final class ModelFileReader {

    private static final int SMALLEST_GRAM_BYTES = 2;

    private final FrameReader frames;
    private final int fileBytes;

    private ModelFileReader(FrameReader frames, int fileBytes) {
        this.frames = frames;
        this.fileBytes = fileBytes;
    }

    static LanguageModel read(Path path) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(path)) {
            bytes = in.readNBytes(ModelFormat.MAX_FILE_BYTES + 1);
        }
        if (bytes.length > ModelFormat.MAX_FILE_BYTES) {
            throw new ModelFileException(
                    path,
                    ModelFormat.MAX_FILE_BYTES,
                    "the file is larger than a model may be, which is that many bytes");
        }
        FrameReader frames = new FrameReader(path, bytes);
        try {
            return new ModelFileReader(frames, bytes.length).model();
        } catch (BufferUnderflowException e) {
            throw frames.ranOut(e);
        } catch (IllegalArgumentException | ArithmeticException e) {
            ModelFileException flaw = frames.flawed(String.valueOf(e.getMessage()));
            flaw.initCause(e);
            throw flaw;
        }
    }

    private LanguageModel model() throws ModelFileException {
        frames.nextFrame();
        ByteBuffer summary = frames.entry();
        TrainingOptions options = new TrainingOptions(Byte.toUnsignedInt(summary.get()));
        int corpora = Short.toUnsignedInt(summary.getShort());
        int grams = summary.getInt();
        frames.requireRead();
        if (grams < 1 || grams > fileBytes / SMALLEST_GRAM_BYTES) {
            throw frames.flawed(Integer.toUnsignedString(grams) + " grams do not fit into a file of " + fileBytes
                    + " bytes; it is truncated or wrong");
        }
        List<TrainedCorpus> trained = corpora(corpora);
        frames.requireRead();
        GramCounts counts = grams(options.order(), grams);
        frames.requireEnd();
        requireSum(counts, trained);
        return LanguageModel.bounded(counts, trained);
    }

    private List<TrainedCorpus> corpora(int size) throws ModelFileException {
        List<TrainedCorpus> corpora = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            ByteBuffer entry = frames.entry();
            String name = name(entry);
            int files = entry.getInt();
            long bytes = entry.getLong();
            byte[] digest = new byte[ModelFormat.DIGEST_BYTES];
            entry.get(digest);
            corpora.add(new TrainedCorpus(
                    name, files, bytes, "sha256:" + HexFormat.of().formatHex(digest)));
        }
        LanguageModel.requireTrainable(corpora);
        return corpora;
    }

    private String name(ByteBuffer entry) throws ModelFileException {
        int length = Short.toUnsignedInt(entry.getShort());
        if (length < 1 || length > Corpus.MAX_NAME_BYTES || length > entry.remaining()) {
            throw frames.flawed("a corpus has a name of " + length + " bytes");
        }
        ByteBuffer name = entry.slice(entry.position(), length);
        entry.position(entry.position() + length);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(name).toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("a corpus has a name that is not UTF-8", e);
        }
    }

    private GramCounts grams(int order, int size) throws ModelFileException {
        long[] keys = new long[size];
        int[] counts = new int[size];
        for (int i = 0; i < size; i++) {
            ByteBuffer entry = frames.entry();
            boolean alone = frames.atFrameStart();
            int tag = Byte.toUnsignedInt(entry.get());
            int shared = tag >>> ModelFormat.SHARED_SHIFT;
            int inline = tag & ModelFormat.INLINE_COUNT_MASK;
            counts[i] = inline > 0 ? inline : count(entry);
            if (shared > order || (alone && shared > 0)) {
                throw frames.flawed("gram " + i + " shares " + shared + " bytes, which it can't");
            }
            long key = shared == 0 ? 0 : keys[i - 1] & (-1L << (Long.SIZE - Byte.SIZE * shared));
            for (int position = shared + 1; position <= order + 1; position++) {
                key |= (entry.get() & 0xffL) << (Long.SIZE - Byte.SIZE * position);
            }
            requireNext(keys, i, key, alone ? -1 : shared);
            keys[i] = key;
        }
        return new GramCounts(order, keys, counts);
    }

    /** Ascending, and sharing as much as it can: each model has one sequence of entries. */
    private void requireNext(long[] keys, int i, long key, int shared) throws ModelFileException {
        if (i > 0 && Long.compareUnsigned(key, keys[i - 1]) <= 0) {
            throw frames.flawed("gram " + i + " is not greater than the one before it");
        }
        if (shared >= 0 && Long.numberOfLeadingZeros(key ^ keys[i - 1]) / Byte.SIZE != shared) {
            throw frames.flawed("gram " + i + " shares more than the " + shared + " bytes that it says");
        }
    }

    private int count(ByteBuffer entry) throws ModelFileException {
        long count = 0;
        for (int shift = 0; shift < Integer.SIZE; shift += 7) {
            byte part = entry.get();
            count |= (part & 0x7fL) << shift;
            if (part >= 0) {
                if (count <= ModelFormat.INLINE_COUNT_MASK || count > Integer.MAX_VALUE) {
                    throw frames.flawed("a count of " + count + " is not written as the format says");
                }
                return (int) count;
            }
        }
        throw frames.flawed("a count does not end");
    }

    private void requireSum(GramCounts grams, List<TrainedCorpus> corpora) throws ModelFileException {
        long expected = corpora.stream()
                .mapToLong(c -> GramCounts.gramsOf(c.bytes(), c.files(), grams.order()))
                .sum();
        if (grams.total() != expected) {
            throw frames.flawed("the counts add up to " + grams.total() + ", the corpora have " + expected + " grams");
        }
    }
}
