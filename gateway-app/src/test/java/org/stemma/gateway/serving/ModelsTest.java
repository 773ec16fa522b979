package org.stemma.gateway.serving;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stemma.api.AssetId;
import org.stemma.api.Digest;
import org.stemma.api.Refused;
import org.stemma.attribution.corpus.Corpus;
import org.stemma.attribution.corpus.SourceFile;
import org.stemma.attribution.model.LanguageModel;
import org.stemma.attribution.model.TrainingOptions;

class ModelsTest {
    private static final Artifacts.Version VERSION = new Artifacts.Version(new AssetId("ast_1"), 1);
    private static final byte[] PROMPT = "the cat ".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    @Test
    void a_real_model_is_served_after_a_restart_and_refused_once_damaged() throws IOException {
        Path file = folder.resolve("cats.model");
        LanguageModel trained = train();
        trained.save(file);
        Digest root = root(file);
        Artifacts artifacts = new Artifacts(folder);
        try (InputStream in = Files.newInputStream(file)) {
            artifacts.keep(VERSION, in, "cats.model", root);
        }

        CompletionModel served = models(new Artifacts(folder), root).get(VERSION);
        assertArrayEquals(trained.complete(PROMPT, 64, 7), served.complete(PROMPT, 64, 7));

        ArtifactsTest.flip(folder.resolve("artifacts/ast_1-1/model"), 40);
        Models after = models(new Artifacts(folder), root);
        Refused refused = assertThrows(Refused.class, () -> after.get(VERSION));
        assertEquals(ServingRefusal.ARTIFACT_DAMAGED, refused.refusal());
    }

    @Test
    void a_model_is_opened_once_and_forgotten_when_it_is_replaced() throws IOException {
        Path file = folder.resolve("cats.model");
        train().save(file);
        Digest root = root(file);
        Artifacts artifacts = new Artifacts(folder);
        try (InputStream in = Files.newInputStream(file)) {
            artifacts.keep(VERSION, in, "cats.model", root);
        }
        Models models = models(artifacts, root);

        CompletionModel first = models.get(VERSION);
        assertSame(first, models.get(VERSION));
        models.forget(VERSION);
        Files.delete(folder.resolve("artifacts/ast_1-1/model"));

        Refused refused = assertThrows(Refused.class, () -> models.get(VERSION));
        assertEquals(ServingRefusal.NOT_SERVED, refused.refusal());
    }

    @Test
    void a_registered_file_that_is_no_model_is_refused() throws IOException {
        Path file = Files.writeString(folder.resolve("poem.txt"), "Roses are red");
        Digest root = root(file);
        Artifacts artifacts = new Artifacts(folder);
        try (InputStream in = Files.newInputStream(file)) {
            artifacts.keep(VERSION, in, "poem.txt", root);
        }

        Refused refused =
                assertThrows(Refused.class, () -> models(artifacts, root).get(VERSION));

        assertEquals(ServingRefusal.MODEL_UNREADABLE, refused.refusal());
    }

    private static Models models(Artifacts artifacts, Digest root) {
        return new Models(artifacts, file -> LanguageModel.load(file)::complete, version -> root, 2);
    }

    private static LanguageModel train() {
        byte[] text = "the cat sat on the mat\nthe cat ate the rat\n".repeat(20).getBytes(StandardCharsets.UTF_8);
        return LanguageModel.train(
                List.of(new Corpus("cats", List.of(new SourceFile("cats.txt", text)))), TrainingOptions.DEFAULT);
    }

    private static Digest root(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return LeafCutter.cut(in, file.getFileName().toString(), OutputStream.nullOutputStream())
                    .root();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
