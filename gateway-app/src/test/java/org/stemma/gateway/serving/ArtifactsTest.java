package org.stemma.gateway.serving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stemma.api.AssetId;
import org.stemma.api.Digest;
import org.stemma.api.Refused;
import org.stemma.api.asset.AssetVersion;
import org.stemma.api.asset.ContentTree;

class ArtifactsTest {
    private static final Artifacts.Version VERSION = new Artifacts.Version(new AssetId("ast_1"), 2);
    private static final String STORED = "artifacts/ast_1-2/model";

    @TempDir
    Path folder;

    private Artifacts artifacts;
    private byte[] content;
    private Digest root;
    private AssetVersion.Content registered;

    @BeforeEach
    void make() throws IOException {
        artifacts = new Artifacts(folder);
        content = new byte[LeafCutter.LEAF_BYTES * 2 + 17];
        new Random(1).nextBytes(content);
        root = LeafCutter.cut(stream(), "model.bin", OutputStream.nullOutputStream())
                .root();
        registered = new AssetVersion.Content(root, 3, content.length, "MIT", Optional.empty());
    }

    private InputStream stream() {
        return new ByteArrayInputStream(content);
    }

    @Test
    void a_file_is_cut_in_leaves_of_a_mebibyte() throws IOException {
        artifacts.keep(VERSION, stream(), "model.bin", registered);
        ContentTree.Manifest manifest = artifacts.manifest(VERSION).orElseThrow();

        assertEquals(
                List.of("model.bin#00000000", "model.bin#00000001", "model.bin#00000002"),
                manifest.leaves().stream().map(ContentTree.Leaf::path).toList());
        assertEquals(
                List.of(1L << 20, 1L << 20, 17L),
                manifest.leaves().stream().map(ContentTree.Leaf::size).toList());
        assertEquals(
                Digest.of(java.util.Arrays.copyOf(content, 1 << 20)),
                manifest.leaves().get(0).digest());
    }

    @Test
    void a_kept_file_is_there_after_a_restart() throws IOException {
        artifacts.keep(VERSION, stream(), "model.bin", registered);

        Artifacts again = new Artifacts(folder);

        assertEquals(List.of(VERSION), again.models());
        assertEquals(-1, Files.mismatch(again.checkedModel(VERSION, root), write(content)));
    }

    @Test
    void what_is_not_registered_is_refused_and_leaves_nothing() throws IOException {
        content[5]++;

        Refused refused = assertThrows(Refused.class, () -> artifacts.keep(VERSION, stream(), "model.bin", registered));

        assertEquals(ServingRefusal.ROOT_MISMATCH, refused.refusal());
        assertEquals(root.value(), refused.facts().get("expected"));
        assertFalse(artifacts.holdsModel(VERSION));
        assertEquals(Optional.empty(), artifacts.manifest(VERSION));
        try (var drafts = Files.list(folder.resolve("artifacts/.incoming"))) {
            assertEquals(
                    0,
                    drafts.filter(draft -> draft.getFileName().toString().startsWith("artifact"))
                            .count());
        }
    }

    @Test
    void another_name_is_another_root() {
        assertThrows(Refused.class, () -> artifacts.keep(VERSION, stream(), "other.bin", registered));
    }

    @Test
    void one_changed_byte_is_found_with_its_leaf() throws IOException {
        artifacts.keep(VERSION, stream(), "model.bin", registered);
        flip(folder.resolve(STORED), (1 << 20) + 3);

        Refused refused = assertThrows(Refused.class, () -> artifacts.checkedModel(VERSION, root));

        assertEquals(ServingRefusal.ARTIFACT_DAMAGED, refused.refusal());
        assertEquals("model.bin#00000001", refused.facts().get("leaf"));
    }

    @Test
    void a_shortened_file_is_found() throws IOException {
        artifacts.keep(VERSION, stream(), "model.bin", registered);
        for (long size : new long[] {content.length - 1L, 1 << 20, 0}) {
            try (FileChannel file = FileChannel.open(folder.resolve(STORED), StandardOpenOption.WRITE)) {
                file.truncate(size);
            }
            Refused refused = assertThrows(Refused.class, () -> artifacts.checkedModel(VERSION, root));
            assertEquals(ServingRefusal.ARTIFACT_DAMAGED, refused.refusal());
        }
    }

    @Test
    void a_damaged_manifest_is_found() throws IOException {
        artifacts.keep(VERSION, stream(), "model.bin", registered);
        Path manifest = folder.resolve("artifacts/ast_1-2/manifest.ndjson");
        String json = Files.readString(manifest);

        Files.writeString(manifest, json.replace("model.bin", "model.bim"));
        assertThrows(Refused.class, () -> artifacts.checkedModel(VERSION, root));
        Files.writeString(manifest, json.substring(10));
        Refused refused = assertThrows(Refused.class, () -> artifacts.manifest(VERSION));
        assertEquals(ServingRefusal.ARTIFACT_DAMAGED, refused.refusal());
    }

    @Test
    void a_manifest_alone_serves_nothing() throws IOException {
        artifacts.keep(
                VERSION,
                Manifests.of(LeafCutter.cut(stream(), "model.bin", OutputStream.nullOutputStream())),
                registered);

        assertTrue(artifacts.manifest(VERSION).isPresent());
        assertEquals(List.of(), artifacts.models());
    }

    @Test
    void what_was_on_its_way_when_the_process_ended_is_cleared_away() throws IOException {
        Path draft = Files.writeString(folder.resolve("artifacts/.incoming/artifact1.tmp"), "half");

        new Artifacts(folder);

        assertFalse(Files.exists(draft));
    }

    @Test
    void more_than_the_bound_is_refused_without_reading_on() {
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return 0;
            }

            @Override
            public int read(byte[] buffer, int from, int size) {
                return size;
            }
        };

        Refused refused = assertThrows(
                Refused.class, () -> LeafCutter.cut(endless, "model.bin", OutputStream.nullOutputStream()));

        assertEquals(ServingRefusal.ARTIFACT_TOO_LARGE, refused.refusal());
    }

    @Test
    void an_empty_file_is_no_artifact() {
        assertThrows(
                Refused.class, () -> artifacts.keep(VERSION, InputStream.nullInputStream(), "model.bin", registered));
    }

    private Path write(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("expected"), bytes);
    }

    static void flip(Path file, int at) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[at] ^= 1;
        Files.write(file, bytes);
    }
}
