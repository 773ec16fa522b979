package org.stemma.gateway.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.stemma.api.member.Role;
import org.stemma.gateway.security.Allowed;

/** What holds of every operation: who may call it, and what it says to bad bodies, ids and queries. */
class OperationsRestTest extends RestCase {
    @Autowired
    @Qualifier("requestMappingHandlerMapping")
    private RequestMappingHandlerMapping mappings;

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

    @Test
    void every_operation_says_who_may_call_it() {
        operations().forEach(operation -> assertNotNull(operation.allowed(), operation.path()));
    }

    @Test
    void without_a_key_only_the_public_is_answered() throws Exception {
        for (Operation operation : operations()) {
            HttpResponse<String> response =
                    http.send(http.request(operation.path(), "").method(operation.method(), BodyPublishers.noBody()));
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
                        http.send(http.request(operation.path(), wrong)
                                .method(operation.method(), BodyPublishers.noBody())));
            }
        }
    }

    @Test
    void a_wrong_role_is_refused_before_anything_is_read() throws Exception {
        int before = peer.endorsed.size();
        for (Operation operation : operations()) {
            if (!Allowed.Who.roles(operation.allowed()).isEmpty()) {
                assertProblem(
                        403,
                        "gateway.role_missing",
                        http.send(http.request(operation.path(), key(identityWithout(operation)))
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
            HttpResponse<String> response = http.send(http.request(operation.path(), key)
                    .header("Idempotency-Key", "bad")
                    .header("Content-Type", "application/json")
                    .method(operation.method(), BodyPublishers.ofString(body)));
            assertProblem(400, "kernel.malformed", response);
        }
        HttpRequest.Builder plain =
                http.request(operation.path(), key).method(operation.method(), BodyPublishers.ofString("{}"));
        assertProblem(400, "gateway.idempotency_key_missing", http.send(plain));
        assertProblem(
                415,
                "gateway.content_type",
                http.send(plain.header("Idempotency-Key", "bad").header("Content-Type", "text/plain")));
        assertProblem(
                400,
                "kernel.malformed",
                http.send(http.request(operation.path(), key)
                        .header("Idempotency-Key", "not allowed/")
                        .header("Content-Type", "application/json")
                        .method(operation.method(), BodyPublishers.ofString("{}"))));
        HttpResponse<String> large = http.send(http.request(operation.path(), key)
                .header("Idempotency-Key", "bad")
                .header("Content-Type", "application/json")
                .method(operation.method(), BodyPublishers.ofString("{\"a\":\"" + "x".repeat(1 << 20) + "\"}")));
        assertProblem(413, "gateway.body_too_large", large);
    }

    private static String identityWithout(Operation operation) {
        return Allowed.Who.roles(operation.allowed()).contains(Role.AUDITOR) ? "owner" : "auditor";
    }

    private static String identityFor(Operation operation) {
        List<String> roles = Allowed.Who.roles(operation.allowed()).stream()
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
                    HttpResponse<String> response = http.get(operation.path().replace("/1", "/" + bad), key("admin"));
                    if (operation.path().contains("/1")) {
                        assertTrue(response.statusCode() < 500 && response.statusCode() >= 400, bad + response.body());
                        code(response);
                    }
                }
                for (String query : List.of("limit=0", "limit=x", "limit=101", "cursor=%00", "cursor=!!")) {
                    HttpResponse<String> response = http.get(operation.path() + "?" + query, key("admin"));
                    assertTrue(response.statusCode() < 500, operation + query + response.body());
                }
            }
        }
    }

    @Test
    void genesis_and_unknown_functions_can_not_be_reached() {
        operations().stream()
                .filter(Operation::writes)
                .map(operation -> Objects.requireNonNull(operation.handler().getMethodAnnotation(Writes.class)))
                .forEach(writes -> assertTrue(!writes.function().contains("genesis")));
    }
}
