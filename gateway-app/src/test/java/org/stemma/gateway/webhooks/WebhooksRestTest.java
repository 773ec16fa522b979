package org.stemma.gateway.webhooks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.stemma.gateway.support.Http.text;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;
import org.stemma.api.Codec;
import org.stemma.gateway.support.GatewayCase;
import org.stemma.gateway.support.Receiver;

/** Webhooks of a whole gateway over HTTP. */
@TestPropertySource(properties = {"stemma.webhooks.most=3", "stemma.webhooks.retry-after=20ms,50ms"})
class WebhooksRestTest extends GatewayCase {
    @Test
    void webhooks_bring_events_in_order_and_again_until_they_are_taken() throws Exception {
        try (Receiver receiver = new Receiver(n -> n % 2 == 0 ? 500 : 204)) {
            String asked = "{\"url\":\"" + receiver.url() + "\",\"types\":[\"member\"]}";
            HttpResponse<String> made = http.post("/v1/webhooks", key("admin"), "hook-1", asked);
            assertEquals(201, made.statusCode(), made.body());
            assertEquals(
                    made.body(),
                    http.post("/v1/webhooks", key("admin"), "hook-1", asked).body());
            String other = "{\"url\":\"" + receiver.url() + "/other\"}";
            assertEquals(
                    "kernel.request_reused", text(http.post("/v1/webhooks", key("admin"), "hook-1", other), "code"));
            String secret = String.valueOf(Codec.members(made.body()).get("secret"));
            String location = made.headers().firstValue("Location").orElseThrow();
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                expected.add(location.substring("/v1/webhooks/".length()) + "_" + register("hooked-" + i) + "-0-0");
            }
            eventually("five events are taken", () -> receiver.taken().size() >= 5);
            assertEquals(
                    expected, receiver.taken().stream().map(Receiver.Call::id).toList());
            receiver.verify(secret);
            String listed = http.get("/v1/webhooks", key("admin")).body()
                    + http.get(location, key("admin")).body();
            assertTrue(listed.contains("\"state\":\"enabled\""), listed);
            assertFalse(listed.contains("whsec_"), listed);
            String deliveries =
                    http.get(location + "/deliveries?limit=100", key("admin")).body();
            assertTrue(deliveries.contains("\"outcome\":\"refused\""), deliveries);
            assertTrue(deliveries.contains("\"outcome\":\"delivered\""), deliveries);
            assertTrue(http.get("/actuator/health", key("admin")).body().contains("\"oldestUndeliveredSeconds\""));
            replayRotateAndRemove(receiver, location, secret, expected);
        }
    }

    private void replayRotateAndRemove(Receiver receiver, String location, String secret, List<String> ids)
            throws Exception {
        String last = ids.get(4).substring(ids.get(4).lastIndexOf('_') + 1);
        HttpResponse<String> again =
                http.post(location + "/replay", key("admin"), "replay-1", "{\"event\":\"" + last + "\"}");
        assertTrue(again.body().contains("\"outcome\":\""), again.body());
        String third = ids.get(2).substring(ids.get(2).lastIndexOf('_') + 1);
        int before = receiver.taken().size();
        http.post(location + "/replay", key("admin"), "replay-2", "{\"after\":\"" + third + "\"}");
        eventually("two events are taken again", () -> receiver.taken().size() >= before + 2);
        assertEquals(
                ids.subList(3, 5),
                receiver.taken().subList(before, before + 2).stream()
                        .map(Receiver.Call::id)
                        .toList());
        assertEquals("kernel.malformed", text(http.post(location + "/replay", key("admin"), "replay-3", "{}"), "code"));
        assertEquals(
                "gateway.not_found",
                text(http.post(location + "/replay", key("admin"), "replay-4", "{\"event\":\"0-0-0\"}"), "code"));

        HttpResponse<String> rotated = http.post(location + "/secret", key("admin"), "rotate-1", "{}");
        assertEquals(
                rotated.body(),
                http.post(location + "/secret", key("admin"), "rotate-1", "{}").body());
        String next = String.valueOf(Codec.members(rotated.body()).get("secret"));
        assertFalse(next.equals(secret));
        int calls = receiver.calls().size();
        http.post(location + "/replay", key("admin"), "replay-5", "{\"event\":\"" + last + "\"}");
        receiver.calls().subList(calls, receiver.calls().size()).forEach(call -> {
            call.verify(secret);
            call.verify(next);
        });

        assertTrue(http.post(location + "/disable", key("admin"), "disable-1", "{}")
                .body()
                .contains("\"reason\":\"asked\""));
        assertTrue(http.post(location + "/enable", key("admin"), "enable-1", "{}")
                .body()
                .contains("\"state\":\"enabled\""));
        HttpResponse<String> removed = http.delete(location, key("admin"));
        assertEquals(200, removed.statusCode(), removed.body());
        assertEquals("gateway.not_found", text(http.get(location, key("admin")), "code"));
    }

    @Test
    void webhooks_are_few_and_go_where_they_may() throws Exception {
        for (int i = 0; i < 3; i++) {
            assertEquals(
                    201,
                    http.post(
                                    "/v1/webhooks",
                                    key("admin"),
                                    "few-" + i,
                                    "{\"url\":\"https://events.example.com/" + i + "\"}")
                            .statusCode());
        }
        HttpResponse<String> refused =
                http.post("/v1/webhooks", key("admin"), "few-4", "{\"url\":\"https://events.example.com/4\"}");
        assertEquals("gateway.too_many_webhooks", text(refused, "code"));
        assertEquals(409, refused.statusCode());
        for (Object made : (List<?>) Objects.requireNonNull(
                Codec.members(http.get("/v1/webhooks?limit=100", key("admin")).body())
                        .get("items"))) {
            String id = String.valueOf(((Map<?, ?>) made).get("id"));
            http.delete("/v1/webhooks/" + id, key("admin"));
        }
        HttpResponse<String> plain =
                http.post("/v1/webhooks", key("admin"), "few-5", "{\"url\":\"http://events.example.com/\"}");
        assertEquals("gateway.webhook_target", text(plain, "code"));
        assertEquals(422, plain.statusCode());
    }
}
