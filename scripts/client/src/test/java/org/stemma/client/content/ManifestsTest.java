package org.stemma.client.content;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stemma.api.Digest;
import org.stemma.api.asset.ContentTree.Leaf;
import org.stemma.api.asset.ContentTree.Manifest;

final class ManifestsTest {
    @TempDir
    Path folder = Path.of("");

    @Test
    void an_archive_has_one_leaf_per_file_in_the_order_of_the_paths_bytes() throws IOException {
        Map<String, String> entries = new LinkedHashMap<>();
        entries.put("z/", "");
        entries.put("ä.txt", "umlaut");
        entries.put("b.txt", "two");
        entries.put("B.txt", "one");
        Manifest manifest = Manifests.of(Archives.zip(folder.resolve("a.jar"), entries));
        assertEquals(
                List.of("B.txt", "b.txt", "ä.txt"),
                manifest.leaves().stream().map(Leaf::path).toList());
        assertEquals(Digest.of("two"), manifest.leaves().get(1).digest());
        assertEquals(12, manifest.bytes());
    }

    @Test
    void the_root_does_not_depend_on_order_or_packing() throws IOException {
        Map<String, String> there = new LinkedHashMap<>(Map.of("a", "1"));
        there.put("b", "2");
        Map<String, String> back = new LinkedHashMap<>(Map.of("b", "2"));
        back.put("a", "1");
        assertEquals(
                Manifests.of(Archives.zip(folder.resolve("a.zip"), there)).root(),
                Manifests.of(Archives.zip(folder.resolve("b.zip"), back)).root());
    }

    @Test
    void a_plain_file_is_cut_into_pieces_of_a_mebibyte() throws IOException {
        Path file = Files.write(folder.resolve("model.stm"), new byte[2 * Manifests.PIECE + 3]);
        Manifest manifest = Manifests.of(file);
        assertEquals(
                List.of("model.stm#00000000", "model.stm#00000001", "model.stm#00000002"),
                manifest.leaves().stream().map(Leaf::path).toList());
        assertEquals(
                List.of((long) Manifests.PIECE, (long) Manifests.PIECE, 3L),
                manifest.leaves().stream().map(Leaf::size).toList());
    }

    @Test
    void a_file_of_whole_pieces_has_no_emprt_one_at_its_end_and_an_emprt_file_has_one() throws IOException {
        Path whole = Files.write(folder.resolve("whole"), new byte[Manifests.PIECE]);
        Path empty = Files.write(folder.resolve("empty"), new byte[0]);
        assertEquals(1, Manifests.of(whole).leaves().size());
        assertEquals(
                List.of(new Leaf("empty#00000000", 0, Digest.of(""))),
                Manifests.of(empty).leaves());
    }

    @Test
    void what_is_no_archive_is_refused_under_an_archives_name() throws IOException {
        Path file = Files.writeString(folder.resolve("not.zip"), "not");
        ZipException refused = assertThrows(ZipException.class, () -> Manifests.of(file));
        assertTrue(String.valueOf(refused.getMessage()).length() > 0);
    }
}
