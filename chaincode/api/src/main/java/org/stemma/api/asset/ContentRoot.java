package org.stemma.api.asset;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Deque;
import org.stemma.api.Codec;
import org.stemma.api.Digest;
import org.stemma.api.MalformedException;
import org.stemma.api.Split;
import org.stemma.api.asset.ContentTree.Leaf;

/**
 * The root of a {@link ContentTree} whose leaves come one after the other, however many: only the roots of the complete
 * subtrees are kept, one per bit of the number of leaves.
 */
public final class ContentRoot {
    private final Deque<byte[]> complete = new ArrayDeque<>();
    private String lastPath = "";
    private String lastFile = "";
    private long leaves;
    private long files;
    private long bytes;

    /**
     * Adds the next leaf.
     *
     * @throws MalformedException if its path is not behind that of the leaf before
     */
    public void add(Leaf leaf) {
        if (leaves > 0 && Split.BYTE_ORDER.compare(lastPath, leaf.path()) >= 0) {
            throw MalformedException.of(leaf.path(), "leaves in the order of distinct paths are expected");
        }
        String file = FilePath.file(leaf.path());
        files += leaves > 0 && file.equals(lastFile) ? 0 : 1;
        lastPath = leaf.path();
        lastFile = file;
        bytes = Math.addExact(bytes, leaf.size());
        push(hash(0, Codec.encode(leaf).getBytes(StandardCharsets.UTF_8), new byte[0]));
    }

    /** Adds the hash of a leaf. */
    void push(byte[] leaf) {
        byte[] hash = leaf;
        // As in counting: two subtrees of one height are one of the next.
        for (long before = leaves; (before & 1) == 1; before >>= 1) {
            hash = hash(1, complete.removeLast(), hash);
        }
        complete.addLast(hash);
        leaves++;
    }

    /**
     * The root over the leaves so far.
     *
     * @throws MalformedException if there is none
     */
    public Digest root() {
        if (leaves == 0) {
            throw new MalformedException("at least one file is expected");
        }
        Deque<byte[]> rest = new ArrayDeque<>(complete);
        byte[] hash = rest.removeLast();
        while (!rest.isEmpty()) {
            hash = hash(1, rest.removeLast(), hash);
        }
        return Digest.ofHash(hash);
    }

    public long leaves() {
        return leaves;
    }

    /** The files: pieces of one file, {@code NAME#00000000} and on, count once. */
    public long files() {
        return files;
    }

    public long bytes() {
        return bytes;
    }

    private static byte[] hash(int prefix, byte[] left, byte[] right) {
        MessageDigest sha256 = Digest.sha256();
        sha256.update((byte) prefix);
        sha256.update(left);
        return sha256.digest(right);
    }
}
