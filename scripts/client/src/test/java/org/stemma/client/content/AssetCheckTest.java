package org.stemma.client.content;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stemma.api.asset.AssetVersion.Content;
import org.stemma.api.asset.ContentTree.Manifest;

final class AssetCheckTest {
    @TempDir
    Path folder = Path.of("");

    @Test
    void a_copy_under_another_name_is_the_same() throws IOException {
        Path archive = archive("a.jar", "one");
        Path model = model("model.stm");
        assertEquals(List.of(), check(archive, Files.copy(archive, folder.resolve("copy.jar"))));
        assertEquals(List.of(), check(model, Files.copy(model, folder.resolve("copy.bin"))));
    }

    @Test
    void a_changed_file_of_an_archive_is_named() throws IOException {
        List<String> differences = check(archive("a.jar", "one"), archive("b.jar", "onf"));
        assertEquals(1, differences.size());
        assertTrue(differences.get(0).startsWith("differs: src/One.java ("), differences.toString());
    }

    @Test
    void missing_and_added_files_are_named() throws IOException {
        Path before = Archives.zip(folder.resolve("a.zip"), new TreeMap<>(java.util.Map.of("a", "1", "b", "2")));
        Path after = Archives.zip(folder.resolve("b.zip"), new TreeMap<>(java.util.Map.of("b", "2", "c", "3")));
        assertEquals(List.of("missing: a", "added: c"), check(before, after));
    }

    @Test
    void one_flipped_byte_of_a_model_file_is_placed_in_its_piece() throws IOException {
        Path model = model("model.stm");
        Path flipped = flip(model, "flipped.stm", Manifests.PIECE + 5);
        List<String> differences = check(model, flipped);
        assertEquals(1, differences.size());
        assertTrue(
                differences.get(0).startsWith("differs: model.stm#00000001, bytes 1048576 to 1048675 ("),
                differences.toString());
    }

    @Test
    void any_flipped_byte_of_an_archive_is_found() throws IOException {
        Path archive = archive("a.jar", "one, two, three");
        String source = "pkg:maven/g/a@1?checksum=" + Manifests.digest(archive) + "&classifier=sources";
        for (int i = 0; i < Files.size(archive); i++) {
            Path flipped = flip(archive, "flipped.jar", i);
            assertFalse(check(archive, source, flipped).isEmpty(), "byte " + i);
        }
    }

    @Test
    void a_byte_outside_the_files_contents_is_found_by_the_packages_checksum() throws IOException {
        Path archive = archive("a.jar", "one");
        Path repacked = folder.resolve("b.jar");
        byte[] bytes = Files.readAllBytes(archive);
        Files.write(repacked, java.util.Arrays.copyOf(bytes, bytes.length));
        // The time of the first entry's local header: no file's content depends on it.
        Path flipped = flip(repacked, "c.jar", 10);
        String source = "pkg:maven/g/a@1?checksum=" + Manifests.digest(archive) + "&classifier=sources";
        List<String> differences = check(archive, source, flipped);
        assertTrue(differences.get(0).startsWith("differs: outside the files' contents"), differences.toString());
    }

    @Test
    void a_false_manifest_is_not_trusted_to_say_where() throws IOException {
        Path archive = archive("a.jar", "one");
        Manifest other = Manifests.of(archive("b.jar", "two"));
        Content registered = Contents.of(Manifests.of(archive), "MIT", null);
        List<String> differences = AssetCheck.differences(registered, Optional.of(other), archive("c.jar", "two"));
        assertEquals(2, differences.size());
        assertTrue(differences.get(0).startsWith("the stored manifest is not the registered one"));
        assertTrue(differences.get(1).startsWith("the root differs"));
    }

    @Test
    void without_a_manifest_the_root_still_decides() throws IOException {
        Content registered = Contents.of(Manifests.of(archive("a.jar", "one")), "MIT", null);
        assertEquals(List.of(), AssetCheck.differences(registered, Optional.empty(), archive("b.jar", "one")));
        assertEquals(
                1,
                AssetCheck.differences(registered, Optional.empty(), archive("c.jar", "two"))
                        .size());
    }

    @Test
    void what_is_no_archive_any_more_is_said() throws IOException {
        Path broken = Files.writeString(folder.resolve("broken.jar"), "broken");
        assertTrue(check(archive("a.jar", "one"), broken).get(0).startsWith("the archive's directory can't be read"));
    }

    private Path archive(String name, String content) throws IOException {
        TreeMap<String, String> entries = new TreeMap<>();
        entries.put("src/One.java", content);
        entries.put("src/Two.java", "class Two {}");
        return Archives.zip(folder.resolve(name), entries);
    }

    private Path model(String name) throws IOException {
        byte[] bytes = new byte[Manifests.PIECE + 100];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 31);
        }
        return Files.write(folder.resolve(name), bytes);
    }

    private Path flip(Path file, String name, int position) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[position] ^= 1;
        return Files.write(folder.resolve(name), bytes);
    }

    private static List<String> check(Path registered, Path found) throws IOException {
        return check(registered, null, found);
    }

    private static List<String> check(Path registered, @Nullable String source, Path found) throws IOException {
        Manifest manifest = Manifests.of(registered);
        return AssetCheck.differences(Contents.of(manifest, "MIT", source), Optional.of(manifest), found);
    }
}
