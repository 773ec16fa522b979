package org.stemma.gateway.serving;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stemma.api.AssetId;
import org.stemma.api.Digest;
import org.stemma.api.Refused;
import org.stemma.api.asset.AssetVersion;
import org.stemma.attribution.corpus.Corpus;
import org.stemma.attribution.corpus.SourceFile;
import org.stemma.attribution.model.LanguageModel;
import org.stemma.attribution.model.TrainingOptions;

class ModelsTest {
    private static final Artifacts.Version VERSION = new Artifacts.Version(new AssetId("ast_1"), 1);
    private static final byte[] PROMPT = "the cat ".getBytes(StandardCharsets.UTF_8);

    private static final Duration PATIENCE = Duration.ofSeconds(20);

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
            artifacts.keep(VERSION, in, "cats.model", content(root, file));
        }

        Upstream served = models(new Artifacts(folder), root).get(VERSION, PATIENCE);
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        served.answer(PROMPT, 64, 7, (part, units) -> answer.writeBytes(part));
        assertArrayEquals(trained.complete(PROMPT, 64, 7), answer.toByteArray());

        ArtifactsTest.flip(folder.resolve("artifacts/ast_1-1/model"), 40);
        Models after = models(new Artifacts(folder), root);
        Refused refused = assertThrows(Refused.class, () -> after.get(VERSION, PATIENCE));
        assertEquals(ServingRefusal.ARTIFACT_DAMAGED, refused.refusal());
    }

    @Test
    void a_model_is_opened_once_and_forgotten_when_it_is_replaced() throws IOException {
        Path file = folder.resolve("cats.model");
        train().save(file);
        Digest root = root(file);
        Artifacts artifacts = new Artifacts(folder);
        try (InputStream in = Files.newInputStream(file)) {
            artifacts.keep(VERSION, in, "cats.model", content(root, file));
        }
        Models models = models(artifacts, root);

        Upstream first = models.get(VERSION, PATIENCE);
        assertSame(first, models.get(VERSION, PATIENCE));
        models.forget(VERSION);
        Files.delete(folder.resolve("artifacts/ast_1-1/model"));

        Refused refused = assertThrows(Refused.class, () -> models.get(VERSION, PATIENCE));
        assertEquals(ServingRefusal.NOT_SERVED, refused.refusal());
    }

    @Test
    void a_registered_file_that_is_no_model_is_refused() throws IOException {
        Path file = Files.writeString(folder.resolve("poem.txt"), "Roses are red");
        Digest root = root(file);
        Artifacts artifacts = new Artifacts(folder);
        try (InputStream in = Files.newInputStream(file)) {
            artifacts.keep(VERSION, in, "poem.txt", content(root, file));
        }

        Refused refused =
                assertThrows(Refused.class, () -> models(artifacts, root).get(VERSION, PATIENCE));

        assertEquals(ServingRefusal.MODEL_UNREADABLE, refused.refusal());
    }

    private static Models models(Artifacts artifacts, Digest root) {
        return new Models(
                artifacts,
                file -> ServingConfiguration.upstream(LanguageModel.load(file)),
                version -> root,
                new Models.Budget(2, 1 << 20));
    }

    @Test
    void opening_one_model_holds_up_nobody_who_asks_for_another() throws Exception {
        Kept kept = new Kept(2, "a", "b");
        CountDownLatch opening = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        kept.before = name -> {
            if (name.equals("a")) {
                opening.countDown();
                CompletionsTest.await(go);
            }
        };
        CompletableFuture<Upstream> slow = CompletableFuture.supplyAsync(() -> kept.get(1));
        opening.await();

        assertSame(kept.get(2), kept.get(2));
        assertFalse(slow.isDone());

        CompletableFuture<Upstream> same = CompletableFuture.supplyAsync(() -> kept.get(1));
        go.countDown();
        assertSame(slow.get(20, TimeUnit.SECONDS), same.get(20, TimeUnit.SECONDS));
        assertEquals(List.of("a", "b"), kept.loaded.stream().sorted().toList());
    }

    @Test
    void models_are_kept_as_far_as_their_bytes_allow_and_the_least_used_goes_first() throws IOException {
        Kept kept = new Kept(10, "aaaa", "bbbb", "cc", "a model larger than all that is allowed");
        kept.get(1);
        kept.get(2);
        kept.get(1);

        kept.get(3);
        kept.get(1);
        kept.get(2);
        assertEquals(List.of("aaaa", "bbbb", "cc", "bbbb"), kept.loaded, "the second one went for the third");

        kept.get(4);
        kept.get(4);
        kept.get(1);
        assertEquals(
                List.of("a model larger than all that is allowed", "aaaa"),
                kept.loaded.subList(4, kept.loaded.size()),
                "a larger one is kept alone");
    }

    /** Models that are texts, one per version, kept within nine bytes. */
    private final class Kept {
        private final List<String> loaded = Collections.synchronizedList(new ArrayList<>());
        private final Models models;
        private volatile Consumer<String> before = name -> {};

        Kept(int most, String... texts) throws IOException {
            Artifacts artifacts = new Artifacts(folder);
            List<Digest> roots = new ArrayList<>();
            for (int i = 0; i < texts.length; i++) {
                Path file = Files.writeString(folder.resolve("m"), texts[i]);
                roots.add(root(file));
                artifacts.keep(version(i + 1), Files.newInputStream(file), "m", content(roots.get(i), file));
            }
            models = new Models(
                    artifacts,
                    file -> {
                        String text = Files.readString(file);
                        before.accept(text);
                        loaded.add(text);
                        return (prompt, units, seed, sink) -> {};
                    },
                    version -> roots.get((int) version.number() - 1),
                    new Models.Budget(most, 9));
        }

        Upstream get(int number) {
            return models.get(version(number), PATIENCE);
        }

        private static Artifacts.Version version(int number) {
            return new Artifacts.Version(new AssetId("ast_1"), number);
        }
    }

    private static LanguageModel train() {
        byte[] text = "the cat sat on the mat\nthe cat ate the rat\n".repeat(20).getBytes(StandardCharsets.UTF_8);
        return LanguageModel.train(
                List.of(new Corpus("cats", List.of(new SourceFile("cats.txt", text)))), TrainingOptions.DEFAULT);
    }

    private static AssetVersion.Content content(Digest root, Path file) throws IOException {
        return new AssetVersion.Content(root, 1, Files.size(file), "MIT", Optional.empty());
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
