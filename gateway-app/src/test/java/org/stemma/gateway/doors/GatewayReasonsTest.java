package org.stemma.gateway.doors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Status;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.hyperledger.fabric.protos.peer.TxValidationCode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.stemma.api.AssetId;
import org.stemma.api.Codec;
import org.stemma.api.Drawer;
import org.stemma.api.MeterId;
import org.stemma.api.Refusal;
import org.stemma.api.license.Terms;
import org.stemma.api.share.ShareCommand;
import org.stemma.contracts.story.Story;
import org.stemma.contracts.story.World;
import org.stemma.gateway.GatewayApplication;
import org.stemma.gateway.GatewayRefusal;
import org.stemma.gateway.ledger.FakeLedgerConfiguration;
import org.stemma.gateway.offline.Outsider;
import org.stemma.gateway.readmodel.ReadModel;
import org.stemma.gateway.security.Allowed;
import org.stemma.gateway.security.ApiKeys;
import org.stemma.gateway.security.TestIssuer;
import org.stemma.gateway.serving.ServingRefusal;
import org.stemma.gateway.support.ApiDocument;
import org.stemma.gateway.support.Blocks;
import org.stemma.gateway.support.FakePeer;
import org.stemma.gateway.support.Transactions;

/**
 * Each reason of the gateway's own, told to a client of REST: a constant that is not provoked here, or by the test that
 * {@link #ELSEWHERE} names, fails this test; and so does one of the document's codes.
 */
@SpringBootTest(
        classes = {
            GatewayApplication.class,
            LawfulGateway.class,
            FakeLedgerConfiguration.class,
            GatewayReasonsTest.Faulty.class
        },
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.main.allow-bean-definition-overriding=true",
            "stemma.events.streams=0",
            "stemma.webhooks.most=0"
        })
@DirtiesContext
class GatewayReasonsTest {
    /** What takes another gateway than this test's, and who provokes it. */
    private static final Map<Refusal, String> ELSEWHERE = Map.of(
            GatewayRefusal.DATABASE_UNAVAILABLE,
            "upkeep.ReadModelRestTest#without_the_database_everybody_is_told_so_until_it_is_back",
            GatewayRefusal.BODY_UNFINISHED,
            "web.BodiesTest#a_body_that_does_not_come_to_its_end_is_refused",
            ServingRefusal.METER_NOT_READY,
            "serving.MeterTest#without_an_identity_of_role_meter_there_is_no_meter",
            ServingRefusal.BUSY,
            "serving.CompletionsTest#when_the_model_runs_for_others_a_call_is_told_to_come_again");

    private static final String PARTY = "{\"kind\":\"department\",\"name\":\"A department\"}";
    private static final String ASK = "{\"maxBytes\":8,\"prompt\":\"Once\",\"purpose\":\"commercial\"}";
    private static final AssetId DATA_SET = new AssetId("ast_dataset");
    private static final TestIssuer ISSUER = new TestIssuer();
    private static final TestIssuer SILENT = new TestIssuer();
    private static Path data = Path.of("");

    @Autowired
    @Qualifier("requestMappingHandlerMapping")
    private RequestMappingHandlerMapping mappings;

    @Autowired
    private Law law;

    @Autowired
    private FakePeer peer;

    @Autowired
    private ReadModel readModel;

    @Autowired
    private ApiKeys keys;

    @LocalServerPort
    private int port;

    private final HttpClient client = HttpClient.newHttpClient();
    private final Set<String> told = new TreeSet<>();
    private final Set<Refusal> reasons = new HashSet<>();
    private int requests;

    /** Handlers as no handler of ours is. */
    @RestController
    static final class Faulty {
        @GetMapping("/v1/test/unguarded")
        String unguarded() {
            return "";
        }

