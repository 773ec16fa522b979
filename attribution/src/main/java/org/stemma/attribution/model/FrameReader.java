package org.stemma.attribution.model;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;

/** Walks the frames of a model's file; hands out no byte whose checksum it has not compared. */
final class FrameReader {

    private final Path path;
    private final ByteBuffer file;
    private int frames;
    private ByteBuffer payload = ByteBuffer.allocate(0);

    FrameReader(Path path, byte[] bytes) throws ModelFileException {
        this.path = path;
        this.file = ByteBuffer.wrap(bytes);
        requirePreamble();
    }

    private void requirePreamble() throws ModelFileException {
        if (file.remaining() < ModelFormat.PREAMBLE_BYTES) {
            throw refused(0, "the file ends within its first " + ModelFormat.PREAMBLE_BYTES + " bytes");
        }
        byte[] magic = new byte[ModelFormat.MAGIC.length];
        file.get(magic);
        if (!Arrays.equals(magic, ModelFormat.MAGIC)) {
            throw refused(0, "this is not a model's file");
        }
        int version = Short.toUnsignedInt(file.getShort());
        if (version != ModelFormat.VERSION) {
            throw refused(
                    ModelFormat.MAGIC.length,
                    "version " + version + " of the format, this program reads version " + ModelFormat.VERSION);
        }
    }

    /** The next frame's bytes, checked; the one before must have been read to its end. */
    void nextFrame() throws ModelFileException {
        requireRead();
        int start = file.position();
        if (file.remaining() < 2 * Integer.BYTES) {
            throw refused(start, "the file ends within frame " + frames + "; it is truncated");
        }
        int length = file.getInt();
        if (length < 0 || length > ModelFormat.FRAME_BYTES) {
            throw refused(
                    start,
                    "frame " + frames + " claims " + Integer.toUnsignedString(length) + " bytes, at most "
                            + ModelFormat.FRAME_BYTES + " are allowed; its length is damaged");
        }
        if (file.remaining() < length + Integer.BYTES) {
            throw refused(
                    start,
                    "the file ends within frame " + frames + ", which has " + length
                            + " bytes; it is truncated or the length is damaged");
        }
        int computed = ModelFormat.checksum(frames, file.array(), file.position(), length);
        payload = file.slice(file.position(), length);
        file.position(file.position() + length);
        if (file.getInt() != computed) {
            throw refused(
                    start,
                    "frame " + frames + " (bytes " + start + " to " + (file.position() - 1)
                            + ") is damaged: its checksum does not match");
        }
        frames++;
    }

    /** The payload to read from: the current frame's, or the next one's when that is used up. */
    ByteBuffer entry() throws ModelFileException {
        if (!payload.hasRemaining()) {
            nextFrame();
            if (!payload.hasRemaining()) {
                throw refused(file.position(), "the file has fewer entries than its summary says");
            }
        }
        return payload;
    }

    boolean atFrameStart() {
        return payload.position() == 0;
    }

    /** The last frame is empty and ends the file. */
    void requireEnd() throws ModelFileException {
        nextFrame();
        if (payload.hasRemaining()) {
            throw refused(file.position(), "the file has more entries than its summary says");
        }
        if (file.hasRemaining()) {
            throw refused(file.position(), file.remaining() + " bytes follow the end of the model");
        }
    }

    void requireRead() throws ModelFileException {
        if (payload.hasRemaining()) {
            throw flawed("the frame has " + payload.remaining() + " bytes more than its entries take");
        }
    }

    ModelFileException ranOut(BufferUnderflowException cause) {
        ModelFileException flaw = flawed("an entry runs beyond its frame");
        flaw.initCause(cause);
        return flaw;
    }

    /** Refuses what stands in the current frame, although its checksum matches. */
    ModelFileException flawed(String reason) {
        return refused(file.position(), "within the frame that ends here (number " + (frames - 1) + "): " + reason);
    }

    private ModelFileException refused(long offset, String reason) {
        return new ModelFileException(path, offset, reason);
    }
}
