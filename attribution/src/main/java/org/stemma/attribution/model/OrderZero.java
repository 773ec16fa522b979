package org.stemma.attribution.model;

import java.util.List;
import org.stemma.attribution.corpus.Corpus;
import org.stemma.attribution.corpus.SourceFile;

/**
 * The baseline: the best that any model without context can do on a text, which is the entropy of
 * its own bytes. No order-0 model trained on something else is better, so beating this by half is
 * beating all of them by half.
 */
public final class OrderZero {

    private OrderZero() {}

    /** Bits per byte of a text of at least one byte. */
    public static double bitsPerByte(byte[] text) {
        return entropy(List.of(text));
    }

    /** Bits per byte of all files of a corpus under one distribution. */
    public static double bitsPerByte(Corpus corpus) {
        return entropy(corpus.files().stream().map(SourceFile::content).toList());
    }

    private static double entropy(List<byte[]> texts) {
        long[] counts = new long[256];
        long length = 0;
        for (byte[] text : texts) {
            for (byte b : text) {
                counts[b & 0xff]++;
            }
            length += text.length;
        }
        if (length == 0) {
            throw new IllegalArgumentException("an empty text has no bits per byte");
        }
        double bits = 0;
        for (long count : counts) {
            if (count > 0) {
                bits -= count * Bits.log2((double) count / length);
            }
        }
        return bits / length;
    }
}
