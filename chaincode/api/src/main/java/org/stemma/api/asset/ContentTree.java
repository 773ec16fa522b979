package org.stemma.api.asset;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import org.stemma.api.Codec;
import org.stemma.api.Digest;
import org.stemma.api.Document;
import org.stemma.api.MalformedException;
import org.stemma.api.Split;

/**
 * The Merkle root over an asset's files. A leaf is the canonical JSON of a {@link Leaf}; leaves stand in the order of
 * their paths' UTF-8 bytes; hashing is that of RFC 6962, section 2.1: SHA-256 of 0x00 and the leaf, of 0x01 and two nodes.
 */
public final class ContentTree {
    private ContentTree() {}

    /** A file, or a piece of one, by its path, its size in bytes and the digest of its bytes. */
    public record Leaf(String path, long size, Digest digest) {}

    /** All leaves of an asset's version, as they are kept off the ledger so that a change can be placed. */
    public record Manifest(List<Leaf> leaves) implements Document {
        public long bytes() {
            return leaves.stream().mapToLong(Leaf::size).sum();
        }

        public Digest root() {
            return ContentTree.root(leaves);
        }
    }

    /**
     * The root over leaves that are in order and of distinct paths.
     *
     * @throws MalformedException if they are not, or if there is none
     */
    public static Digest root(List<Leaf> leaves) {
        List<byte[]> level = new ArrayList<>();
        String last = null;
        for (Leaf leaf : leaves) {
            if (last != null && Split.BYTE_ORDER.compare(last, leaf.path()) >= 0) {
                throw new MalformedException("leaves in the order of distinct paths are expected, at " + leaf.path());
            }
            last = leaf.path();
            level.add(hash(0, Codec.encode(leaf).getBytes(StandardCharsets.UTF_8), new byte[0]));
        }
        if (level.isEmpty()) {
            throw new MalformedException("at least one file is expected");
        }
        return Digest.ofHash(fold(level));
    }

    /** RFC 6962 splits at the largest power of two; pairing level by level and lifting an odd last node is the same. */
    private static byte[] fold(List<byte[]> leaves) {
        List<byte[]> level = leaves;
        while (level.size() > 1) {
            List<byte[]> next = new ArrayList<>();
            for (int i = 0; i + 1 < level.size(); i += 2) {
                next.add(hash(1, level.get(i), level.get(i + 1)));
            }
            if (level.size() % 2 == 1) {
                next.add(level.get(level.size() - 1));
            }
            level = next;
        }
        return level.get(0);
    }

    private static byte[] hash(int prefix, byte[] left, byte[] right) {
        MessageDigest sha256 = Digest.sha256();
        sha256.update((byte) prefix);
        sha256.update(left);
        return sha256.digest(right);
    }
}
