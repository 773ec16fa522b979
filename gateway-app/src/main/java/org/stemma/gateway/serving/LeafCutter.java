package org.stemma.gateway.serving;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.stemma.api.Digest;
import org.stemma.api.Refused;
import org.stemma.api.asset.ContentTree;

/** Cuts a file into leaves of 1 MiB, {@code FILENAME#00000000} and on, so that a change can be placed. */
final class LeafCutter {
    static final int LEAF_BYTES = 1 << 20;
    /** The most bytes of an artifact: what a gateway holds on its disk and in memory for one version. */
    static final long MAX_BYTES = 256L << 20;

    private LeafCutter() {}

    /**
     * Reads a stream to its end.
     *
     * @param copy where all that is read is written too
     */
    static ContentTree.Manifest cut(InputStream in, String fileName, OutputStream copy) throws IOException {
        List<ContentTree.Leaf> leaves = new ArrayList<>();
        long bytes = 0;
        byte[] buffer = new byte[LEAF_BYTES];
        for (int size = in.readNBytes(buffer, 0, LEAF_BYTES); size > 0; size = in.readNBytes(buffer, 0, LEAF_BYTES)) {
            bytes += size;
            Refused.unless(bytes <= MAX_BYTES, ServingRefusal.ARTIFACT_TOO_LARGE, "bytes", bytes, "allowed", MAX_BYTES);
            copy.write(buffer, 0, size);
            leaves.add(new ContentTree.Leaf(path(fileName, leaves.size()), size, digest(buffer, size)));
        }
        Refused.unless(bytes > 0, ServingRefusal.ARTIFACT_EMPTY, "bytes", bytes);
        return new ContentTree.Manifest(List.copyOf(leaves));
    }

    private static String path(String fileName, int index) {
        return String.format(Locale.ROOT, "%s#%08d", fileName, index);
    }

    private static Digest digest(byte[] buffer, int size) {
        MessageDigest sha256 = Digest.sha256();
        sha256.update(buffer, 0, size);
        return Digest.ofHash(sha256.digest());
    }
}
