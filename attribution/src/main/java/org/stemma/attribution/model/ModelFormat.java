package org.stemma.attribution.model;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The file of a model, version 1. All numbers are big-endian and unsigned.
 *
 * <pre>
 * file    = magic (8 bytes) version (u16) frame* end
 * frame   = length (u32, 1 to 65,536) payload checksum (u32)
 * end     = a frame of length 0
 * </pre>
 *
 * A checksum is the CRC-32C of the frame's number (u32, from 0), its length (u32) and payload, so a
 * damaged, lost or exchanged frame shows at its place. It finds accidents; who fears intent compares
 * the file's SHA-256 with the registered one.
 *
 * <p>Frame 0 is the summary; then come frames of corpora, then frames of grams, as many as the
 * summary's numbers take. A frame holds whole entries, of one kind.
 *
 * <pre>
 * summary = order (u8) corpora (u16) grams (u32)
 * corpus  = name length (u16) name (UTF-8) files (u32) bytes (u64) SHA-256 (32 bytes)
 * gram    = tag (u8) [count (varint)] the bytes that the previous gram does not share
 * </pre>
 *
 * A gram's tag has the number of bytes shared with the previous gram in its upper three bits and the
 * count in the lower five; 0 there means that the count follows, 7 bits per byte, lowest first. The
 * first gram of a frame shares nothing, so each frame can be read alone.
 */
final class ModelFormat {

    static final byte[] MAGIC = {'S', 'T', 'E', 'M', 'M', 'A', 'L', 'M'};
    static final int VERSION = 1;
    static final int PREAMBLE_BYTES = MAGIC.length + Short.BYTES;
    static final int FRAME_BYTES = 1 << 16;
    /** A model that people fetch and hash at every start should stay small. */
    static final int MAX_FILE_BYTES = 64 << 20;

    static final int SHARED_SHIFT = 5;
    static final int INLINE_COUNT_MASK = (1 << SHARED_SHIFT) - 1;
    static final int DIGEST_BYTES = 32;

    private ModelFormat() {}

    static int checksum(int frame, byte[] bytes, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.allocate(2 * Integer.BYTES)
                .putInt(frame)
                .putInt(length)
                .flip());
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }
}
