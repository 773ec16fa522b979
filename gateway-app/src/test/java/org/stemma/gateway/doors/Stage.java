package org.stemma.gateway.doors;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.stemma.api.AssetId;
import org.stemma.api.Codec;
import org.stemma.api.Digest;
import org.stemma.api.GrantId;
import org.stemma.api.MeterId;
import org.stemma.api.ProposalId;
import org.stemma.api.asset.Asset;
import org.stemma.api.asset.AssetVersion;
import org.stemma.api.asset.ContentTree;
import org.stemma.api.license.LicenseCommand;
import org.stemma.api.license.Presets;
import org.stemma.api.license.Terms;
import org.stemma.attribution.corpus.Corpus;
import org.stemma.attribution.corpus.SourceFile;
import org.stemma.attribution.model.LanguageModel;
import org.stemma.attribution.model.TrainingOptions;
import org.stemma.contracts.story.Council;
import org.stemma.contracts.story.Story;
import org.stemma.contracts.story.World;

/** What a gateway needs beyond the {@link World} to answer each of its operations. */
final class Stage {
    /** The name under which the model's file is registered. */
    static final String FILE = "model.bin";

    /** The key of a grant for the served model. */
    static final String GRANT_KEY = "sgk_" + "B".repeat(43);

    /** As many as there are roles that may settle. */
    private static final int PERIODS = 7;

    /** Far from those that samples use. */
    private static final long FIRST_SEQUENCE = 100;

    /** A registered model whose file {@link #model} is. */
    final AssetId served;

    /** A registered model whose file {@link #noModel} is. */
    final AssetId unreadable;

    /** A registered asset whose manifest is the document's example. */
    final AssetId documented;

    final ProposalId proposal;

    /** Periods of the world's model, each with a report and not settled. */
    final List<Long> unsettled = new ArrayList<>();

    private final World world;
    private final byte[] model = trained();

    Stage(World world) {
        this.world = world;
        served = register("Served", root(model), model.length);
        unreadable = register("Unreadable", root(noModel()), noModel().length);
        documented = register(
                "Documented", exampleOfManifest().root(), exampleOfManifest().bytes());
        proposal = new Council(world.story).propose(Story.ARCHIVE_COUNCIL);
        for (int i = 0; i < PERIODS; i++) {
            world.report(FIRST_SEQUENCE + i, 10 + i);
            unsettled.add(world.story.closePeriod());
        }
    }

    byte[] model() {
        return model.clone();
    }

    static byte[] noModel() {
        return "no model".getBytes(StandardCharsets.UTF_8);
    }

    /** The root of a file that is one leaf. */
    private static Digest root(byte[] file) {
        ContentTree.Leaf whole = new ContentTree.Leaf(FILE + "#00000000", file.length, Digest.of(file));
        return new ContentTree.Manifest(List.of(whole)).root();
    }

    private AssetId register(String name, Digest root, long bytes) {
        AssetVersion.Content content =
                new AssetVersion.Content(root, 1, bytes, "Apache-2.0", Optional.of("org.example:" + name));
        return new AssetId(world.network
                .submit(
                        Story.LAB_OWNER,
                        "license:registerDerived",
                        new LicenseCommand.RegisterDerived(
                                world.story.request(),
                                Asset.Kind.MODEL,
                                name,
                                world.lab,
                                content,
                                List.of(),
                                List.of()))
                .id());
    }

    /** Sells a grant with this key, for one of Lab's models, metered by one of Lab's meters. */
    GrantId sell(AssetId asset, Terms.Unit unit, MeterId meter, String key) {
        Terms terms = Presets.commercialPerUnit(Story.xts("1"), 1000, unit, 1_000_000, 1_000_000);
        Digest offer = world.story.offer(Story.LAB_OWNER, asset, terms, meter);
        LicenseCommand.BuyGrant purchase =
                world.story.purchase(world.studio, asset, offer, world.wallet, "0", "20", meter);
        GrantId grant = new GrantId(world.network
                .submit(Story.STUDIO_BUYER, "license:buyGrant", purchase)
                .id());
        world.network.submit(
                Story.STUDIO_BUYER,
                "license:addKey",
                new LicenseCommand.AddKey(world.story.request(), grant, Digest.of(key)));
        return grant;
    }

    private static ContentTree.Manifest exampleOfManifest() {
        try (var file = Objects.requireNonNull(
                Stage.class.getClassLoader().getResourceAsStream("openapi/operations/putManifest.json"))) {
            Map<String, Object> described = Codec.members(new String(file.readAllBytes(), StandardCharsets.UTF_8));
            Map<String, Object> manifest = new TreeMap<>();
            ((Map<?, ?>) Objects.requireNonNull(described.get("request")))
                    .forEach((name, value) -> manifest.put(String.valueOf(name), value));
            return Codec.decode(manifest, ContentTree.Manifest.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] trained() {
        try {
            byte[] text = "Once upon a time there was a cat.\n".repeat(20).getBytes(StandardCharsets.UTF_8);
            Path file = Files.createTempFile("stemma-model", ".bin");
            LanguageModel.train(
                            List.of(new Corpus("story", List.of(new SourceFile("story.txt", text)))),
                            TrainingOptions.DEFAULT)
                    .save(file);
            byte[] saved = Files.readAllBytes(file);
            Files.delete(file);
            return saved;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
