package org.stemma.api.asset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.stemma.api.Codec;
import org.stemma.api.Digest;
import org.stemma.api.MalformedException;

final class ContentTreeTest {
    /** The leaves and roots that Certificate Transparency's own implementations test with. */
    private static final List<String> INPUTS =
            List.of("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f");

    private static final List<String> ROOTS = List.of(
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");

    /** RFC 6962, section 2.1, word by word. */
    private static byte[] treeHash(List<byte[]> leaves) {
        if (leaves.size() == 1) {
            return sha256(new byte[] {0}, leaves.get(0), new byte[0]);
        }
        int k = Integer.highestOneBit(leaves.size() - 1);
        return sha256(new byte[] {1}, treeHash(leaves.subList(0, k)), treeHash(leaves.subList(k, leaves.size())));
    }

    private static byte[] sha256(byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (byte[] part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void the_reference_of_this_test_gives_the_known_roots() {
        List<byte[]> leaves = new ArrayList<>();
        for (int i = 0; i < INPUTS.size(); i++) {
            leaves.add(HexFormat.of().parseHex(INPUTS.get(i)));
            assertEquals(ROOTS.get(i), HexFormat.of().formatHex(treeHash(leaves)));
        }
    }

    @Test
    void folding_gives_the_known_roots() {
        ContentRoot root = new ContentRoot();
        for (int i = 0; i < INPUTS.size(); i++) {
            root.push(sha256(new byte[] {0}, HexFormat.of().parseHex(INPUTS.get(i))));
            assertEquals(ROOTS.get(i), root.root().hex());
        }
    }

    @Test
    void any_number_of_files_gives_the_root_of_rfc_6962() {
        List<ContentTree.Leaf> files = new ArrayList<>();
        List<byte[]> leaves = new ArrayList<>();
        for (int i = 0; i < 130; i++) {
            ContentTree.Leaf file = file(String.format(java.util.Locale.ROOT, "src/%03d.java", i), i);
            files.add(file);
            leaves.add(Codec.encode(file).getBytes(StandardCharsets.UTF_8));
            assertEquals(Digest.ofHash(treeHash(leaves)), ContentTree.root(files), i + " files");
        }
        ContentTree.Manifest manifest = new ContentTree.Manifest(files);
        assertEquals(130 * 129 / 2, manifest.bytes());
        assertEquals(ContentTree.root(files), manifest.root());
    }

    @Test
    void a_change_of_path_size_or_bytes_changes_the_root() {
        Digest root = ContentTree.root(List.of(file("a", 1), file("b", 2)));
        assertNotEquals(root, ContentTree.root(List.of(file("a", 1), file("c", 2))));
        assertNotEquals(root, ContentTree.root(List.of(file("a", 2), file("b", 2))));
        assertNotEquals(root, ContentTree.root(List.of(file("a", 1))));
    }

    @Test
    void paths_are_distinct_and_in_the_order_of_their_bytes() {
        assertThrows(MalformedException.class, () -> ContentTree.root(List.of()));
        assertThrows(MalformedException.class, () -> ContentTree.root(List.of(file("a", 1), file("a", 1))));
        assertThrows(MalformedException.class, () -> ContentTree.root(List.of(file("b", 1), file("a", 1))));
        // In UTF-16 the second would stand first.
        ContentTree.root(List.of(file("\uff5e", 1), file("\ud83d\ude00", 1)));
    }

    private static ContentTree.Leaf file(String path, long size) {
        return new ContentTree.Leaf(path, size, Digest.of(path + size));
    }
}
