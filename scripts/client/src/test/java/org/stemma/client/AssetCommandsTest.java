package org.stemma.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.stemma.api.Codec;
import org.stemma.api.asset.AssetVersion;
import org.stemma.api.asset.ContentTree;
import org.stemma.api.asset.ContentTree.Manifest;
import org.stemma.client.content.Archives;
import org.stemma.client.content.Contents;
import org.stemma.client.content.Manifests;

/** Files on their way to the ledger and back. */
final class AssetCommandsTest extends CommandCase {
    @Test
    void verify_asset_says_where_a_byte_was_flipped_and_exits_1() throws IOException {
        Path model = Files.write(folder.resolve("model.stm"), new byte[3000]);
        Manifest manifest = Manifests.of(model);
        AssetVersion version = new AssetVersion(
                new org.stemma.api.AssetId("ast_1"),
                1,
                Contents.of(manifest, "MIT", null),
                List.of(),
                List.of(),
                List.of());
        answers.put("/v1/assets/ast_1/versions/1", Codec.encode(version));
        answers.put("/v1/assets/ast_1/versions/1/manifest", Codec.encode(manifest));
        assertEquals(Stemma.OK, stemma("verify", "asset", "ast_1", "1", model.toString()));
        byte[] bytes = Files.readAllBytes(model);
        bytes[17] ^= 1;
        Files.write(model, bytes);
        assertEquals(Stemma.REFUSED, stemma("verify", "asset", "ast_1", "1", model.toString()));
        assertTrue(out.toString().contains("differs: model.stm#00000000, bytes 0 to 2999"), out.toString());
    }

    private int register(Path file, String kind, String... more) {
        List<String> all = new ArrayList<>(List.of(
                "asset",
                "register",
                file.toString(),
                "--kind",
                kind,
                "--name",
                "n",
                "--owner",
                "prt_1",
                "--spdx",
                "MIT"));
        all.addAll(List.of(more));
        return stemma(all.toArray(String[]::new));
    }

    @Test
    void the_id_of_a_registered_asset_is_printed_also_when_its_manifest_is_refused_and_the_same_again_goes_on()
            throws IOException {
        answers.put("/v1/assets", "{\"id\":\"ast_1\",\"transaction\":\"t\",\"block\":3}");
        answers.put("/v1/assets/ast_1/versions/1/manifest", "{\"code\":\"gateway.body_too_large\",\"title\":\"No.\"}");
        refusals.put("/v1/assets/ast_1/versions/1/manifest", 413);
        Path data = file("data.bin", 3);
        assertEquals(Stemma.REFUSED, register(data, "data_set", "-o", "id"));
        assertEquals("ast_1", out.toString().strip());
        assertTrue(err.toString().startsWith("stemma: version 1 of ast_1 is registered"), err.toString());
        assertTrue(err.toString().contains("gateway.body_too_large"), err.toString());
        refusals.clear();
        assertEquals(Stemma.OK, register(data, "data_set", "-o", "id"));
        assertEquals(asked.get(0), asked.get(2), "under the same request id");
        assertEquals(Stemma.OK, register(data, "data_set", "--request", "another"));
        assertTrue(asked.get(4).contains(" another {"), asked.get(4));
        assertEquals(Stemma.OK, register(file("other.bin", 3), "data_set"));
        assertFalse(asked.get(6).equals(asked.get(0)), "another file is another request");
    }

    @Test
    void a_model_has_any_name_that_a_file_system_takes() throws IOException {
        answers.put("/v1/assets", "{\"id\":\"ast_1\"}");
        for (String name : List.of("my model.bin", "_w.bin", ".hidden", "w".repeat(129), "größe.bin", "-w", "a#b")) {
            assertEquals(Stemma.OK, register(file(name, 3), "model"), name);
            assertTrue(asked.get(asked.size() - 1).contains("\"path\":\"" + name + "#00000000\""), name);
        }
    }

