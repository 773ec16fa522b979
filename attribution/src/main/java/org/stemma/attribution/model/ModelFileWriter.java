package org.stemma.attribution.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.UUID;

/** Writes {@link ModelFormat}: one model, one sequence of bytes. */
final class ModelFileWriter {

    private final ByteArrayOutputStream file = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(file);
    private final ByteArrayOutputStream payload = new ByteArrayOutputStream(ModelFormat.FRAME_BYTES);
    private int frames;

    private ModelFileWriter() {}

    static void write(LanguageModel model, Path path) throws IOException {
        byte[] bytes = encode(model);
        if (bytes.length > ModelFormat.MAX_FILE_BYTES) {
            throw new IllegalStateException("the model takes " + bytes.length + " bytes, " + ModelFormat.MAX_FILE_BYTES
                    + " are allowed; the limit of its nodes should have kept it smaller");
        }
        Path whole = path.toAbsolutePath();
        Path draft = whole.resolveSibling("." + whole.getFileName() + "." + UUID.randomUUID() + ".draft");
        try {
            Files.write(draft, bytes, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            Files.move(draft, whole, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    static byte[] encode(LanguageModel model) throws IOException {
        ModelFileWriter writer = new ModelFileWriter();
        writer.out.write(ModelFormat.MAGIC);
        writer.out.writeShort(ModelFormat.VERSION);
        writer.summary(model);
        for (TrainedCorpus corpus : model.corpora()) {
            writer.corpus(corpus);
        }
        writer.endFrame();
        writer.grams(model.grams());
        writer.endFrame();
        writer.out.writeInt(0);
        writer.out.writeInt(ModelFormat.checksum(writer.frames, new byte[0], 0, 0));
        return writer.file.toByteArray();
    }

    private void summary(LanguageModel model) throws IOException {
        DataOutputStream data = new DataOutputStream(payload);
        data.writeByte(model.order());
        data.writeShort(model.corpora().size());
        data.writeInt(model.grams().size());
        endFrame();
    }

    private void corpus(TrainedCorpus corpus) throws IOException {
        ByteArrayOutputStream entry = new ByteArrayOutputStream();
        DataOutputStream data = new DataOutputStream(entry);
        byte[] name = corpus.name().getBytes(UTF_8);
        data.writeShort(name.length);
        data.write(name);
        data.writeInt(corpus.files());
        data.writeLong(corpus.bytes());
        data.write(HexFormat.of()
                .parseHex(corpus.digest(), "sha256:".length(), corpus.digest().length()));
        if (payload.size() + entry.size() > ModelFormat.FRAME_BYTES) {
            endFrame();
        }
        entry.writeTo(payload);
    }

    private void grams(GramCounts grams) throws IOException {
        int longest = 1 + 5 + grams.order() + 1;
        for (int i = 0; i < grams.size(); i++) {
            if (payload.size() + longest > ModelFormat.FRAME_BYTES) {
                endFrame();
            }
            int shared = payload.size() == 0 ? 0 : grams.sharedWithPrevious(i);
            int count = grams.counts()[i];
            if (count <= ModelFormat.INLINE_COUNT_MASK) {
                payload.write((shared << ModelFormat.SHARED_SHIFT) | count);
            } else {
                payload.write(shared << ModelFormat.SHARED_SHIFT);
                varint(count);
            }
            for (int position = shared + 1; position <= grams.order() + 1; position++) {
                payload.write(grams.symbol(i, position));
            }
        }
    }

    private void varint(int value) {
        int rest = value;
        while (rest > 0x7f) {
            payload.write((rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        payload.write(rest);
    }

    private void endFrame() throws IOException {
        byte[] bytes = payload.toByteArray();
        out.writeInt(bytes.length);
        out.write(bytes);
        out.writeInt(ModelFormat.checksum(frames++, bytes, 0, bytes.length));
        payload.reset();
    }
}
