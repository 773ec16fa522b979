package org.stemma.gateway.upkeep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.stemma.api.Codec;
import org.stemma.gateway.GatewayApplication;
import org.stemma.gateway.ledger.FakeLedgerConfiguration;
import org.stemma.gateway.readmodel.ReadModel;
import org.stemma.gateway.readmodel.ReadModelDatabase;
import org.stemma.gateway.readmodel.Rebuild;
import org.stemma.gateway.readmodel.Rebuilder;
import org.stemma.gateway.support.WholeGateway;

@Tag("database")
@SpringBootTest(
        classes = {GatewayApplication.class, WholeGateway.class, FakeLedgerConfiguration.class},
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.main.allow-bean-definition-overriding=true",
            "spring.datasource.hikari.maximum-pool-size=4",
            "spring.datasource.hikari.connection-timeout=300"
        })
class ReadModelRestTest {
    private static Path folder = Path.of("");

    @Autowired
    private ReadModel readModel;

    @Autowired
    private Rebuilder rebuilder;

    @Autowired
    private DataSource own;

    @Autowired
    private ReadModelDatabase beside;

    @LocalServerPort
    private int port;

    private final HttpClient client = HttpClient.newHttpClient();

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry properties) {
        folder = WholeGateway.start(properties, "demo");
    }

    @BeforeEach
    void await() {
        assertTrue(readModel.awaitBlock(1, Duration.ofSeconds(10)));
    }

    private static String key(String identity) throws IOException {
        Map<?, ?> keys = (Map<?, ?>)
                Codec.members(Files.readString(folder.resolve("demo-keys.json")).strip())
                        .get("keys");
        return "Bearer " + (keys == null ? "" : keys.get(identity));
    }

    private HttpResponse<String> get(String path, String identity) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        if (!identity.isEmpty()) {
            request.header("Authorization", key(identity));
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> rebuild(String identity, String request) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/read-model/rebuild"))
                        .header("Authorization", key(identity))
                        .header("Idempotency-Key", request)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{}"))
                        .build(),
                BodyHandlers.ofString());
    }

    private static Object code(HttpResponse<String> response) {
        return Codec.members(response.body()).getOrDefault("code", "none");
    }

    @Test
    void an_admin_has_it_rebuilt_and_sees_how_far_it_is() throws Exception {
        HttpResponse<String> begun = rebuild("admin", "rebuild-1");
        assertEquals(202, begun.statusCode(), begun.body());
        assertEquals("/v1/read-model", begun.headers().firstValue("Location").orElse(""));
        awaitRebuild();
        Optional<Rebuild> first = rebuilder.latest();
        assertEquals(202, rebuild("admin", "rebuild-1").statusCode());
        assertEquals(first, rebuilder.latest(), "the same request is the same rebuild");
        assertEquals(202, rebuild("admin", "rebuild-2").statusCode());
        awaitRebuild();
        assertFalse(first.equals(rebuilder.latest()));

        Map<String, Object> shown =
                Codec.members(get("/v1/read-model", "auditor").body());
        assertEquals(readModel.height(), shown.get("height"));
        assertEquals("done", ((Map<?, ?>) shown.getOrDefault("rebuild", Map.of())).get("state"));
        String metrics = get("/actuator/prometheus", "").body();
        for (String name : List.of(
                "stemma_readmodel_behind_blocks",
                "stemma_readmodel_behind_seconds",
                "stemma_readmodel_rebuild_running",
                "stemma_readmodel_rebuild_height",
                "stemma_readmodel_rebuild_blocks_per_second",
                "stemma_readmodel_rebuild_transactions_per_second")) {
            assertTrue(metrics.contains(name), name);
        }
        assertTrue(get("/actuator/health", "").body().contains("secondsBehind"));
    }

    private void awaitRebuild() throws InterruptedException {
        for (int i = 0; i < 1000 && rebuilder.latest().filter(Rebuild::running).isPresent(); i++) {
            Thread.sleep(10);
        }
        assertEquals(Rebuild.State.DONE, rebuilder.latest().orElseThrow().state());
    }

    @Test
    void nobody_else_rebuilds_or_dumps() throws Exception {
        assertEquals("gateway.role_missing", code(rebuild("owner", "rebuild-3")));
        assertEquals("gateway.role_missing", code(get("/v1/read-model/dump", "auditor")));
        assertEquals("gateway.key_missing", code(get("/v1/read-model", "")));
    }

    @Test
    void the_dump_is_lines_of_json_at_a_height() throws Exception {
        HttpResponse<String> dump = get("/v1/read-model/dump", "admin");
        assertEquals(200, dump.statusCode(), dump.body());
        assertEquals(
                "application/x-ndjson",
                dump.headers().firstValue("Content-Type").orElse(""));
        List<String> lines = dump.body().lines().toList();
        String height = dump.headers().firstValue("Stemma-Height").orElse("");
        assertEquals("{\"format\":2,\"height\":" + height + "}", lines.get(0));
        assertEquals("{\"rows\":" + (lines.size() - 2) + "}", lines.get(lines.size() - 1));
        lines.forEach(Codec::members);
        assertEquals(
                dump.body(),
                get("/v1/read-model/dump?height=" + height, "admin").body());
        assertEquals("gateway.height_passed", code(get("/v1/read-model/dump?height=1", "admin")));
        assertEquals("kernel.malformed", code(get("/v1/read-model/dump?height=x", "admin")));
    }

    @Test
    void without_the_database_everybody_is_told_so_until_it_is_back() throws Exception {
        List<Connection> taken = new ArrayList<>();
        try {
            // All there are, as when the database is away: none can be had.
            for (DataSource database : new LinkedHashSet<>(List.of(own, beside.source()))) {
                for (int i = 0; i < 4; i++) {
                    taken.add(database.getConnection());
                }
            }
            for (HttpResponse<String> answer :
                    List.of(get("/v1/parties", "owner"), get("/v1/assets", ""), rebuild("admin", "rebuild-4"))) {
                assertEquals(503, answer.statusCode(), answer.body());
                assertEquals("gateway.database_unavailable", code(answer));
                assertEquals("5", answer.headers().firstValue("Retry-After").orElse(""));
            }
            assertEquals(503, get("/actuator/health", "").statusCode());
        } finally {
            for (Connection connection : taken) {
                connection.close();
            }
        }
        assertEquals(200, get("/v1/parties", "owner").statusCode());
        assertEquals(200, get("/v1/assets", "").statusCode());
    }
}
