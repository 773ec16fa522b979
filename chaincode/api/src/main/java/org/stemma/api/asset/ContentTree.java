package org.stemma.api.asset;

import java.util.List;
import org.stemma.api.Digest;
import org.stemma.api.Document;
import org.stemma.api.MalformedException;

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
        ContentRoot root = new ContentRoot();
        leaves.forEach(root::add);
        return root.root();
    }
}
