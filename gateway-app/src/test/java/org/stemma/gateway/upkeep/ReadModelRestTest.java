package org.stemma.gateway.upkeep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.stemma.gateway.support.Http.text;

import java.net.http.HttpResponse;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;
import org.stemma.api.Codec;
import org.stemma.gateway.readmodel.ReadModelDatabase;
import org.stemma.gateway.readmodel.Rebuild;
import org.stemma.gateway.readmodel.Rebuilder;
import org.stemma.gateway.support.GatewayCase;

/** The read model's upkeep over HTTP. */
@Tag("database")
@TestPropertySource(
        properties = {"spring.datasource.hikari.maximum-pool-size=4", "spring.datasource.hikari.connection-timeout=300"
        })
class ReadModelRestTest extends GatewayCase {
    @Autowired
    private Rebuilder rebuilder;

    @Autowired
    private DataSource own;

    @Autowired
    private ReadModelDatabase beside;

    private HttpResponse<String> rebuild(String identity, String request) {
        return http.post("/v1/read-model/rebuild", key(identity), request, "{}");
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
                Codec.members(http.get("/v1/read-model", key("auditor")).body());
        assertEquals(readModel.height(), shown.get("height"));
        assertEquals("done", ((Map<?, ?>) shown.getOrDefault("rebuild", Map.of())).get("state"));
        String metrics = http.get("/actuator/prometheus", "").body();
        for (String name : List.of(
                "stemma_readmodel_behind_blocks",
                "stemma_readmodel_behind_seconds",
                "stemma_readmodel_rebuild_running",
                "stemma_readmodel_rebuild_height",
                "stemma_readmodel_rebuild_blocks_per_second",
                "stemma_readmodel_rebuild_transactions_per_second")) {
            assertTrue(metrics.contains(name), name);
        }
        assertTrue(http.get("/actuator/health", key("admin")).body().contains("secondsBehind"));
    }

    private void awaitRebuild() throws InterruptedException {
        for (int i = 0; i < 1000 && rebuilder.latest().filter(Rebuild::running).isPresent(); i++) {
            Thread.sleep(10);
        }
        assertEquals(Rebuild.State.DONE, rebuilder.latest().orElseThrow().state());
    }

    @Test
    void nobody_else_rebuilds_or_dumps() throws Exception {
        assertEquals("gateway.role_missing", text(rebuild("owner", "rebuild-3"), "code"));
        assertEquals("gateway.role_missing", text(http.get("/v1/read-model/dump", key("auditor")), "code"));
        assertEquals("gateway.key_missing", text(http.get("/v1/read-model", ""), "code"));
    }

    @Test
    void the_dump_is_lines_of_json_at_a_height() throws Exception {
        HttpResponse<String> dump = http.get("/v1/read-model/dump", key("admin"));
        assertEquals(200, dump.statusCode(), dump.body());
        assertEquals(
                "application/x-ndjson",
                dump.headers().firstValue("Content-Type").orElse(""));
        List<String> lines = dump.body().lines().toList();
        String height = dump.headers().firstValue("Stemma-Height").orElse("");
        assertEquals("{\"format\":3,\"height\":" + height + "}", lines.get(0));
        assertEquals("{\"rows\":" + (lines.size() - 2) + "}", lines.get(lines.size() - 1));
        lines.forEach(Codec::members);
        assertEquals(
                dump.body(),
                http.get("/v1/read-model/dump?height=" + height, key("admin")).body());
        assertEquals("gateway.height_passed", text(http.get("/v1/read-model/dump?height=1", key("admin")), "code"));
        assertEquals("kernel.malformed", text(http.get("/v1/read-model/dump?height=x", key("admin")), "code"));
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
            for (HttpResponse<String> answer : List.of(
                    http.get("/v1/parties", key("owner")), http.get("/v1/assets", ""), rebuild("admin", "rebuild-4"))) {
                assertEquals(503, answer.statusCode(), answer.body());
                assertEquals("gateway.database_unavailable", text(answer, "code"));
                assertEquals("5", answer.headers().firstValue("Retry-After").orElse(""));
            }
            eventually("health tells it", () -> http.get("/actuator/health", "").statusCode() == 503);
        } finally {
            for (Connection connection : taken) {
                connection.close();
            }
        }
        assertEquals(200, http.get("/v1/parties", key("owner")).statusCode());
        assertEquals(200, http.get("/v1/assets", "").statusCode());
    }
}
