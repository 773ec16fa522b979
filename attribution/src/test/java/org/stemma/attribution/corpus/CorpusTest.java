package org.stemma.attribution.corpus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorpusTest {

    @TempDir
    private Path folder;

    private static SourceFile file(String path, String text) {
        return new SourceFile(path, text.getBytes(UTF_8));
    }

    @Test
    void takes_sources_documentation_and_properties_and_leaves_the_rest() {
        for (String path : List.of("A.java", "a/b.kt", "x.properties", "README.MD", "LICENSE.txt")) {
            assertTrue(TrainingText.isTrainingText(file(path, "text")), path);
        }
        for (String path : List.of("A.class", "logo.png", "noextension", "java", "a.java/LICENSE", "x.")) {
            assertFalse(TrainingText.isTrainingText(file(path, "text")), path);
        }
        assertFalse(TrainingText.isTrainingText(file("Empty.java", "")));
        assertFalse(TrainingText.isTrainingText(file("Binary.java", "a\u0000b")));
    }

    @Test
    void is_named_after_its_archive_and_holds_its_training_text() throws IOException {
        Path archive = Zips.of(folder.resolve("lib-sources.jar"), "B.java", "bb", "A.java", "a", "logo.png", "x");

        Corpus corpus = Corpus.ofArchive(archive);

        assertEquals("lib-sources.jar", corpus.name());
        assertEquals(List.of(file("A.java", "a"), file("B.java", "bb")), corpus.files());
        assertEquals(3, corpus.bytes());
    }

    @Test
    void refuses_an_archive_without_training_text() throws IOException {
        Path archive = Zips.of(folder.resolve("pictures.jar"), "logo.png", "x");

        ArchiveException refusal = assertThrows(ArchiveException.class, () -> Corpus.ofArchive(archive));
        assertTrue(refusal.toString().contains("holds no training text"), refusal.toString());
    }

    @Test
    void has_a_digest_of_paths_and_contents_but_not_of_name_or_order() {
        Corpus corpus = new Corpus("x", List.of(file("A.java", "a"), file("B.java", "b")));

        assertEquals(corpus.digest(), new Corpus("y", List.of(file("B.java", "b"), file("A.java", "a"))).digest());
        assertNotEquals(corpus.digest(), new Corpus("x", List.of(file("A.java", "b"), file("B.java", "a"))).digest());
        assertNotEquals(corpus.digest(), new Corpus("x", List.of(file("A.java", "a"), file("C.java", "b"))).digest());
        assertTrue(corpus.digest().matches("sha256:[0-9a-f]{64}"));
    }

    @Test
    void refuses_what_is_no_corpus() {
        List<SourceFile> good = List.of(file("A.java", "a"));

        assertThrows(IllegalArgumentException.class, () -> new Corpus("", good));
        assertThrows(IllegalArgumentException.class, () -> new Corpus("é".repeat(129), good));
        assertThrows(IllegalArgumentException.class, () -> new Corpus("x", List.of()));
        assertThrows(IllegalArgumentException.class, () -> new Corpus("x", List.of(file("A.png", "a"))));
        assertThrows(IllegalArgumentException.class, () -> new Corpus("x", List.of(good.get(0), good.get(0))));
    }
}