        @GetMapping("/v1/test/broken")
        @Allowed(Allowed.Who.ANYONE)
        String broken() {
            return new ArrayDeque<String>().remove();
        }
    }

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry properties) {
        data = LawfulGateway.start(properties);
        properties.add("stemma.submission.max-concurrent", () -> 1);
        SILENT.up(false);
        List<TestIssuer> issuers = List.of(ISSUER, SILENT);
        for (int i = 0; i < issuers.size(); i++) {
            String issuer = issuers.get(i).name();
            properties.add("stemma.security.jwt.issuers[" + i + "].issuer", () -> issuer);
            properties.add("stemma.security.jwt.issuers[" + i + "].audience", () -> TestIssuer.AUDIENCE);
        }
    }

    @AfterAll
    static void stop() {
        ISSUER.close();
        SILENT.close();
    }

    @BeforeEach
    void await() {
        assertTrue(readModel.awaitBlock(1, Duration.ofSeconds(20)));
    }

    @Test
    void every_reason_is_told_to_a_client_of_rest() throws Exception {
        Door door = new Door(mappings, data, port);
        MeterId meter = law.register(door);
        law.is(law.world.network, Story.LAB_OWNER);
        whoAsks(door);
        tokens();
        howItIsAsked(door);
        whatIsAsked(door);
        signedElsewhere(door);
        files(door);
        completions(door, meter);
        readModels(door);
        whatBecomesOfWrites(door);
        Set<Refusal> missing = new HashSet<>(List.of(GatewayRefusal.values()));
        missing.addAll(List.of(ServingRefusal.values()));
        missing.removeAll(reasons);
        assertEquals(ELSEWHERE.keySet(), missing, "provoke each of these here");
        Set<String> codes = new TreeSet<>();
        ApiDocument.of(get(door, "/v1/openapi.json", "").body()).problemCodes().stream()
                .filter(code -> code.startsWith("gateway."))
                .forEach(codes::add);
        codes.removeAll(told);
        ELSEWHERE.keySet().forEach(refusal -> codes.remove(refusal.code()));
        assertEquals(Set.of(), codes, "codes of the document that nobody was told");
        System.out.printf("gateway's reasons: %d told through REST, %d elsewhere%n", reasons.size(), ELSEWHERE.size());
    }

    @Test
    void who_provokes_it_elsewhere_is_there() throws ReflectiveOperationException {
        for (String place : ELSEWHERE.values()) {
            String[] parts = place.split("#", -1);
            Class<?> test = Class.forName("org.stemma.gateway." + parts[0]);
            assertNotNull(test.getDeclaredMethod(parts[1]).getAnnotation(Test.class), place);
        }
    }

    private void is(Refusal expected, HttpResponse<String> answer) {
        is(expected.code(), answer);
        assertEquals(expected.sentence(), Codec.members(answer.body()).get("title"));
        reasons.add(expected);
    }

    private void is(String code, HttpResponse<String> answer) {
        assertEquals(code, Door.code(answer), answer.statusCode() + " " + answer.body());
        told.add(code);
    }

    private HttpResponse<String> get(Door door, String path, String key) throws IOException {
        return door.send(door.request(path, key, "read").GET());
    }

    private HttpResponse<String> post(Door door, String path, String identity, String body) throws IOException {
        return post(door, path, identity, "reason-" + requests++, body);
    }

    private static HttpResponse<String> post(Door door, String path, String identity, String request, String body)
            throws IOException {
        return door.send(door.request(path, identity.isEmpty() ? "" : door.key(identity), request)
                .POST(BodyPublishers.ofString(body)));
    }

    private HttpRequest.Builder plain(String path, String key) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Authorization", "Bearer " + key);
    }

    private void whoAsks(Door door) throws IOException {
        is(GatewayRefusal.KEY_MISSING, get(door, "/v1/parties", ""));
        is(GatewayRefusal.KEY_UNKNOWN, get(door, "/v1/parties", "sak_" + "A".repeat(43)));
        String expired = "sak_" + "E".repeat(43);
        keys.add(expired, "owner", "old", Optional.of(Instant.EPOCH));
        is(GatewayRefusal.KEY_EXPIRED, get(door, "/v1/parties", expired));
        is(GatewayRefusal.API_KEY_NEEDED, get(door, "/v1/parties", "sgk_" + "A".repeat(43)));
        is(GatewayRefusal.GRANT_KEY_NEEDED, post(door, "/v1/assets/" + law.world.model + "/completions", "buyer", ASK));
        is(GatewayRefusal.ROLE_MISSING, get(door, "/v1/keys", door.key("auditor")));
        is(GatewayRefusal.NOT_YOURS, get(door, "/v1/wallets/" + law.world.wallet, door.key("buyer")));
        is(GatewayRefusal.CLOSED, get(door, "/v1/test/unguarded", door.key("admin")));
        is(GatewayRefusal.INTERNAL, get(door, "/v1/test/broken", ""));
        String asked = "{\"identity\":\"owner\",\"label\":\"soon revoked\"}";
        String id = id(post(door, "/v1/keys", "admin", "revoked", asked));
        door.send(door.request("/v1/keys/" + id, door.key("admin"), "x").DELETE());
        is(GatewayRefusal.KEY_REVOKED, post(door, "/v1/keys", "admin", "revoked", asked));
        is(GatewayRefusal.KEY_ENDED, post(door, "/v1/keys/" + id + "/rotation", "admin", "{}"));
        is(
                GatewayRefusal.IDENTITY_UNKNOWN,
                post(door, "/v1/keys", "admin", "{\"identity\":\"stranger\",\"label\":\"x\"}"));
        String slow = "{\"burst\":1,\"identity\":\"owner\",\"label\":\"slow\",\"perSecond\":1}";
        String key = String.valueOf(
                Codec.members(post(door, "/v1/keys", "admin", slow).body()).get("key"));
        HttpResponse<String> limited = get(door, "/v1/clock", key);
        for (int i = 0; i < 20 && limited.statusCode() == 200; i++) {
            limited = get(door, "/v1/clock", key);
        }
        is(GatewayRefusal.RATE_LIMITED, limited);
    }

    private static String id(HttpResponse<String> answer) {
        return String.valueOf(Codec.members(answer.body()).get("id"));
    }

    private void tokens() throws Exception {
        is(GatewayRefusal.TOKEN_UNMAPPED, parties(ISSUER.token("stranger")));
        Date over = Date.from(Instant.now().minusSeconds(300));
        is(GatewayRefusal.TOKEN_EXPIRED, parties(ISSUER.token("owner", claims -> claims.expirationTime(over))));
        is(GatewayRefusal.TOKEN_INVALID, parties(ISSUER.token("owner", claims -> claims.audience("another"))));
        is(GatewayRefusal.ISSUER_UNAVAILABLE, parties(SILENT.token("owner")));
    }

    private HttpResponse<String> parties(String token) throws IOException, InterruptedException {
        return client.send(plain("/v1/parties", token).build(), BodyHandlers.ofString());
    }

    private void howItIsAsked(Door door) throws Exception {
        String owner = door.key("owner");
        is(
                GatewayRefusal.IDEMPOTENCY_KEY_MISSING,
                client.send(
                        plain("/v1/parties", owner)
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString(PARTY))
                                .build(),
                        BodyHandlers.ofString()));
        is(GatewayRefusal.PATH_UNKNOWN, get(door, "/v1/nothing", ""));
        is(
                GatewayRefusal.METHOD_NOT_ALLOWED,
                door.send(door.request("/v1/clock", "", "x").DELETE()));
        is(
                GatewayRefusal.CONTENT_TYPE,
                door.send(door.request("/v1/parties", owner, "x")
                        .setHeader("Content-Type", "text/plain")
                        .POST(BodyPublishers.ofString(PARTY))));
        is(
                GatewayRefusal.NOT_ACCEPTABLE,
                door.send(door.request("/v1/clock", "", "x")
                        .setHeader("Accept", "text/plain")
                        .GET()));
        is(
                GatewayRefusal.BEHIND,
                door.send(door.request("/v1/clock", "", "x")
                        .header("Stemma-After-Block", "999999")
                        .GET()));
        is(GatewayRefusal.BODY_TOO_LARGE, post(door, "/v1/parties", "owner", " ".repeat(2 << 20)));
    }

    private void whatIsAsked(Door door) throws IOException {
        is(GatewayRefusal.NOT_FOUND, get(door, "/v1/transactions/nothing", door.key("owner")));
        is(ServingRefusal.METER_FOREIGN, post(door, "/v1/meters/mtr_1/flush", "admin", ""));
        is(GatewayRefusal.WEBHOOK_TARGET, post(door, "/v1/webhooks", "admin", "{\"url\":\"http://hooks.example/\"}"));
        is(
                GatewayRefusal.TOO_MANY_WEBHOOKS,
                post(door, "/v1/webhooks", "admin", "{\"url\":\"https://hooks.example/\"}"));
        is(
                GatewayRefusal.TOO_MANY_STREAMS,
                door.send(door.request("/v1/events", door.key("auditor"), "x")
                        .setHeader("Accept", "text/event-stream")
                        .GET()));
    }

    /** A step of signing elsewhere, under one request. */
    private HttpResponse<String> step(Door door, String path, Object... members) throws IOException {
        Map<String, Object> body = new TreeMap<>();
        for (int i = 0; i < members.length; i += 2) {
            body.put(String.valueOf(members[i]), members[i + 1]);
        }
        return post(door, "/v1/offline/" + path, "owner", "elsewhere", Codec.write(body));
    }

    private static HttpResponse<String> ok(HttpResponse<String> answer) {
        assertEquals(200, answer.statusCode(), answer.body());
        return answer;
    }

    private static String member(HttpResponse<String> answer, String name) {
        return String.valueOf(Codec.members(ok(answer).body()).get(name));
    }

    private static String signature(Outsider outsider, String bytes) throws Exception {
        return Base64.getEncoder()
                .encodeToString(outsider.sign(Base64.getDecoder().decode(bytes)));
    }

    private void signedElsewhere(Door door) throws Exception {
        Outsider outsider = new Outsider(data, "outsider");
        Map<String, Object> command = new TreeMap<>(Codec.members(PARTY));
        command.put("request", "elsewhere");
        command.put("v", 1L);
        String certificate = outsider.certificate();
        is(
                GatewayRefusal.CERTIFICATE_UNFIT,
                step(door, "proposals", "certificate", "x", "function", "member:registerParty", "command", command));
        is(
                GatewayRefusal.FUNCTION_UNKNOWN,
                step(door, "proposals", "certificate", certificate, "function", "no:such", "command", command));
        is(GatewayRefusal.NOT_PREPARED, step(door, "transactions", "proposal", "AAAA", "signature", "AAAA"));
        String proposal = member(
                step(
                        door,
                        "proposals",
                        "certificate",
                        certificate,
                        "function",
                        "member:registerParty",
                        "command",
                        command),
                "proposal");
        is(GatewayRefusal.SIGNATURE_WRONG, step(door, "transactions", "proposal", proposal, "signature", "AAAA"));
        String signature = signature(outsider, proposal);
        peer.failToEndorse(FakePeer.failure(
                Status.Code.ABORTED,
                "failed to endorse transaction, see attached details",
                FakePeer.said(
                        "LabMSP", "error validating proposal: access denied: channel [stemma] creator org [Lab]")));
        is(GatewayRefusal.SIGNER_REFUSED, step(door, "transactions", "proposal", proposal, "signature", signature));
        String payload = member(step(door, "transactions", "proposal", proposal, "signature", signature), "payload");
        peer.validateAs(TxValidationCode.MVCC_READ_CONFLICT);
        is(
                GatewayRefusal.PREPARE_AGAIN,
                step(door, "submissions", "payload", payload, "signature", signature(outsider, payload)));
    }

    private static HttpResponse<String> artifact(Door door, AssetId asset, String name, byte[] body)
            throws IOException {
        return door.send(door.request("/v1/assets/" + asset + "/versions/1/artifact", door.key("owner"), "x")
                .setHeader("Content-Type", "application/octet-stream")
                .header("X-File-Name", name)
                .PUT(BodyPublishers.ofByteArray(body)));
    }

    private void files(Door door) throws IOException {
        AssetId model = law.world.model;
        is(ServingRefusal.MANIFEST_ABSENT, get(door, "/v1/assets/" + model + "/versions/1/manifest", ""));
        is(ServingRefusal.FILE_NAME_INVALID, artifact(door, model, "../x", new byte[1]));
        is(ServingRefusal.ARTIFACT_EMPTY, artifact(door, model, "model.bin", new byte[0]));
        is(ServingRefusal.ROOT_MISMATCH, artifact(door, model, "model.bin", new byte[1]));
        String head = law.world
                .network
                .ledger()
                .get(Drawer.ASSET.key(model))
                .orElseThrow()
                .replace(model.value(), DATA_SET.value())
                .replace("\"kind\":\"model\"", "\"kind\":\"data_set\"");
        long block = peer.add(
                List.of(Blocks.Validated.valid(Transactions.of("data-set").put(Drawer.ASSET.key(DATA_SET), head))));
        assertTrue(readModel.awaitBlock(block, Duration.ofSeconds(20)));
        is(ServingRefusal.NOT_A_MODEL, artifact(door, DATA_SET, "model.bin", new byte[1]));
        String told = tooLarge(door.key("owner"), "/v1/assets/" + model + "/versions/1/artifact");
        assertTrue(told.contains("\"" + ServingRefusal.ARTIFACT_TOO_LARGE.code() + "\""), told);
        reasons.add(ServingRefusal.ARTIFACT_TOO_LARGE);
        this.told.add(ServingRefusal.ARTIFACT_TOO_LARGE.code());
    }

    /** Announces more than is taken, and sends none of it. */
    private String tooLarge(String key, String path) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            OutputStream out = socket.getOutputStream();
            out.write(("PUT " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " + key
                            + "\r\nContent-Type: application/octet-stream\r\nX-File-Name: model.bin\r\nConnection: close"
                            + "\r\nContent-Length: 300000000\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            out.flush();
            StringBuilder answer = new StringBuilder();
            byte[] some = new byte[4096];
            int read;
            // The connection stays open for the rest that was announced; a problem ends with its type.
            do {
                read = socket.getInputStream().read(some);
                answer.append(new String(some, 0, Math.max(0, read), StandardCharsets.UTF_8));
            } while (read > 0 && answer.indexOf("urn:stemma:problem:") < 0);
            return answer.toString();
        }
    }

    private static HttpResponse<String> complete(Door door, AssetId asset, String key) throws IOException {
        return door.send(door.request("/v1/assets/" + asset + "/completions", key, "complete")
                .POST(BodyPublishers.ofString(ASK)));
    }

    private static String key(String letter) {
        return "sgk_" + letter.repeat(43);
    }

    private void completions(Door door, MeterId meter) throws IOException {
        Stage stage = law.stage;
        stage.sell(stage.served, Terms.Unit.OUTPUT_BYTE, meter, key("B"));
        stage.sell(stage.served, Terms.Unit.CALL, meter, key("C"));
        stage.sell(law.world.model, Terms.Unit.OUTPUT_BYTE, meter, key("D"));
        stage.sell(stage.unreadable, Terms.Unit.OUTPUT_BYTE, meter, key("E"));
        law.publish(peer, readModel, "sold");
        is(ServingRefusal.UNIT_NOT_METERED, complete(door, stage.served, key("C")));
        is(ServingRefusal.NOT_SERVED, complete(door, law.world.model, key("D")));
        ok(artifact(door, stage.unreadable, Stage.FILE, Stage.noModel()));
        is(ServingRefusal.MODEL_UNREADABLE, complete(door, stage.unreadable, key("E")));
        ok(artifact(door, stage.served, Stage.FILE, stage.model()));
        Path kept = data.resolve("artifacts").resolve(stage.served + "-1").resolve("model");
        byte[] damaged = stage.model();
        damaged[damaged.length / 2] ^= 1;
        Files.write(kept, damaged);
        is(ServingRefusal.ARTIFACT_DAMAGED, complete(door, stage.served, key("B")));
    }

    private void readModels(Door door) throws Exception {
        String admin = door.key("admin");
        is(GatewayRefusal.HEIGHT_PASSED, get(door, "/v1/read-model/dump?height=1", admin));
        long next = peer.height() + 1;
        HttpRequest waiting = plain("/v1/read-model/dump?height=" + next, admin).build();
        CompletableFuture<HttpResponse<String>> first = client.sendAsync(waiting, BodyHandlers.ofString());
        // Whichever of them comes first waits for the block, and each other is refused.
        HttpResponse<String> second = client.sendAsync(waiting, BodyHandlers.ofString())
                .applyToEither(first, answer -> answer)
                .get();
        is(GatewayRefusal.DUMP_RUNNING, second);
        law.publish(peer, readModel, "dumped");
        // One may have ended before the next is asked for.
        HttpResponse<String> rebuild = post(door, "/v1/read-model/rebuild", "admin", "{}");
        for (int i = 0; i < 100 && rebuild.statusCode() == 202; i++) {
            rebuild = post(door, "/v1/read-model/rebuild", "admin", "{}");
        }
        is(GatewayRefusal.REBUILD_RUNNING, rebuild);
    }

    private CompletableFuture<HttpResponse<String>> write(Door door, String request) {
        return client.sendAsync(
                door.request("/v1/parties", door.key("owner"), request)
                        .POST(BodyPublishers.ofString(PARTY))
                        .build(),
                BodyHandlers.ofString());
    }

    /** What is sent again in the background would meet what is prepared for the next. */
    private void awaitEnd(Door door, String transaction) throws Exception {
        for (int i = 0; i < 200; i++) {
            String state = member(get(door, transaction, door.key("owner")), "state");
            if (!state.equals("pending")) {
                return;
            }
            Thread.sleep(50);
        }
    }

    /** The last: they leave a peer that answers nobody. */
    private void whatBecomesOfWrites(Door door) throws Exception {
        law.is(law.world.network, Story.LAB_OWNER);
        peer.lose(1_000);
        Map<String, HttpResponse<String>> answers = new TreeMap<>();
        // What was asked before may still hold the only place; then both are told that it is taken.
        for (int i = 0; i < 10 && answers.size() < 2; i++) {
            for (CompletableFuture<HttpResponse<String>> one :
                    List.of(write(door, "first-" + i), write(door, "second-" + i))) {
                answers.put(Door.code(one.get()), one.get());
            }
        }
        peer.lose(0);
        is(GatewayRefusal.BUSY, Objects.requireNonNull(answers.get("gateway.busy"), answers::toString));
        HttpResponse<String> unknown =
                Objects.requireNonNull(answers.get("gateway.outcome_unknown"), answers::toString);
        is("gateway.outcome_unknown", unknown);
        awaitEnd(door, unknown.headers().firstValue("Location").orElseThrow());
        law.allowed(Law.Then.FAILS);
        is("gateway.ledger_failed", post(door, "/v1/parties", "owner", PARTY));
        law.allowed(Law.Then.CHANGES_NOTHING);
        peer.validateAs(TxValidationCode.BAD_RWSET);
        is("gateway.transaction_invalid", post(door, "/v1/parties", "owner", PARTY));
        World world = law.world;
        law.is(world.network, Story.LAB_BUYER);
        world.network.submit(
                Story.LAB_BUYER,
                "share:transfer",
                new ShareCommand.Transfer(world.story.request(), world.shared, world.lab, world.studio, 5));
        law.publish(peer, readModel, "shared");
        // Who has units already is asked before more are given to it.
        peer.down("StudioMSP");
        is(
                "gateway.consent_unavailable",
                post(
                        door,
                        "/v1/assets/" + world.shared + "/transfers",
                        "buyer",
                        "{\"from\":\"" + world.lab + "\",\"to\":\"" + world.studio + "\",\"units\":7}"));
        for (int i = 0; i < 20; i++) {
            peer.failToEndorse(FakePeer.failure(Status.Code.UNAVAILABLE, "no peers"));
        }
        is("gateway.ledger_unavailable", post(door, "/v1/parties", "owner", PARTY));
    }
}
