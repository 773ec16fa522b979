package org.stemma.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.stemma.api.AssetId;
import org.stemma.api.Digest;
import org.stemma.api.GrantId;
import org.stemma.api.MeterId;
import org.stemma.api.asset.Asset;
import org.stemma.api.asset.AssetCommand;
import org.stemma.api.asset.AssetVersion;
import org.stemma.api.asset.ContentTree;
import org.stemma.api.license.LicenseCommand;
import org.stemma.api.license.Presets;
import org.stemma.api.license.Terms;
import org.stemma.attribution.corpus.Corpus;
import org.stemma.attribution.corpus.SourceFile;
import org.stemma.attribution.model.LanguageModel;
import org.stemma.attribution.model.TrainingOptions;

/** A gateway serves a model to four callers at once, from a lane that is smaller than what they use. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ServingIT {
    private static final String FILE = "model.bin";
    private static final int CALLERS = 4;
    private static final String ASK = "{\"maxBytes\":96,\"prompt\":\"the cat \",\"purpose\":\"commercial\"}";

    private final NetworkFile network = NetworkFile.read();
    private final Clients clients = new Clients(network);
    private final Chaincode ledger = new Chaincode(clients);
    private final Rest lab = new Rest(network, "LabMSP");
    private final Rest studio = new Rest(network, "StudioMSP");
    private Market market;
    private MeterId meter;
    private AssetId model;
    private Digest terms;

    @BeforeAll
    void prepare() throws Exception {
        Gateways.up(network);
        market = new Market(ledger);
        byte[] file = trained();
        ContentTree.Leaf whole = new ContentTree.Leaf(FILE + "#00000000", file.length, Digest.of(file));
        AssetVersion.Content content = new AssetVersion.Content(
                new ContentTree.Manifest(List.of(whole)).root(), 1, file.length, "Apache-2.0", Optional.empty());
        model = new AssetId(ledger.run(
                        Market.LAB_OWNER,
                        "asset:register",
                        new AssetCommand.Register(
                                Chaincode.request(), Asset.Kind.MODEL, "A served model", market.lab(), content, List.of()))
                .id());
        meter = ownMeter();
        Terms perByte = Presets.commercialPerUnit(Market.xts("1"), 1000, Terms.Unit.OUTPUT_BYTE, 1_000_000, 3600);
        terms = new Digest(ledger.run(
                        Market.LAB_OWNER,
                        "license:offer",
                        new LicenseCommand.Offer(Chaincode.request(), model, perByte, List.of(meter)))
                .id());
        Map<String, String> headers = new TreeMap<>(lab.as("owner"));
        headers.put("Content-Type", "application/octet-stream");
        headers.put("X-File-Name", FILE);
        Rest.Answer kept = lab.send("PUT", "/v1/assets/" + model + "/versions/1/artifact", headers, file);
        assertEquals(200, kept.status(), kept.toString());
    }

    @AfterAll
    void close() {
        clients.close();
    }

    private static byte[] trained() throws IOException {
        byte[] text = "the cat sat on the mat\nthe cat ate the rat\n".repeat(20).getBytes(StandardCharsets.UTF_8);
        Path saved = Files.createTempFile("stemma-model", ".bin");
        try {
            LanguageModel.train(
                            List.of(new Corpus("cats", List.of(new SourceFile("cats.txt", text)))),
                            TrainingOptions.DEFAULT)
                    .save(saved);
            return Files.readAllBytes(saved);
        } finally {
            Files.delete(saved);
        }
    }

    private MeterId ownMeter() throws IOException, InterruptedException {
        String id = "";
        for (int i = 0; i < 100 && id.isEmpty(); i++) {
            id = lab.send("GET", "/v1/gateway", Map.of(), new byte[0]).text("meter");
            Thread.sleep(200);
        }
        return new MeterId(id);
    }

    /** What callers were given. */
    private record Given(long units, long calls, List<String> refusals) {}

    @Test
    void a_busy_grant_draws_as_it_goes_and_after_the_block_of_its_closing_four_callers_get_nothing_more()
            throws Exception {
        GrantId grant = new GrantId(ledger.run(Market.STUDIO_BUYER, "license:buyGrant", purchase())
                .id());
        String key = key(grant);

        Given within = call(key, Map.of(), Duration.ofSeconds(2), 3_000);
        Given beyond = call(key, Map.of(), Duration.ofSeconds(30), 12_000);
        Rest.Answer closed = studio.post("buyer", "/v1/grants/" + grant + "/closure", "{}").created();
        Given after = call(
                key, Map.of("Stemma-After-Block", closed.text("block")), Duration.ofSeconds(1), Long.MAX_VALUE);

        System.out.printf(
                "served: %d bytes from the lane, %d with draws (refused: %s), %d after the closing (%d refused)%n",
                within.units(), beyond.units(), beyond.refusals(), after.units(), after.refusals().size());
        assertEquals(0, after.units(), "answered after the block of the closing");
        assertTrue(after.refusals().contains("license.grant_closed"), after.toString());
        assertEquals(List.of(), beyond.refusals());
        mustBeCharged(grant, within.units() + beyond.units());
    }

    private LicenseCommand.BuyGrant purchase() {
        return new LicenseCommand.BuyGrant(
                Chaincode.request(),
                market.studio(),
                model,
                1,
                terms,
                Terms.Purpose.COMMERCIAL,
                Optional.of(market.wallet("18")),
                Optional.of(Market.xts("0")),
                Optional.of(Market.xts("18")),
                Optional.empty(),
                List.of(meter),
                List.of());
    }

    /** The gateway that serves knows it once it has the block. */
    private String key(GrantId grant) throws IOException {
        Rest.Answer made =
                studio.post("buyer", "/v1/grants/" + grant + "/keys", "{}").created();
        lab.send("GET", "/v1/clock", Map.of("Stemma-After-Block", made.text("block")), new byte[0]);
        return made.text("key");
    }

    private Given call(String key, Map<String, String> more, Duration atMost, long units) throws Exception {
        long end = System.nanoTime() + atMost.toNanos();
        long began = System.nanoTime();
        ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
        List<Future<Given>> working = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            working.add(callers.submit(() -> caller(key, more, end, units / CALLERS)));
        }
        long given = 0;
        long calls = 0;
        List<String> refusals = new ArrayList<>();
        for (Future<Given> one : working) {
            given += one.get().units();
            calls += one.get().calls();
            refusals.addAll(one.get().refusals());
        }
        callers.shutdown();
        System.out.printf(
                "%d calls by %d callers in %d ms%n", calls, CALLERS, (System.nanoTime() - began) / 1_000_000);
        return new Given(given, calls, refusals);
    }

    private Given caller(String key, Map<String, String> more, long end, long most) throws IOException {
        Map<String, String> headers = new TreeMap<>(more);
        headers.put("Authorization", "Bearer " + key);
        headers.put("Content-Type", "application/json");
        byte[] ask = ASK.getBytes(StandardCharsets.UTF_8);
        long given = 0;
        long calls = 0;
        List<String> refusals = new ArrayList<>();
        while (System.nanoTime() < end && given < most) {
            Rest.Answer answer = lab.send("POST", "/v1/assets/" + model + "/completions", headers, ask);
            calls++;
            if (answer.status() == 200) {
                given += Long.parseLong(answer.text("units"));
            } else {
                refusals.add(answer.text("code"));
            }
        }
        return new Given(given, calls, refusals);
    }

    private void mustBeCharged(GrantId grant, long served) throws IOException, InterruptedException {
        Rest.Answer flushed = lab.post("meter", "/v1/meters/" + meter + "/flush", "");
        assertEquals(200, flushed.status(), flushed.toString());
        Rest.Answer aside = lab.get("meter", "/v1/meters/" + meter + "/aside?grant=" + grant);
        assertEquals("0", aside.text("units"), aside.toString());
        JsonObject lane = lane(grant);
        // Another gateway than the one that reported.
        for (int i = 0; i < 50 && lane.get("units").getAsLong() < served; i++) {
            Thread.sleep(200);
            lane = lane(grant);
        }
        assertEquals(served, lane.get("units").getAsLong(), lane.toString());
        assertEquals("0", lane.getAsJsonObject("owed").get("amount").getAsString(), lane.toString());
    }

    private JsonObject lane(GrantId grant) throws IOException {
        return studio.get("buyer", "/v1/grants/" + grant)
                .body()
                .getAsJsonArray("lanes")
                .get(0)
                .getAsJsonObject();
    }
}
