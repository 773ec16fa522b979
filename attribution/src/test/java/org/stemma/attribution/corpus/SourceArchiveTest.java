package org.stemma.attribution.corpus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SourceArchiveTest {

    private static final ArchiveLimits SMALL = new ArchiveLimits(100_000, 3, 1_000, 2_000);

    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("some-sources.jar");
    }

    private void refused(String reason, Path archive, ArchiveLimits limits) {
        ArchiveException refusal = assertThrows(ArchiveException.class, () -> SourceArchive.read(archive, limits));
        assertTrue(
                refusal.toString().contains(": some-sources.jar: ")
                        && refusal.toString().contains(reason),
                refusal.toString());
    }

    @Test
    void sorts_by_the_bytes_of_the_paths_and_skips_directories() throws IOException {
        Path archive = Zips.of(
                file(),
                "b/",
                "",
                "b/Z.java",
                "1",
                "b/a.java",
                "2",
                "b.java",
                "3",
                "é.java",
                "4",
                "\uD83D\uDE00.java",
                "5",
                "\uFF5E.java",
                "6");

        List<SourceFile> files = SourceArchive.read(archive);

        assertEquals(
                List.of("b.java", "b/Z.java", "b/a.java", "é.java", "\uFF5E.java", "\uD83D\uDE00.java"),
                files.stream().map(SourceFile::path).toList());
        assertEquals("2", new String(files.get(2).content(), UTF_8));
    }

    @Test
    void refuses_a_missing_file() {
        refused("there is no such file", file(), SMALL);
    }

    @Test
    void refuses_what_is_no_archive() throws IOException {
        refused("not a readable zip archive", Files.writeString(file(), "PK, but no zip"), SMALL);
    }

    @Test
    void refuses_a_truncated_archive() throws IOException {
        Path archive = Zips.of(file(), "A.java", "class A {}");
        byte[] bytes = Files.readAllBytes(archive);
        Files.write(archive, Arrays.copyOf(bytes, bytes.length - 10));

        refused("not a readable zip archive", archive, SMALL);
    }

    @Test
    void refuses_a_changed_byte_and_names_the_entry() throws IOException {
        Path archive = Zips.patched(Zips.stored(file(), "A.java", "class Apple {}"), "Apple", "Appel");

        refused("'A.java' is damaged", archive, SMALL);
    }

    @Test
    void refuses_a_path_that_is_there_twice() throws IOException {
        Path archive = Zips.patched(Zips.of(file(), "A.java", "1", "B.java", "2"), "B.java", "A.java");

        refused("'A.java' is there twice", archive, SMALL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../A.java",
                "a/../../A.java",
                "/etc/A.java",
                "a\\..\\A.java",
                "C:/A.java",
                "a//A.java",
                "./A.java",
                "a/./A.java",
                "../",
                "a\nb.java",
                "a\u0000.java"
            })
    void refuses_a_path_that_is_not_plainly_inside_of_the_archive(String path) throws IOException {
        refused("the path '", Zips.of(file(), path, path.endsWith("/") ? "" : "text"), SMALL);
    }

    @Test
    void refuses_a_path_that_is_too_long() throws IOException {
        refused("is longer than 1024 bytes", Zips.of(file(), "a".repeat(1_100), "text"), SMALL);
    }

    @Test
    void refuses_more_entries_than_allowed() throws IOException {
        refused("more than 3 entries", Zips.of(file(), "a/", "", "b", "1", "c", "2", "d", "3"), SMALL);
    }

    @Test
    void refuses_an_entry_that_unpacks_to_more_than_allowed() throws IOException {
        refused("'bomb' unpacks to more than 1000 bytes", Zips.of(file(), "bomb", "0".repeat(1_001)), SMALL);
    }

    @Test
    void refuses_entries_that_together_unpack_to_more_than_allowed() throws IOException {
        String text = "0".repeat(900);

        refused(
                "unpacks to more than 2000 bytes, reached at 'c'",
                Zips.of(file(), "a", text, "b", text, "c", text),
                SMALL);
    }

    @Test
    void refuses_an_archive_that_is_larger_than_allowed() throws IOException {
        refused("at most 50 are allowed", Zips.of(file(), "a", "1"), new ArchiveLimits(50, 3, 10, 10));
    }

    @Test
    void refuses_limits_that_allow_nothing() {
        assertThrows(IllegalArgumentException.class, () -> new ArchiveLimits(1, 0, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> new ArchiveLimits(1, 1, Integer.MAX_VALUE, 1));
    }

    @Test
    void gives_away_no_way_to_change_a_file() {
        byte[] content = {1, 2};
        SourceFile file = new SourceFile("a", content);
        content[0] = 9;
        file.content()[1] = 9;

        assertEquals(new SourceFile("a", new byte[] {1, 2}), file);
        assertEquals(new SourceFile("a", new byte[] {1, 2}).hashCode(), file.hashCode());
        assertEquals("a (2 bytes)", file.toString());
    }
}
