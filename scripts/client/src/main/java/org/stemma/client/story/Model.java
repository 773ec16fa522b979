package org.stemma.client.story;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stemma.api.AssetId;
import org.stemma.api.Codec;
import org.stemma.api.Digest;
import org.stemma.api.GrantId;
import org.stemma.api.PartyId;
import org.stemma.api.asset.AssetVersion.Contributor;
import org.stemma.api.asset.AssetVersion.Parent;
import org.stemma.api.asset.ContentTree.Manifest;
import org.stemma.api.license.Presets;
import org.stemma.api.license.Terms;
import org.stemma.client.content.Contents;
import org.stemma.client.content.Manifests;
import org.stemma.client.gateway.Body;
import org.stemma.client.gateway.Gateway;
import org.stemma.client.gateway.Json;
import org.stemma.client.gateway.RefusedCall;

/** The model that Lab trains, registers, serves and offers. */
record Model(String asset, String meter, Path file, Digest perUnit, Digest expiring, Digest academic) {
    private static final int THREADS = 3;
    private static final int METER_TRIES = 60;

    /** The model's own files, as Lab licenses them: no open-source licence. */
    private static final String LICENSE = "LicenseRef-Stemma-Demo";

    static List<Parent> license(Cast cast, List<DataSet> dataSets, Teller teller) {
        teller.chapter("Lab takes a licence to train from each");
        return Parallel.map(dataSets, THREADS, dataSet -> {
            boolean priced = Figures.isPriced(dataSet.library());
            String grant = Desk.id(
                    cast.lab().as("buyer"),
                    "/v1/grants",
                    "train:" + dataSet.library().slug(),
                    new Body()
                            .with("licensee", cast.labParty().party())
                            .with("asset", dataSet.asset())
                            .with("version", 1L)
                            .with("terms", dataSet.terms().id())
                            .with("purpose", Terms.Purpose.COMMERCIAL)
                            .with("wallet", priced ? cast.labParty().wallet() : null)
                            .with("maxFee", priced ? Figures.TRAINING_FEE : null)
                            .with("meters", new ArrayList<>()));
            teller.say("licence to train on " + dataSet.library().slug() + ": "
                    + (priced ? Figures.TRAINING_FEE + " now" : "free") + ", "
                    + dataSet.terms().upstream().value() / 10_000 + " % of what the model earns");
            return new Parent(new AssetId(dataSet.asset()), 1, new GrantId(grant));
        });
    }

    /** Trains on the archives and measures on the one held out. */
    static void train(Path trainer, Path out, List<Library> libraries, Library heldOut, Teller teller) {
        teller.chapter("Lab trains the model");
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx2g",
                "-jar",
                trainer.toString(),
                "--out",
                out.toString(),
                "--evaluate",
                heldOut.archive().toString()));
        libraries.forEach(library -> command.add(library.archive().toString()));
        try {
            Files.createDirectories(out.toAbsolutePath().getParent());
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            String line = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (process.waitFor() != 0) {
                throw new StoryException("training failed with exit code " + process.exitValue());
            }
            measured(
                    JsonParser.parseString(line.substring(line.lastIndexOf('\n') + 1))
                            .getAsJsonObject(),
                    teller);
        } catch (IOException e) {
            throw new StoryException("training could not run: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoryException("interrupted", e);
        }
    }

    private static void measured(JsonObject result, Teller teller) {
        JsonObject evaluation = Json.array(result, "evaluations").get(0).getAsJsonObject();
        double bits = evaluation.get("bitsPerByte").getAsDouble();
        double orderZero = evaluation.get("orderZeroBitsPerByte").getAsDouble();
        teller.sum(String.format(
                java.util.Locale.ROOT,
                "on held-out files (%s): %.3f bits per byte, an order-0 model needs %.3f: %s half of it",
                Json.text(evaluation, "name"),
                bits,
                orderZero,
                bits < orderZero / 2 ? "less than" : "NOT less than"));
        if (bits >= orderZero / 2) {
            throw new StoryException("the model does not beat an order-0 model by half on held-out files");
        }
    }

    static Model register(Cast cast, List<Parent> parents, Path file, Teller teller) throws IOException {
        teller.chapter("Lab registers the model, serves it and offers it");
        Gateway owner = cast.lab().as("owner");
        Manifest manifest = Manifests.of(file);
        List<Contributor> contributors = List.of(
                new Contributor(new PartyId(cast.research().party()), "research", Figures.RESEARCH),
                new Contributor(new PartyId(cast.data().party()), "data", Figures.DATA));
        String asset = Desk.id(owner, "/v1/assets", "model", body(cast, manifest, contributors, parents));
        contributors.forEach(one -> teller.say(
                "contributor " + one.role() + ": " + Figures.percent(one) + " of what fee and upstream shares leave"));
        String version = "/v1/assets/" + asset + "/versions/1";
        Desk.patiently(() -> owner.put(version + "/manifest", Codec.encode(manifest)));
        owner.putFile(version + "/artifact", file);
        teller.say("model " + asset + ", made from " + parents.size() + " data sets, " + manifest.bytes()
                + " bytes, root " + manifest.root() + "; Lab's gateway serves it");
        String meter = meter(cast.lab());
        Digest perUnit = offer(owner, asset, Figures.perUnit(), meter, "per-unit", teller);
        Digest expiring = offer(owner, asset, Figures.expiring(), meter, "expiring", teller);
        Digest academic = offer(owner, asset, Presets.academicFree(), meter, "academic", teller);
        return new Model(asset, meter, file, perUnit, expiring, academic);
    }

    static Body body(Cast cast, Manifest manifest, List<Contributor> contributors, List<Parent> parents) {
        return new Body()
                .with("kind", "model")
                .with("name", "Java source model, byte level")
                .with("owner", cast.labParty().party())
                .with("content", Contents.of(manifest, LICENSE, null))
                .with("contributors", contributors)
                .with("parents", parents);
    }

    private static Digest offer(Gateway owner, String asset, Terms terms, String meter, String slug, Teller teller) {
        Desk.write(
                owner,
                "/v1/assets/" + asset + "/offers",
                "offer:model:" + slug,
                new Body().with("terms", terms).with("meters", List.of(meter)));
        teller.say("offered: " + terms.name()
                + terms.quotaUnits()
                        .map(quota -> ", at most " + quota + " bytes")
                        .orElse("")
                + terms.termSeconds().map(term -> ", for " + term + " s").orElse(""));
        return terms.id();
    }

    /** Each gateway has a meter of its own; it is there once the gateway has registered it. */
    private static String meter(Member member) {
        for (int i = 0; i < METER_TRIES; i++) {
            Optional<String> id =
                    Json.find(member.gateway().object("/v1/gateway"), "meter").map(Json::plain);
            if (id.isPresent()) {
                return id.get();
            }
            Desk.pause(Duration.ofMillis(500));
        }
        throw new StoryException(member.name() + "'s gateway has no meter: its log says why");
    }

    /** What is asked for a completion. */
    static Map<String, Object> question(String prompt, long seed, Terms.Purpose purpose) {
        return new Body()
                .with("prompt", prompt)
                .with("maxBytes", (long) Figures.BYTES)
                .with("purpose", purpose)
                .with("seed", seed)
                .members();
    }

    /** Whether a call is refused, and how. */
    static RefusedCall refused(Runnable call) {
        try {
            call.run();
        } catch (RefusedCall e) {
            return e;
        }
        throw new StoryException("a call that has to be refused was answered");
    }
}
