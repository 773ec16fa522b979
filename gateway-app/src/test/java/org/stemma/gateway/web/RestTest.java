package org.stemma.gateway.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.hyperledger.fabric.protos.peer.TxValidationCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.stemma.api.Codec;
import org.stemma.api.member.Role;
import org.stemma.gateway.GatewayApplication;
import org.stemma.gateway.ledger.FakeLedgerConfiguration;
import org.stemma.gateway.ledger.Outbox;
import org.stemma.gateway.readmodel.ReadModel;
import org.stemma.gateway.security.Allowed;
import org.stemma.gateway.security.ApiKeys;
import org.stemma.gateway.support.FakePeer;
import org.stemma.gateway.support.WholeGateway;

/** A whole gateway over HTTP; only the peer is none. */
@Tag("database")
@SpringBootTest(
        classes = {GatewayApplication.class, WholeGateway.class, FakeLedgerConfiguration.class},
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = "spring.main.allow-bean-definition-overriding=true")
class RestTest {
    private static final String PARTY = "{\"name\":\"Department\",\"kind\":\"department\"}";
    private static Path folder = Path.of("");

    @Autowired
    @Qualifier("requestMappingHandlerMapping")
    private RequestMappingHandlerMapping mappings;

    @Autowired
    private FakePeer peer;

    @Autowired
    private ApiKeys keys;

    @Autowired
    private ReadModel readModel;

    @Autowired
    private Outbox outbox;

    @LocalServerPort
    private int port;

