package org.stemma.gateway.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.stemma.gateway.support.Http.problem;
import static org.stemma.gateway.support.Http.text;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.stemma.api.Codec;
import org.stemma.gateway.GatewayApplication;
import org.stemma.gateway.ledger.FakeLedgerConfiguration;
import org.stemma.gateway.readmodel.ReadModel;
import org.stemma.gateway.support.Http;
import org.stemma.gateway.support.WholeGateway;

/** A whole gateway with a keystore and an issuer of tokens, asked over HTTP. */
@SpringBootTest(
        classes = {GatewayApplication.class, WholeGateway.class, FakeLedgerConfiguration.class},
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {"spring.main.allow-bean-definition-overriding=true", "logging.level.org.stemma=DEBUG"})
@ExtendWith(OutputCaptureExtension.class)
@DirtiesContext
class GuardedGatewayTest {
    private static final String PARTY = "{\"name\":\"Department\",\"kind\":\"department\"}";
    private static final TestIssuer ISSUER = new TestIssuer();
    private static Path folder = Path.of("");

    @Autowired
    private ReadModel readModel;

    @Autowired
    private LastUses lastUses;

    @LocalServerPort
    private int port;

    private Http http = new Http(0);
    private Map<String, String> demoKeys = Map.of();

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry properties) {
        folder = WholeGateway.startWithKeystore(properties, "demo");
        properties.add("stemma.security.jwt.issuers[0].issuer", ISSUER::name);
        properties.add("stemma.security.jwt.issuers[0].audience", () -> TestIssuer.AUDIENCE);
    }

    @AfterAll
    static void stop() {
        ISSUER.close();
    }

    @BeforeEach
    void connect() {
        assertTrue(readModel.awaitBlock(1, Duration.ofSeconds(10)));
        http = new Http(port);
        demoKeys = Http.demoKeys(folder);
    }

    private String key(String identity) {
        return Objects.requireNonNull(demoKeys.get(identity), identity);
    }

    private static String anyRequest() {
        return "r-" + UUID.randomUUID();
    }

    private HttpResponse<String> make(String body) {
        HttpResponse<String> made = http.post("/v1/keys", key("admin"), anyRequest(), body);
        assertEquals(201, made.statusCode(), made.body());
        return made;
    }

    private HttpResponse<String> rotate(String id, String request, String body) {
        return http.post("/v1/keys/" + id + "/rotation", key("admin"), request, body);
    }

    private int reads(String key) {
        return http.get("/v1/parties", key).statusCode();
    }

    // Keys

    @Test
    void a_rotated_key_is_followed_by_one_of_the_same_identity_and_stays_good_for_the_overlap() {
        HttpResponse<String> first = make("{\"identity\":\"owner\",\"label\":\"ci\"}");
        HttpResponse<String> second = rotate(text(first, "id"), "rotate-1", "{\"overlapSeconds\":3600}");
        assertEquals(201, second.statusCode(), second.body());
        assertEquals("owner ci", text(second, "identity") + " " + text(second, "label"));
        assertEquals(text(first, "id"), text(second, "rotatedFrom"));
        assertEquals(200, reads(text(first, "key")));
        assertEquals(200, reads(text(second, "key")));
        assertEquals(
                second.body(),
                rotate(text(first, "id"), "rotate-1", "{\"overlapSeconds\":3600}")
                        .body());
        assertEquals(
                "409 kernel.request_reused", problem(rotate(text(first, "id"), "rotate-1", "{\"overlapSeconds\":1}")));
        Instant end = Instant.parse(listed(text(first, "id"), "expiresAt"));
        assertTrue(end.isAfter(Instant.now().plusSeconds(3500))
                && end.isBefore(Instant.now().plusSeconds(3601)));
    }

    private String listed(String id, String member) {
        Object items = Codec.members(
                        http.get("/v1/keys?limit=100", key("admin")).body())
                .get("items");
        return ((List<?>) Objects.requireNonNull(items))
                .stream()
                        .map(item -> (Map<?, ?>) item)
                        .filter(item -> id.equals(item.get("id")))
                        .map(item -> String.valueOf(item.get(member)))
                        .findFirst()
                        .orElseThrow();
    }

    @Test
    void without_an_overlap_the_old_key_ends_at_once() {
        HttpResponse<String> first = make("{\"identity\":\"owner\",\"label\":\"ci\"}");
        HttpResponse<String> second = rotate(text(first, "id"), anyRequest(), "{\"overlapSeconds\":0}");
        assertEquals("401 gateway.key_expired", problem(http.get("/v1/parties", text(first, "key"))));
        assertEquals(200, reads(text(second, "key")));
        assertEquals("409 gateway.key_ended", problem(rotate(text(first, "id"), anyRequest(), "{}")));
        assertEquals("404 gateway.not_found", problem(rotate("key_none", anyRequest(), "{}")));
        assertEquals(
                "400 kernel.malformed",
                problem(rotate(text(second, "id"), anyRequest(), "{\"overlapSeconds\":9999999}")));
    }

    @Test
    void a_key_with_an_end_is_followed_by_one_that_lives_as_long() {
        Instant end = Instant.now().plusSeconds(1_000);
        HttpResponse<String> first = make("{\"identity\":\"owner\",\"label\":\"short\",\"expiresAt\":\"" + end + "\"}");
        Instant second = Instant.parse(text(rotate(text(first, "id"), anyRequest(), "{}"), "expiresAt"));
        assertTrue(!second.isBefore(end) && second.isBefore(Instant.now().plusSeconds(1_001)), second.toString());
        assertEquals(
                "400 kernel.malformed",
                problem(http.post(
                        "/v1/keys",
                        key("admin"),
                        anyRequest(),
                        "{\"identity\":\"owner\",\"label\":\"past\",\"expiresAt\":\"2020-01-01T00:00:00Z\"}")));
    }

    @Test
    void a_revoked_key_ends_at_once() {
        HttpResponse<String> made = make("{\"identity\":\"owner\",\"label\":\"ci\"}");
        assertEquals(200, reads(text(made, "key")));
        assertEquals(
                200, http.delete("/v1/keys/" + text(made, "id"), key("admin")).statusCode());
        assertEquals("401 gateway.key_unknown", problem(http.get("/v1/parties", text(made, "key"))));
    }

    @Test
    void a_key_makes_no_more_requests_than_it_may() {
        HttpResponse<String> made = make("{\"identity\":\"owner\",\"label\":\"slow\",\"perSecond\":1,\"burst\":2}");
        assertEquals(200, reads(text(made, "key")));
        assertEquals(200, reads(text(made, "key")));
        HttpResponse<String> over = http.get("/v1/parties", text(made, "key"));
        assertEquals("429 gateway.rate_limited", problem(over));
        assertEquals("1", over.headers().firstValue("Retry-After").orElse(""));
        assertEquals(
                "\"requests\";q=2;w=2",
                over.headers().firstValue("RateLimit-Policy").orElse(""));
        assertTrue(over.headers().firstValue("RateLimit").orElse("").startsWith("\"requests\";r=0;t="));
        assertEquals(200, reads(key("owner")));
        for (String bad :
                List.of("\"perSecond\":0", "\"burst\":5", "\"perSecond\":100001", "\"perSecond\":1,\"burst\":-1")) {
            assertEquals(
                    "400 kernel.malformed",
                    problem(http.post(
                            "/v1/keys",
                            key("admin"),
                            anyRequest(),
                            "{\"identity\":\"owner\",\"label\":\"bad\"," + bad + "}")));
        }
    }

    @Test
    void the_last_use_is_shown_to_the_minute() {
        HttpResponse<String> made = make("{\"identity\":\"owner\",\"label\":\"used\"}");
        assertEquals("null", listed(text(made, "id"), "lastUsedAt"));
        reads(text(made, "key"));
        lastUses.write();
        Instant used = Instant.parse(listed(text(made, "id"), "lastUsedAt"));
        assertEquals(0, used.getEpochSecond() % 60);
        assertTrue(used.isAfter(Instant.now().minusSeconds(130)));
    }

    // Tokens

    @Test
    void a_token_acts_for_the_identity_and_gives_no_more() {
        String token = ISSUER.token("owner");
        assertEquals(201, http.post("/v1/parties", token, anyRequest(), PARTY).statusCode());
        assertEquals("403 gateway.role_missing", problem(http.get("/v1/keys", token)));
        HttpResponse<String> refused = http.get("/v1/parties", token + "x");
        assertEquals("401 gateway.token_invalid", problem(refused));
        assertEquals("Bearer", refused.headers().firstValue("WWW-Authenticate").orElse(""));
        assertEquals("403 gateway.token_unmapped", problem(http.get("/v1/parties", ISSUER.token("nobody"))));
        assertEquals("401 gateway.key_unknown", problem(http.get("/v1/parties", "nonsense")));
    }

    // The audit log

    private List<?> audit(String query) {
        HttpResponse<String> found = http.get("/v1/audit" + query, key("auditor"));
        assertEquals(200, found.statusCode(), found.body());
        return (List<?>) Objects.requireNonNull(Codec.members(found.body()).get("items"));
    }

    private Map<?, ?> only(String query) {
        List<?> rows = audit(query);
        assertEquals(1, rows.size(), query);
        return (Map<?, ?>) rows.get(0);
    }

    @Test
    void a_write_is_noted_with_its_key_and_its_transaction() {
        String request = anyRequest();
        HttpResponse<String> made = http.post("/v1/parties", key("owner"), request, PARTY);
        Map<?, ?> row = only("?request=" + request);
        assertEquals(text(made, "transaction"), row.get("transaction"));
        assertEquals("POST /v1/parties", row.get("method") + " " + row.get("route"));
        assertEquals("owner LabMSP", row.get("identity") + " " + row.get("organisation"));
        assertTrue(String.valueOf(row.get("asker")).startsWith("key_"));
        assertEquals(201L, row.get("status"));
        assertEquals("127.0.0.1", row.get("remote"));
        assertFalse(row.toString().contains("Department"));
        String byToken = anyRequest();
        http.post("/v1/parties", ISSUER.token("owner"), byToken, PARTY);
        assertEquals("somebody of " + ISSUER.name(), only("?request=" + byToken).get("asker"));
    }

    @Test
    void refusals_are_noted_whoever_asked() {
        String request = anyRequest();
        assertEquals("403 gateway.role_missing", problem(http.post("/v1/grants", key("owner"), request, "{}")));
        Map<?, ?> row = only("?refused=true&request=" + request);
        assertEquals("gateway.role_missing", row.get("code"));
        assertTrue(String.valueOf(row.get("detail")).contains("needed: "), () -> row.toString());
        http.post("/v1/wallets/wal_nobody/fold", "", "anonymous-1", "{}");
        Map<?, ?> nobody = only("?request=anonymous-1");
        assertEquals("gateway.key_missing", nobody.get("code"));
        assertEquals("/v1/wallets/{wallet}/fold", nobody.get("route"));
        assertEquals(null, nobody.get("identity"));
    }

    @Test
    void reads_of_private_rows_are_noted_and_public_ones_are_not() {
        int before = audit("?limit=100&identity=buyer").size();
        http.get("/v1/wallets", key("buyer"));
        http.get("/v1/parties", key("buyer"));
        http.get("/v1/assets", key("buyer"));
        List<?> rows = audit("?limit=100&identity=buyer");
        assertEquals(before + 1, rows.size());
        assertEquals("/v1/wallets", ((Map<?, ?>) rows.get(0)).get("route"));
    }

    @Test
    void the_log_is_read_by_admin_and_auditor_page_by_page() {
        for (int i = 0; i < 3; i++) {
            http.post("/v1/parties", key("council"), anyRequest(), PARTY);
        }
        HttpResponse<String> first = http.get("/v1/audit?identity=council&limit=2", key("admin"));
        HttpResponse<String> second =
                http.get("/v1/audit?identity=council&limit=2&cursor=" + text(first, "next"), key("admin"));
        assertEquals(200, second.statusCode(), second.body());
        assertFalse(first.body().equals(second.body()));
        assertEquals("403 gateway.role_missing", problem(http.get("/v1/audit", key("owner"))));
        assertEquals("401 gateway.key_missing", problem(http.get("/v1/audit", "")));
        assertEquals(List.of(), audit("?until=2020-01-01T00:00:00Z"));
        assertTrue(audit("?since=2020-01-01T00:00:00Z&code=gateway.key_missing").size() <= 50);
        for (String bad : List.of("since=x", "until=1", "refused=maybe", "cursor=eA")) {
            assertEquals("400 kernel.malformed", problem(http.get("/v1/audit?" + bad, key("auditor"))), bad);
        }
        HttpResponse<String> verified = http.get("/v1/audit/verification", key("auditor"));
        assertEquals("true", text(verified, "intact"), verified.body());
    }

    // Headers, health

    private static String header(HttpResponse<String> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    @Test
    void every_answer_says_what_not_to_do_with_it() {
        for (HttpResponse<String> answer : List.of(
                http.get("/v1/clock", ""),
                http.get("/v1/wallets", key("owner")),
                http.get("/v1/wallets", ""),
                http.get("/v1/nowhere", ""),
                http.get("/actuator/health", ""),
                http.get("/docs", ""))) {
            assertEquals(
                    "nosniff",
                    header(answer, "X-Content-Type-Options"),
                    answer.uri().toString());
            assertEquals("no-referrer", header(answer, "Referrer-Policy"));
            assertEquals("DENY", header(answer, "X-Frame-Options"));
            assertTrue(header(answer, "Content-Security-Policy").contains("frame-ancestors 'none'"));
            assertEquals("", header(answer, "Strict-Transport-Security"));
            assertEquals("", header(answer, "Server"));
        }
        assertEquals("nosniff", header(http.get("/v1/%00", ""), "X-Content-Type-Options"));
        assertEquals("no-referrer", header(http.get("/v1/%00", ""), "Referrer-Policy"));
        assertEquals("no-store", header(http.get("/v1/wallets", key("owner")), "Cache-Control"));
        assertEquals("no-cache", header(http.get("/v1/clock", ""), "Cache-Control"));
    }

    @Test
    void metrics_are_this_machines_only_while_nobody_else_is_heard() {
        assertEquals(200, http.get("/actuator/prometheus", "").statusCode());
        for (String relayed : List.of("X-Forwarded-For", "Forwarded", "Via")) {
            HttpResponse<String> answer =
                    http.send(http.request("/actuator/prometheus", "").header(relayed, "127.0.0.1"));
            assertEquals(401, answer.statusCode(), relayed);
        }
    }

    @Test
    void the_documents_pages_do_with_scripts_of_their_own() {
        HttpResponse<String> page = http.get("/docs", "");
        assertEquals(200, page.statusCode());
        assertTrue(header(page, "Content-Security-Policy").contains("script-src 'self';"));
        assertTrue(page.body().contains("swagger-ui-bundle.js"), page.body());
        assertFalse(page.body().matches("(?s).*<script(?![^>]*src=)[^>]*>.*"), page.body());
        assertFalse(page.body().matches("(?s).*\\son[a-z]+=.*"), page.body());
    }

    @Test
    void health_and_metrics_tell_when_certificates_end() {
        for (String nobody : List.of("", key("owner"))) {
            String seen = http.get("/actuator/health/readiness", nobody).body();
            assertTrue(seen.matches("\\{\"status\":\"[A-Z_]+\"}"), seen);
            assertFalse(http.get("/actuator/health", nobody).body().contains("certificates"));
        }
        assertEquals(
                "{\"status\":\"UP\"}", http.get("/actuator/health/liveness", "").body());
        String health = http.get("/actuator/health", key("admin")).body();
        assertTrue(health.contains("\"certificates\":{"), health);
        String metrics = http.get("/actuator/prometheus", key("auditor")).body();
        assertTrue(metrics.contains("stemma_certificate_expiry_seconds{name=\"owner\"} "), metrics);
    }

    // Secrets

    @Test
    void no_secret_is_in_any_log(CapturedOutput output) throws IOException {
        HttpResponse<String> made = make("{\"identity\":\"owner\",\"label\":\"logged\"}");
        HttpResponse<String> rotated = rotate(text(made, "id"), anyRequest(), "{}");
        HttpResponse<String> grantKey = http.post("/v1/grants/grt_1/keys", key("buyer"), anyRequest(), "{}");
        assertEquals(201, grantKey.statusCode(), grantKey.body());
        HttpResponse<String> webhook =
                http.post("/v1/webhooks", key("admin"), anyRequest(), "{\"url\":\"https://127.0.0.1:9/hook\"}");
        assertEquals(201, webhook.statusCode(), webhook.body());
        String token = ISSUER.token("owner");
        String wrongKey = "sak_" + "W".repeat(43);
        String wrongGrantKey = "sgk_" + "W".repeat(43);
        for (String secret : List.of(
                key("admin"),
                text(made, "key"),
                text(rotated, "key"),
                text(grantKey, "key"),
                token,
                token + "x",
                wrongKey,
                wrongGrantKey)) {
            http.get("/v1/wallets", secret);
            http.post("/v1/parties", secret, anyRequest(), PARTY);
            http.post("/v1/parties", secret, anyRequest(), "{\"wrong\":\"" + secret + "\"}");
            http.post("/v1/assets/ast_1/completions", secret, anyRequest(), "{\"prompt\":\"" + secret + "\"}");
            http.get("/v1/nowhere/" + secret, secret);
        }
        byte[] gatewaySecret = Files.readAllBytes(folder.resolve("secret"));
        String log = output.getAll();
        String audit = http.get("/v1/audit?limit=100", key("auditor")).body();
        for (String secret : List.of(
                key("admin"),
                text(made, "key"),
                text(rotated, "key"),
                text(grantKey, "key"),
                token,
                wrongKey,
                wrongGrantKey,
                text(webhook, "secret"),
                WholeGateway.PASSPHRASE,
                HexFormat.of().formatHex(gatewaySecret),
                Base64.getEncoder().encodeToString(gatewaySecret),
                "PRIVATE KEY")) {
            assertFalse(log.contains(secret), "the log holds a secret that begins with " + secret.substring(0, 4));
            assertFalse(audit.contains(secret), "the audit log holds a secret");
        }
        assertTrue(log.contains("first keys are in"), "the log was captured, from the start");
    }
}
