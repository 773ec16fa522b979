package org.stemma.api.asset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stemma.api.MalformedException;

final class FilePathTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "a/b/c.txt",
                "my model.bin",
                "_w.bin",
                ".hidden",
                "...",
                "a#1",
                "a#00000000",
                "B\u00fccher",
                "Bu\u0308cher",
                "\u6587",
                "a\u200db",
                "-x",
                "~",
                "*",
                "ab:c",
                "META-INF/MANIFEST.MF"
            })
    void what_a_file_system_takes_is_a_path(String path) {
        assertEquals(path, FilePath.checked(path));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/etc/passwd",
                "../../x",
                "a/../b",
                "a/.",
                "a//b",
                "a/",
                "C:\\x",
                "c:x",
                "a\\b",
                "a\u0000b",
                "a\u001b[0m",
                "a\nb",
                "a\u007fb",
                "a\u009bb",
                "a\u202eb",
                "a\u2028b",
                "#00000000",
                "..#00000000"
            })
    void what_leaves_its_folder_or_turns_what_is_shown_is_none(String path) {
        assertEquals(
                path,
                assertThrows(MalformedException.class, () -> FilePath.checked(path))
                        .value()
                        .orElseThrow());
    }

    @Test
    void a_name_has_at_most_255_bytes_and_a_path_4096() {
        String name = "x".repeat(255);
        assertEquals(name, FilePath.name(name));
        assertEquals(name + "#00000007", FilePath.checked(name + "#00000007"));
        assertThrows(MalformedException.class, () -> FilePath.name(name + "x"));
        assertThrows(MalformedException.class, () -> FilePath.name("\u00e9".repeat(128)));
        assertThrows(MalformedException.class, () -> FilePath.checked((name + "/").repeat(16) + "x"));
        assertThrows(MalformedException.class, () -> FilePath.name("a/b"));
        assertThrows(MalformedException.class, () -> FilePath.name(".."));
    }

    @Test
    void a_piece_is_of_its_file() {
        assertEquals("a b", FilePath.file("a b#00000012"));
        assertEquals("a#1", FilePath.file("a#1"));
    }
}