    private final HttpClient client = HttpClient.newHttpClient();
    private Map<?, ?> demoKeys = Map.of();

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry properties) {
        folder = WholeGateway.start(properties, "demo");
    }

    /** What an earlier test left under way would meet the failures that a later one prepares for its own. */
    @BeforeEach
    void settle() throws InterruptedException {
        for (int i = 0; i < 200 && outbox.countPending() > 0; i++) {
            Thread.sleep(50);
        }
        assertEquals(0, outbox.countPending());
    }

    @BeforeEach
    void read() throws IOException {
        assertTrue(readModel.awaitBlock(1, java.time.Duration.ofSeconds(10)));
        Path file = folder.resolve("demo-keys.json");
        assertEquals(
                "rw-------",
                java.nio.file.attribute.PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        demoKeys = (Map<?, ?>) member(Files.readString(file).strip(), "keys");
    }

    private static Object member(String json, String name) {
        return Objects.requireNonNull(Codec.members(json).get(name), name);
    }

    private String key(String identity) {
        return String.valueOf(demoKeys.get(identity));
    }

    /** One operation of the API. */
    private record Operation(String method, String path, HandlerMethod handler) {
        Allowed allowed() {
            return Objects.requireNonNull(handler.getMethodAnnotation(Allowed.class), path);
        }

        boolean writes() {
            return handler.getMethodAnnotation(Writes.class) != null;
        }
    }

    private List<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        mappings.getHandlerMethods().forEach((info, handler) -> {
            if (handler.getBeanType().getName().startsWith("org.stemma.gateway")) {
                Set<RequestMethod> methods = info.getMethodsCondition().getMethods();
                for (String pattern : info.getPatternValues()) {
                    String path = pattern.replaceAll("\\{[a-zA-Z]+}", "1");
                    methods.forEach(method -> operations.add(new Operation(method.name(), path, handler)));
                }
            }
        });
        assertTrue(operations.size() > 40, "the API has operations");
        return operations;
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path, String key) throws Exception {
        HttpRequest.Builder request = request(path);
        if (!key.isEmpty()) {
            request.header("Authorization", "Bearer " + key);
        }
        return send(request);
    }

    private HttpResponse<String> post(String path, String key, String request, String body) throws Exception {
        return send(request(path)
                .header("Authorization", "Bearer " + key)
                .header("Idempotency-Key", request)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    }

    private static String code(HttpResponse<String> response) {
        assertEquals(
                "application/problem+json",
                response.headers().firstValue("Content-Type").orElse("").replaceAll(";.*", ""),
                response.body());
        Map<String, Object> problem = Codec.members(response.body());
        assertEquals((long) response.statusCode(), problem.get("status"));
        assertNotNull(problem.get("title"));
        assertNotNull(problem.get("facts"));
        return String.valueOf(problem.get("code"));
    }

    private static void assertProblem(int status, String code, HttpResponse<String> response) {
        assertEquals(code, code(response), response.body());
        assertEquals(status, response.statusCode());
    }

    @Test
    void a_write_is_answered_after_its_commit_and_can_be_read() throws Exception {
        HttpResponse<String> made = post("/v1/parties", key("owner"), "made-1", PARTY);
        assertEquals(201, made.statusCode(), made.body());
        String location = made.headers().firstValue("Location").orElseThrow();
        assertTrue(get(location, key("auditor")).body().contains("Department"));
        String transaction = String.valueOf(Codec.members(made.body()).get("transaction"));
        HttpResponse<String> found = get("/v1/transactions/" + transaction, key("auditor"));
        Map<String, Object> members = Codec.members(found.body());
        assertEquals("VALID", members.get("code"));
        assertEquals("member:registerParty", members.get("function"));
        assertEquals(
                "{\"identity\":\"owner\",\"organisation\":\"LabMSP\"}", Codec.write(member(found.body(), "caller")));
    }

    @Test
    void the_same_request_is_answered_the_same_without_another_transaction() throws Exception {
        String first = post("/v1/parties", key("owner"), "again-1", PARTY).body();
        int submitted = peer.submitted.size();
        assertEquals(first, post("/v1/parties", key("owner"), "again-1", PARTY).body());
        assertEquals(submitted, peer.submitted.size());
    }

    @Test
    void a_refusal_of_the_ledger_is_a_problem_with_its_facts() throws Exception {
        peer.failToEndorse(FakePeer.refusal("member.party_foreign {\"party\":\"prt_1\"}", "LabMSP"));
        HttpResponse<String> response = post("/v1/parties", key("owner"), "refused-1", PARTY);
        assertProblem(403, "member.party_foreign", response);
        assertEquals("{\"party\":\"prt_1\"}", Codec.write(member(response.body(), "facts")));
    }

    @Test
    void what_is_not_in_a_block_in_time_is_accepted() throws Exception {
        peer.lose(1_000);
        HttpResponse<String> response = post("/v1/parties", key("owner"), "lost-1", PARTY);
        peer.lose(0);
        assertProblem(202, "gateway.outcome_unknown", response);
        assertTrue(response.headers().firstValue("Location").orElse("").startsWith("/v1/transactions/"));
    }

    private HttpResponse<String> prefer(String preference, String request) throws Exception {
        return send(request("/v1/parties")
                .header("Authorization", "Bearer " + key("owner"))
                .header("Idempotency-Key", request)
                .header("Content-Type", "application/json")
                .header("Prefer", preference)
                .POST(BodyPublishers.ofString(PARTY)));
    }

    @Test
    void a_form_is_refused_even_one_that_is_none() throws Exception {
        for (String form : List.of("multipart/form-data", "multipart/form-data; boundary=x", "multipart/mixed")) {
            HttpResponse<String> response = send(request("/v1/parties")
                    .header("Authorization", "Bearer " + key("owner"))
                    .header("Idempotency-Key", "form")
                    .header("Content-Type", form)
                    .POST(BodyPublishers.ofString(PARTY)));
            assertProblem(415, "gateway.content_type", response);
        }
    }

    @Test
    void a_query_that_can_not_be_decoded_is_malformed() throws Exception {
        for (String query : List.of("limit=%F6%F2", "=&limit=1", "=")) {
            assertProblem(400, "kernel.malformed", get("/v1/parties?" + query, key("auditor")));
        }
    }

    @Test
    void a_claim_without_a_holders_id_is_malformed() throws Exception {
        for (String holder : List.of("", "a/b", "prt_", "sal_/")) {
            String claim =
                    "{\"asset\":\"ast_1\",\"currency\":\"XTS\",\"holder\":\"" + holder + "\",\"wallet\":\"wal_1\"}";
            assertProblem(400, "kernel.malformed", post("/v1/share-claims", key("buyer"), "no-holder", claim));
        }
    }

    /** What became of a transaction, once it is of this state. */
    private Map<String, Object> transaction(String location, String state) throws Exception {
        for (int i = 0; ; i++) {
            HttpResponse<String> found = get(location, key("auditor"));
            assertEquals(200, found.statusCode(), found.body());
            Map<String, Object> members = Codec.members(found.body());
            if (state.equals(members.get("state"))) {
                return members;
            }
            assertTrue(i < 100, found.body());
            Thread.sleep(50);
        }
    }

    @Test
    void who_prefers_not_to_wait_is_answered_at_once_and_can_look() throws Exception {
        peer.lose(2);
        HttpResponse<String> accepted = prefer("respond-async", "async-1");
        assertEquals(202, accepted.statusCode(), accepted.body());
        assertEquals(
                "respond-async",
                accepted.headers().firstValue("Preference-Applied").orElse(""));
        assertEquals("1", accepted.headers().firstValue("Retry-After").orElse(""));
        Map<String, Object> answer = Codec.members(accepted.body());
        String location = "/v1/transactions/" + answer.get("transaction");
        assertEquals(location, accepted.headers().firstValue("Location").orElse(""));
        transaction(location, "pending");
        Map<String, Object> valid = transaction(location, "valid");
        assertEquals(answer.get("id"), ((Map<?, ?>) Objects.requireNonNull(valid.get("answer"))).get("id"));
        assertEquals(201, prefer("respond-async", "async-1").statusCode());
    }

    @Test
    void who_prefers_to_wait_a_little_may_be_answered_after_the_commit() throws Exception {
        assertEquals(201, prefer("handling=strict, wait=4", "async-2").statusCode());
        peer.lose(4);
        HttpResponse<String> accepted = prefer("wait=1", "async-3");
        assertEquals(202, accepted.statusCode(), accepted.body());
        assertEquals(
                "wait=1", accepted.headers().firstValue("Preference-Applied").orElse(""));
    }

    @Test
    void a_refusal_is_told_to_who_does_not_wait_as_well() throws Exception {
        peer.failToEndorse(FakePeer.refusal("member.party_foreign {}", "LabMSP"));
        assertProblem(403, "member.party_foreign", prefer("respond-async", "async-4"));
    }

    @Test
    void what_lost_a_race_after_it_was_accepted_names_what_took_its_place() throws Exception {
        peer.validateAs(TxValidationCode.MVCC_READ_CONFLICT);
        HttpResponse<String> accepted = prefer("respond-async", "async-5");
        Map<String, Object> replaced =
                transaction(accepted.headers().firstValue("Location").orElseThrow(), "replaced");
        assertEquals("MVCC_READ_CONFLICT", replaced.get("code"));
        transaction("/v1/transactions/" + replaced.get("successor"), "valid");
    }

    @Test
    void what_is_lost_after_it_was_accepted_says_why() throws Exception {
        peer.validateAs(TxValidationCode.BAD_RWSET);
        HttpResponse<String> accepted = prefer("respond-async", "async-6");
        Map<String, Object> failed =
                transaction(accepted.headers().firstValue("Location").orElseThrow(), "failed");
        assertEquals(
                "gateway.transaction_invalid", ((Map<?, ?>) Objects.requireNonNull(failed.get("failure"))).get("code"));
    }

    @Test
    void more_writes_than_are_admitted_are_told_to_come_again() throws Exception {
        peer.lose(1_000);
        List<java.util.concurrent.CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
        for (int i = 0; i < WholeGateway.WRITES + 4; i++) {
            all.add(client.sendAsync(
                    request("/v1/parties")
                            .header("Authorization", "Bearer " + key("owner"))
                            .header("Idempotency-Key", "busy-" + i)
                            .header("Content-Type", "application/json")
                            .POST(BodyPublishers.ofString(PARTY))
                            .build(),
                    BodyHandlers.ofString()));
        }
        List<HttpResponse<String>> refused = new ArrayList<>();
        for (var one : all) {
            HttpResponse<String> response = one.get();
            if (response.statusCode() == 429) {
                refused.add(response);
            }
        }
        peer.lose(0);
        assertEquals(4, refused.size());
        assertProblem(429, "gateway.busy", refused.get(0));
        assertEquals("1", refused.get(0).headers().firstValue("Retry-After").orElse(""));
        assertEquals(201, post("/v1/parties", key("owner"), "busy-again", PARTY).statusCode());
    }

    @Test
    void every_operation_says_who_may_call_it() {
        operations().forEach(operation -> assertNotNull(operation.allowed(), operation.path()));
    }

    @Test
    void without_a_key_only_the_public_is_answered() throws Exception {
        for (Operation operation : operations()) {
            HttpResponse<String> response =
                    send(request(operation.path()).method(operation.method(), BodyPublishers.noBody()));
            if (operation.allowed().value() == Allowed.Who.ANYONE) {
                assertTrue(response.statusCode() != 401 && response.statusCode() != 500, operation + response.body());
            } else {
                assertProblem(401, "gateway.key_missing", response);
            }
        }
    }

    @Test
    void a_wrong_key_is_refused_everywhere() throws Exception {
        for (String wrong : List.of("sak_" + "A".repeat(43), "sak_x", "nonsense", key("owner") + "x")) {
            for (Operation operation : operations()) {
                assertProblem(
                        401,
                        "gateway.key_unknown",
                        send(request(operation.path())
                                .header("Authorization", "Bearer " + wrong)
                                .method(operation.method(), BodyPublishers.noBody())));
            }
        }
    }

    @Test
    void an_expired_and_a_revoked_key_are_refused() throws Exception {
        String expired = "sak_" + "E".repeat(43);
        keys.add(expired, "owner", "old", Optional.of(Instant.EPOCH));
        assertProblem(401, "gateway.key_expired", get("/v1/parties", expired));
        String revoked = "sak_" + "R".repeat(43);
        keys.revoke(keys.add(revoked, "owner", "gone", Optional.empty()).id());
        assertProblem(401, "gateway.key_unknown", get("/v1/parties", revoked));
    }

    @Test
    void a_wrong_role_is_refused_before_anything_is_read() throws Exception {
        int before = peer.endorsed.size();
        for (Operation operation : operations()) {
            if (operation.allowed().value() == Allowed.Who.ROLES) {
                assertProblem(
                        403,
                        "gateway.role_missing",
                        send(request(operation.path())
                                .header("Authorization", "Bearer " + key(identityWithout(operation)))
                                .method(operation.method(), BodyPublishers.ofString("{"))));
            }
        }
        assertEquals(before, peer.endorsed.size());
    }

    @Test
    void bad_bodies_are_problems_and_nothing_is_submitted() throws Exception {
        int before = peer.endorsed.size();
        for (Operation operation : operations()) {
            if (operation.writes()) {
                badBodies(operation);
            }
        }
        assertEquals(before, peer.endorsed.size());
    }

    private void badBodies(Operation operation) throws Exception {
        String key = key(identityFor(operation));
        for (String body : List.of(
                "{",
                "[]",
                "null",
                "{} {}",
                "{\"a\":1,\"a\":2}",
                "{\"unknownMember\":1}",
                "{\"request\":\"r\"}",
                "{\"v\":1}",
                "{\"folds\":[]}",
                "{\"a\":1e3}",
                "{\"a\":99999999999999999999}",
                "{\"a\":null}",
                "{\"a\":\"\\ud800\"}",
                "[".repeat(100),
                "{\"amount\":{\"amount\":\"-1\",\"currency\":\"XTS\"},\"unknown\":0}")) {
            HttpResponse<String> response = send(request(operation.path())
                    .header("Authorization", "Bearer " + key)
                    .header("Idempotency-Key", "bad")
                    .header("Content-Type", "application/json")
                    .method(operation.method(), BodyPublishers.ofString(body)));
            assertProblem(400, "kernel.malformed", response);
        }
        HttpRequest.Builder plain = request(operation.path())
                .header("Authorization", "Bearer " + key)
                .method(operation.method(), BodyPublishers.ofString("{}"));
        assertProblem(400, "gateway.idempotency_key_missing", send(plain));
        assertProblem(
                415,
                "gateway.content_type",
                send(plain.header("Idempotency-Key", "bad").header("Content-Type", "text/plain")));
        assertProblem(
                400,
                "kernel.malformed",
                send(request(operation.path())
                        .header("Authorization", "Bearer " + key)
                        .header("Idempotency-Key", "not allowed/")
                        .header("Content-Type", "application/json")
                        .method(operation.method(), BodyPublishers.ofString("{}"))));
        HttpResponse<String> large = send(request(operation.path())
                .header("Authorization", "Bearer " + key)
                .header("Idempotency-Key", "bad")
                .header("Content-Type", "application/json")
                .method(operation.method(), BodyPublishers.ofString("{\"a\":\"" + "x".repeat(1 << 20) + "\"}")));
        assertProblem(413, "gateway.body_too_large", large);
    }

    private static String identityWithout(Operation operation) {
        return List.of(operation.allowed().roles()).contains(Role.AUDITOR) ? "owner" : "auditor";
    }

    private static String identityFor(Operation operation) {
        List<String> roles = List.of(operation.allowed().roles()).stream()
                .map(role -> role.name().toLowerCase(java.util.Locale.ROOT))
                .toList();
        return List.of("owner", "buyer", "cashier", "admin", "meter", "council").stream()
                .filter(identity -> roles.contains(identity) || (identity.equals("buyer") && roles.contains("holder")))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void bad_ids_and_queries_are_problems() throws Exception {
        for (Operation operation : operations()) {
            if (operation.method().equals("GET")) {
                for (String bad :
                        List.of("%00", "..%2f", "a%2Fb", "%ff", "x".repeat(3000), "%7B%7D", "ast_1'%20OR%201")) {
                    HttpResponse<String> response = get(operation.path().replace("/1", "/" + bad), key("admin"));
                    if (operation.path().contains("/1")) {
                        assertTrue(response.statusCode() < 500 && response.statusCode() >= 400, bad + response.body());
                        code(response);
                    }
                }
                for (String query : List.of("limit=0", "limit=x", "limit=101", "cursor=%00", "cursor=!!")) {
                    HttpResponse<String> response = get(operation.path() + "?" + query, key("admin"));
                    assertTrue(response.statusCode() < 500, operation + query + response.body());
                }
            }
        }
    }

    @Test
    void what_http_itself_refuses_is_a_problem() throws Exception {
        assertProblem(404, "gateway.path_unknown", get("/v1/nothing", ""));
        assertProblem(
                405, "gateway.method_not_allowed", send(request("/v1/assets").DELETE()));
        assertProblem(400, "kernel.malformed", send(request("/v1/assets").header("Stemma-After-Block", "x")));
    }

    @Test
    void another_organisations_wallet_is_not_shown() throws Exception {
        assertProblem(403, "gateway.not_yours", get("/v1/wallets/wal_studio", key("buyer")));
        assertEquals("{\"items\":[]}", get("/v1/wallets", key("buyer")).body());
    }

    @Test
    void genesis_and_unknown_functions_can_not_be_reached() {
        operations().stream()
                .filter(Operation::writes)
                .map(operation -> Objects.requireNonNull(operation.handler().getMethodAnnotation(Writes.class)))
                .forEach(writes -> assertTrue(!writes.function().contains("genesis")));
    }

    @Test
    void health_is_everyones_and_the_description_too() throws Exception {
        assertTrue(get("/actuator/health", "").body().contains("readModel"));
        HttpResponse<String> api = get("/v1/openapi.json", "");
        assertEquals(200, api.statusCode());
        assertTrue(api.body().contains("\"openapi\" : \"3.1"));
        assertTrue(api.body().contains("/v1/grants"));
    }

    @Test
    void a_new_key_is_shown_to_the_same_request_only() throws Exception {
        String asked = "{\"identity\":\"owner\",\"label\":\"ci\"}";
        HttpResponse<String> made = post("/v1/keys", key("admin"), "key-1", asked);
        assertEquals(201, made.statusCode(), made.body());
        assertEquals(made.body(), post("/v1/keys", key("admin"), "key-1", asked).body());
        String key = String.valueOf(Codec.members(made.body()).get("key"));
        assertEquals(200, get("/v1/parties", key).statusCode());
        HttpResponse<String> listed = get("/v1/keys", key("admin"));
        assertTrue(listed.body().contains("\"label\":\"ci\""));
        assertTrue(!listed.body().contains(key));
        assertProblem(
                422,
                "gateway.identity_unknown",
                post("/v1/keys", key("admin"), "key-2", "{\"identity\":\"nobody\",\"label\":\"x\"}"));
    }
}
