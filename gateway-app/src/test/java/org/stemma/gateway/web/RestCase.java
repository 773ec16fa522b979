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
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.stemma.api.Codec;
import org.stemma.gateway.GatewayApplication;
import org.stemma.gateway.ledger.FakeLedgerConfiguration;
import org.stemma.gateway.ledger.Outbox;
import org.stemma.gateway.readmodel.ReadModel;
import org.stemma.gateway.support.FakePeer;
import org.stemma.gateway.support.WholeGateway;

/** A whole gateway over HTTP; only the peer is none. */
@Tag("database")
@SpringBootTest(
        classes = {GatewayApplication.class, WholeGateway.class, FakeLedgerConfiguration.class},
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = "spring.main.allow-bean-definition-overriding=true")
abstract class RestCase {
    static final String PARTY = "{\"name\":\"Department\",\"kind\":\"department\"}";
    private static Path folder = Path.of("");

    @Autowired
    FakePeer peer;

    @Autowired
    private ReadModel readModel;

    @Autowired
    private Outbox outbox;

    @LocalServerPort
    private int port;

    final HttpClient client = HttpClient.newHttpClient();
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

    static Object member(String json, String name) {
        return Objects.requireNonNull(Codec.members(json).get(name), name);
    }

    String key(String identity) {
        return String.valueOf(demoKeys.get(identity));
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    HttpResponse<String> get(String path, String key) throws Exception {
        HttpRequest.Builder request = request(path);
        if (!key.isEmpty()) {
            request.header("Authorization", "Bearer " + key);
        }
        return send(request);
    }

    HttpResponse<String> post(String path, String key, String request, String body) throws Exception {
        return send(request(path)
                .header("Authorization", "Bearer " + key)
                .header("Idempotency-Key", request)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    }

    static String code(HttpResponse<String> response) {
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

    static void assertProblem(int status, String code, HttpResponse<String> response) {
        assertEquals(code, code(response), response.body());
        assertEquals(status, response.statusCode());
    }
}