    @Test
    void what_a_gateway_would_not_keep_is_refused_before_the_ledger() throws IOException {
        for (String name : List.of("a\\b", "a\u001b[31m", "a\u202eb", "a\nb")) {
            assertEquals(Stemma.USAGE, register(file(name, 3), "model"), name);
            assertEquals(Stemma.USAGE, register(file(name, 3), "data_set"), name);
        }
        assertEquals(Stemma.USAGE, register(file("empty.bin", 0), "model"));
        assertTrue(err.toString().contains("empty.bin is empty"), err.toString());
        for (String path : List.of("../x", "/etc/passwd", "C:\\x", "a//b")) {
            Path archive = Archives.zip(folder.resolve("data.zip"), Map.of(path, "x"));
            assertEquals(Stemma.USAGE, register(archive, "data_set"), path);
        }
        assertEquals(List.of(), asked);
    }

    @Test
    void a_model_in_an_archive_is_registered_in_pieces_as_the_gateway_cuts_it_and_verified_so() throws IOException {
        Path model = Archives.zip(folder.resolve("model.zip"), Map.of("weights", "w"));
        answers.put("/v1/assets", "{\"id\":\"ast_1\"}");
        assertEquals(Stemma.OK, register(model, "model"));
        assertTrue(asked.get(1).contains("model.zip#00000000"), asked.get(1));
        Manifest manifest = Manifests.of(model, Manifests.MODEL);
        answers.put(
                "/v1/assets/ast_1/versions/1",
                Codec.encode(new AssetVersion(
                        new org.stemma.api.AssetId("ast_1"),
                        1,
                        Contents.of(manifest, "MIT", null),
                        List.of(),
                        List.of(),
                        List.of())));
        answers.put("/v1/assets/ast_1/versions/1/manifest", Codec.encode(manifest));
        assertEquals(Stemma.OK, stemma("verify", "asset", "ast_1", "1", model.toString()), out.toString());
        refusals.put("/v1/assets/ast_1/versions/1/manifest", 404);
        assertEquals(Stemma.OK, stemma("verify", "asset", "ast_1", "1", model.toString()), out.toString());
    }

    @Test
    void a_manifest_of_ten_thousand_files_is_sent_a_leaf_per_line() throws IOException {
        Map<String, String> files = new TreeMap<>();
        for (int i = 0; i < 10_000; i++) {
            files.put("f" + i, "");
        }
        Path archive = Archives.zip(folder.resolve("data.zip"), files);
        answers.put("/v1/assets", "{\"id\":\"ast_1\"}");
        assertEquals(Stemma.OK, register(archive, "data_set"), err.toString());
        String sent = asked.get(1).substring(asked.get(1).indexOf('{'));
        List<ContentTree.Leaf> leaves = sent.lines()
                .map(line -> Codec.decode(line, ContentTree.Leaf.class))
                .toList();
        assertEquals(Manifests.of(archive).leaves(), leaves);
        assertEquals("application/x-ndjson", kinds.get(1));
    }

    @Test
    void the_root_of_a_manifest_is_on_standard_output_in_each_form() throws IOException {
        Path data = file("Bücher é.bin", 3);
        String root = Manifests.of(data).root().value();
        assertEquals(Stemma.OK, stemma("-o", "id", "manifest", data.toString()));
        assertEquals(root, out.toString().strip());
        out.getBuffer().setLength(0);
        assertEquals(Stemma.OK, stemma("-o", "json", "manifest", data.toString()));
        assertTrue(out.toString().contains("\"root\": \"" + root + "\""), out.toString());
        assertTrue(out.toString().contains("\"path\": \"Bücher é.bin#00000000\""), out.toString());
        out.getBuffer().setLength(0);
        assertEquals(Stemma.OK, stemma("manifest", data.toString()));
        assertTrue(out.toString().contains(root), out.toString());
        assertEquals("", err.toString());
    }

    @Test
    void a_contributor_or_parent_whose_number_is_none_is_a_sentence_and_exit_2() throws IOException {
        Path data = file("data.bin", 3);
        for (String odd : List.of(
                "prt_1:author:10%", "prt_1:author:", "prt_1:author:9999999999", "p:author:1", "prt_1", "a:b:c:d")) {
            assertEquals(Stemma.USAGE, register(data, "data_set", "--contributor", odd), odd);
        }
        assertEquals(Stemma.USAGE, register(data, "data_set", "--parent", "ast_1:x:grt_1"));
        assertTrue(err.toString().contains("10% in prt_1:author:10%"), err.toString());
        assertEquals(List.of(), asked);
    }
}
