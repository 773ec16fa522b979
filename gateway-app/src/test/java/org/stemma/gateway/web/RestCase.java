package org.stemma.gateway.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.springframework.beans.factory.annotation.Autowired;
import org.stemma.api.Codec;
import org.stemma.gateway.ledger.Outbox;
import org.stemma.gateway.support.GatewayCase;

/** The REST interface of a whole gateway. */
@Tag("database")
abstract class RestCase extends GatewayCase {
    static final String PARTY = "{\"name\":\"Department\",\"kind\":\"department\"}";

    @Autowired
    private Outbox outbox;

    /** What an earlier test left under way would meet the failures that a later one prepares for its own. */
    @BeforeEach
    void settle() throws InterruptedException {
        eventually("nothing is under way", () -> outbox.countPending() == 0);
    }

    static Object member(String json, String name) {
        return Objects.requireNonNull(Codec.members(json).get(name), name);
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
