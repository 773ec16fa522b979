package org.stemma.gateway.serving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stemma.api.AssetId;
import org.stemma.api.Codec;
import org.stemma.api.Digest;
import org.stemma.api.MalformedException;
import org.stemma.api.Refused;
import org.stemma.api.asset.AssetVersion;
import org.stemma.api.asset.ContentTree;

class ManifestsTest {
    private static final Artifacts.Version VERSION = new Artifacts.Version(new AssetId("ast_1"), 1);

    @TempDir
    Path folder;

    private static List<ContentTree.Leaf> leaves(int count) {
        List<ContentTree.Leaf> leaves = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            leaves.add(new ContentTree.Leaf(String.format(Locale.ROOT, "data/%08d.txt", i), i, Digest.of("x" + i)));
        }
        return leaves;
    }

    private static AssetVersion.Content content(List<ContentTree.Leaf> leaves, long files, long bytes) {
        return new AssetVersion.Content(ContentTree.root(leaves), files, bytes, "MIT", Optional.empty());
    }

    private static AssetVersion.Content content(List<ContentTree.Leaf> leaves) {
        return content(leaves, leaves.size(), new ContentTree.Manifest(leaves).bytes());
    }

    private static InputStream lines(List<ContentTree.Leaf> leaves) {
        String text = leaves.stream().map(leaf -> Codec.encode(leaf) + "\n").collect(Collectors.joining());
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private String copied(Artifacts artifacts, boolean asLines) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Manifests.copy(artifacts.manifestFile(VERSION).orElseThrow(), asLines, out);
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void a_manifest_of_more_than_a_body_may_hold_is_kept_and_answered_line_by_line() throws IOException {
        List<ContentTree.Leaf> leaves = leaves(20_000);
        Artifacts artifacts = new Artifacts(folder);
        assertEquals(
                20_000,
                artifacts
                        .keep(VERSION, Manifests.sent(lines(leaves)), content(leaves))
                        .leaves());
        assertTrue(Files.size(artifacts.manifestFile(VERSION).orElseThrow()) > 1 << 20);
        assertEquals(new String(lines(leaves).readAllBytes(), StandardCharsets.UTF_8), copied(artifacts, true));
        assertEquals(Codec.encode(new ContentTree.Manifest(leaves)), copied(artifacts, false));
        assertEquals(Optional.of(new ContentTree.Manifest(leaves)), artifacts.manifest(VERSION));
    }

    @Test
    void a_manifest_that_an_older_program_kept_as_one_document_is_read() throws IOException {
        List<ContentTree.Leaf> leaves = leaves(3);
        Artifacts artifacts = new Artifacts(folder);
        Path older =
                Files.createDirectories(folder.resolve("artifacts/ast_1-1")).resolve("manifest.json");
        String json = Codec.encode(new ContentTree.Manifest(leaves));
        Files.writeString(older, json);
        assertEquals(json, copied(artifacts, false));
        assertEquals(Optional.of(new ContentTree.Manifest(leaves)), artifacts.manifest(VERSION));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../../x",
                "/etc/passwd",
                "C:\\x",
                "C:x",
                "",
                "a\u0000b",
                "a\u001b[31m",
                "a//b",
                "a/./b",
                "a/..",
                "\\x",
                "a\u202eb",
                "#00000000"
            })
    void a_path_that_leaves_its_folder_or_can_not_be_shown_is_refused_though_the_root_fits(String path)
            throws IOException {
        List<ContentTree.Leaf> leaves = List.of(new ContentTree.Leaf(path, 1, Digest.of("x")));
        Artifacts artifacts = new Artifacts(folder);
        for (Manifests.Leaves sent :
                List.of(Manifests.sent(lines(leaves)), Manifests.of(new ContentTree.Manifest(leaves)))) {
            Refused refused = assertThrows(Refused.class, () -> artifacts.keep(VERSION, sent, content(leaves)));
            assertEquals("kernel.malformed", refused.refusal().code());
            assertEquals("leaves[0].path", refused.facts().get("path"));
            assertEquals(path, refused.facts().get("value"));
        }
        assertTrue(artifacts.manifestFile(VERSION).isEmpty());
        try (var drafts = Files.list(folder.resolve("artifacts/.incoming"))) {
            assertEquals(0, drafts.count());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "my model.bin",
                "_w.bin",
                ".hidden",
                "Bu\u0308cher/\u00e9.txt",
                "a b/c#1",
                "x-129",
                "ab:c",
                "100%"
            })
    void a_path_that_a_file_system_takes_is_taken(String name) throws IOException {
        String path = name.equals("x-129") ? "x".repeat(129) : name;
        List<ContentTree.Leaf> leaves = List.of(new ContentTree.Leaf(path, 0, Digest.of("")));
        assertEquals(
                1,
                new Artifacts(folder)
                        .keep(VERSION, Manifests.sent(lines(leaves)), content(leaves))
                        .leaves());
    }

    @Test
    void figures_that_the_manifest_does_not_bear_out_are_refused() throws IOException {
        List<ContentTree.Leaf> leaves = leaves(3);
        Artifacts artifacts = new Artifacts(folder);
        for (AssetVersion.Content wrong : List.of(content(leaves, 3, 999_999), content(leaves, 77, 3))) {
            Refused refused =
                    assertThrows(Refused.class, () -> artifacts.keep(VERSION, Manifests.sent(lines(leaves)), wrong));
            assertEquals(ServingRefusal.ROOT_MISMATCH, refused.refusal());
            assertEquals(
                    wrong.files() == 77 ? "files" : "bytes", refused.facts().get("member"));
        }
        assertEquals(422, ServingRefusal.ROOT_MISMATCH.category().status());
    }

    @Test
    void pieces_of_a_file_may_be_registered_as_one_file() throws IOException {
        List<ContentTree.Leaf> pieces = List.of(
                new ContentTree.Leaf("m#00000000", 2, Digest.of("a")),
                new ContentTree.Leaf("m#00000001", 1, Digest.of("b")));
        for (long files : List.of(1L, 2L)) {
            new Artifacts(folder).keep(VERSION, Manifests.sent(lines(pieces)), content(pieces, files, 3));
        }
    }

    @Test
    void a_line_that_is_no_leaf_is_named() throws IOException {
        Artifacts artifacts = new Artifacts(folder);
        List<ContentTree.Leaf> leaves = leaves(2);
        String good = Codec.encode(leaves.get(0)) + "\n";
        for (String wrong : List.of(
                "{}\n", "\n", "null\n", good, "{\"path\":\"" + "x".repeat(Manifests.MAX_LINE) + "\"}", "\u0000")) {
            InputStream sent = new ByteArrayInputStream((good + wrong).getBytes(StandardCharsets.UTF_8));
            Refused refused =
                    assertThrows(Refused.class, () -> artifacts.keep(VERSION, Manifests.sent(sent), content(leaves)));
            assertTrue(String.valueOf(refused.facts().get("path")).startsWith("leaves[1]"), refused.getMessage());
        }
        Refused none = assertThrows(
                Refused.class,
                () -> artifacts.keep(VERSION, Manifests.sent(InputStream.nullInputStream()), content(leaves)));
        assertEquals("leaves", none.facts().get("path"));
    }

    @Test
    void sizes_are_no_less_than_nothing_and_their_sum_is_a_number() throws IOException {
        Artifacts artifacts = new Artifacts(folder);
        for (List<ContentTree.Leaf> wrong : List.of(
                List.of(new ContentTree.Leaf("a", -1, Digest.of("a"))),
                List.of(
                        new ContentTree.Leaf("a", Long.MAX_VALUE, Digest.of("a")),
                        new ContentTree.Leaf("b", 1, Digest.of("a"))))) {
            AssetVersion.Content any = content(leaves(1));
            Refused refused =
                    assertThrows(Refused.class, () -> artifacts.keep(VERSION, Manifests.sent(lines(wrong)), any));
            assertEquals("kernel.malformed", refused.refusal().code());
        }
    }

    @Test
    void a_manifest_has_a_bound_that_data_sets_do_not_meet() {
        Manifests.mustBeFew(20_000_000);
        assertThrows(MalformedException.class, () -> Manifests.mustBeFew(20_000_001));
    }

    @Test
    void a_file_name_comes_percent_encoded() {
        assertEquals("my model.bin", FileNames.decoded("my%20model.bin"));
        assertEquals("B\u00fccher+1.bin", FileNames.decoded("B%C3%BCcher+1.bin"));
        assertEquals("plain-1.bin", FileNames.decoded("plain-1.bin"));
        for (String wrong : List.of("50%", "%FF", "%zz", "B\u00fc")) {
            assertThrows(Refused.class, () -> FileNames.decoded(wrong));
        }
    }
}
