package org.stemma.gateway.events;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.stemma.api.Codec;
import org.stemma.gateway.GatewayApplication;
import org.stemma.gateway.ledger.FakeLedgerConfiguration;
import org.stemma.gateway.readmodel.ReadModel;
import org.stemma.gateway.support.Blocks;
import org.stemma.gateway.support.FakePeer;
import org.stemma.gateway.support.Receiver;
import org.stemma.gateway.support.Transactions;
import org.stemma.gateway.support.WholeGateway;

/** Events and webhooks of a whole gateway over HTTP; only the peer is none. */
@SpringBootTest(
        classes = {GatewayApplication.class, WholeGateway.class, FakeLedgerConfiguration.class},
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.main.allow-bean-definition-overriding=true",
            "stemma.events.streams=4",
            "stemma.events.streams-per-caller=2",
            "stemma.events.heartbeat=300ms",
            "stemma.events.stall=1s",
            "stemma.webhooks.most=3",
            "stemma.webhooks.retry-after=20ms,50ms"
        })
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EventsRestTest {
    private static final int STALLED_TRANSACTIONS = 24;
    private static Path folder = Path.of("");

    @Autowired
    private FakePeer peer;

    @Autowired
    private ReadModel readModel;

    @Autowired
    private EventStreams streams;

    @Autowired
    private MeterRegistry meters;

    @LocalServerPort
    private int port;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private Map<?, ?> demoKeys = Map.of();

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry properties) {
        folder = WholeGateway.start(properties, "demo");
    }

    @BeforeEach
    void read() throws Exception {
        assertTrue(readModel.awaitBlock(1, Duration.ofSeconds(10)));
        String json = Files.readString(folder.resolve("demo-keys.json")).strip();
        demoKeys = (Map<?, ?>) Objects.requireNonNull(Codec.members(json).get("keys"));
        eventually("streams of the test before are closed", () -> open() == 0);
    }

    private static void eventually(String what, BooleanSupplier holds) throws InterruptedException {
        for (int i = 0; i < 200 && !holds.getAsBoolean(); i++) {
            Thread.sleep(50);
        }
        assertTrue(holds.getAsBoolean(), what);
    }

    private double open() {
        return meters.get("stemma.events.streams").gauge().value();
    }

    private HttpRequest.Builder request(String path, String identity) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Authorization", "Bearer " + demoKeys.get(identity));
    }

    private HttpResponse<String> get(String path, String identity) throws Exception {
        return client.send(request(path, identity).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, String identity, String request, String body) throws Exception {
        return client.send(
                request(path, identity)
                        .header("Idempotency-Key", request)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private long register(String name) throws Exception {
        HttpResponse<String> made =
                post("/v1/parties", "owner", name, "{\"name\":\"" + name + "\",\"kind\":\"department\"}");
        assertEquals(201, made.statusCode(), made.body());
        return (Long) Objects.requireNonNull(Codec.members(made.body()).get("block"));
    }

    /** A stream as a client reads it. */
    private final class Stream implements AutoCloseable {
        private final HttpResponse<InputStream> response;
        private final BufferedReader lines;

        Stream(String query, String identity, String... headers) throws Exception {
            HttpRequest.Builder request =
                    request("/v1/events" + query, identity).header("Accept", "text/event-stream");
            for (int i = 0; i < headers.length; i += 2) {
                request.header(headers[i], headers[i + 1]);
            }
            response = client.send(request.build(), BodyHandlers.ofInputStream());
            lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
        }

        /** The next lines up to an empty one. */
        List<String> block() throws IOException {
            List<String> block = new ArrayList<>();
            for (String line = lines.readLine(); line != null && !line.isEmpty(); line = lines.readLine()) {
                block.add(line);
            }
            return block;
        }

        /** The next event's lines: id, event, data. */
        List<String> event() throws IOException {
            List<String> block = block();
            while (!block.isEmpty() && (block.size() != 3 || !block.get(1).startsWith("event: "))) {
                block = block();
            }
            return block;
        }

        @Override
        public void close() throws IOException {
            response.body().close();
        }
    }

    private static String code(HttpResponse<String> response) {
        return String.valueOf(Codec.members(response.body()).get("code"));
    }

    @Test
    @Order(1)
    void a_stream_tells_what_happens_and_resumes_after_the_last_id() throws Exception {
        long first;
        long second;
        try (Stream stream = new Stream("", "auditor")) {
            assertEquals(200, stream.response.statusCode());
            assertEquals(List.of("retry: 2000"), stream.block());
            first = register("stream-1");
            List<String> event = stream.event();
            assertEquals("id: " + first + "-0-0", event.get(0));
            assertEquals("event: member.partyRegistered", event.get(1));
            assertTrue(event.get(2).contains("\"function\":\"member:registerParty\""), event.get(2));
            second = register("stream-2");
            assertEquals("id: " + second + "-0-0", stream.event().get(0));
        }
        try (Stream resumed = new Stream("?after=latest", "auditor", "Last-Event-ID", first + "-0-0")) {
            assertEquals("id: " + second + "-0-0", resumed.event().get(0));
        }
        try (Stream all = new Stream("?after=earliest&type=member", "owner")) {
            assertEquals("id: " + first + "-0-0", all.event().get(0));
        }
    }

    @Test
    @Order(2)
    void a_quiet_stream_says_that_it_lives_and_how_far_it_is() throws Exception {
        long block = register("quiet-1");
        try (Stream stream = new Stream("?type=governance&after=earliest", "auditor")) {
            assertEquals(List.of("retry: 2000"), stream.block());
            assertEquals(List.of(":", "id: " + block), stream.block());
        }
    }

    @Test
    @Order(3)
    void pages_tell_the_same_and_where_to_go_on() throws Exception {
        register("page-1");
        long last = register("page-2");
        Map<String, Object> page = Codec.members(
                get("/v1/events?type=member.partyRegistered&limit=1", "auditor").body());
        assertEquals(1, ((List<?>) Objects.requireNonNull(page.get("items"))).size());
        String latest = get("/v1/events?after=latest", "auditor").body();
        assertEquals("{\"items\":[],\"position\":\"" + last + "\"}", latest);
        int seen = 1;
        while (page.containsKey("next")) {
            page = Codec.members(get("/v1/events?type=member&limit=1&cursor=" + page.get("next"), "auditor")
                    .body());
            seen += ((List<?>) Objects.requireNonNull(page.get("items"))).size();
        }
        assertEquals(peer.submitted.size(), seen, "each party that was registered is one event");
    }

    @Test
    @Order(4)
    void what_is_asked_wrongly_is_refused() throws Exception {
        for (String query : List.of("after=x", "after=1-2", "type=licence", "party=ast_1", "asset=x", "cursor=!")) {
            assertEquals("kernel.malformed", code(get("/v1/events?" + query, "auditor")), query);
        }
        HttpResponse<String> header = client.send(
                request("/v1/events", "auditor")
                        .header("Accept", "text/event-stream")
                        .header("Last-Event-ID", "nonsense")
                        .build(),
                BodyHandlers.ofString());
        assertEquals("kernel.malformed", code(header));
    }

    @Test
    @Order(4)
    void the_description_has_pages_and_streams() throws Exception {
        String api = get("/v1/openapi.json", "auditor").body();
        int at = api.indexOf("\"/v1/events\"");
        String events = api.substring(at, api.indexOf("\"/v1/gateway\""));
        assertTrue(events.contains("\"text/event-stream\"") && events.contains("EventPage\""), events);
    }

    @Test
    @Order(5)
    void too_many_streams_are_refused_for_a_while() throws Exception {
        try (Stream one = new Stream("", "auditor");
                Stream two = new Stream("", "auditor")) {
            assertEquals(200, one.response.statusCode() * two.response.statusCode() / 200);
            HttpResponse<String> refused = client.send(
                    request("/v1/events", "auditor")
                            .header("Accept", "text/event-stream")
                            .build(),
                    BodyHandlers.ofString());
            assertEquals(429, refused.statusCode());
            assertEquals("gateway.too_many_streams", code(refused));
            assertEquals(
                    "application/problem+json",
                    refused.headers().firstValue("Content-Type").orElse(""));
            assertTrue(refused.headers().firstValue("Retry-After").isPresent());
            try (Stream other = new Stream("", "owner")) {
                assertEquals(200, other.response.statusCode());
            }
        }
    }

    @Test
    @Order(6)
    void webhooks_bring_events_in_order_and_again_until_they_are_taken() throws Exception {
        try (Receiver receiver = new Receiver(n -> n % 2 == 0 ? 500 : 204)) {
            String asked = "{\"url\":\"" + receiver.url() + "\",\"types\":[\"member\"]}";
            HttpResponse<String> made = post("/v1/webhooks", "admin", "hook-1", asked);
            assertEquals(201, made.statusCode(), made.body());
            assertEquals(
                    made.body(), post("/v1/webhooks", "admin", "hook-1", asked).body());
            String other = "{\"url\":\"" + receiver.url() + "/other\"}";
            assertEquals("kernel.request_reused", code(post("/v1/webhooks", "admin", "hook-1", other)));
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
            String listed =
                    get("/v1/webhooks", "admin").body() + get(location, "admin").body();
            assertTrue(listed.contains("\"state\":\"enabled\""), listed);
            assertFalse(listed.contains("whsec_"), listed);
            String deliveries = get(location + "/deliveries?limit=100", "admin").body();
            assertTrue(deliveries.contains("\"outcome\":\"refused\""), deliveries);
            assertTrue(deliveries.contains("\"outcome\":\"delivered\""), deliveries);
            assertTrue(get("/actuator/health", "admin").body().contains("\"oldestUndeliveredSeconds\""));
            replayRotateAndRemove(receiver, location, secret, expected);
        }
    }

    private void replayRotateAndRemove(Receiver receiver, String location, String secret, List<String> ids)
            throws Exception {
        String last = ids.get(4).substring(ids.get(4).lastIndexOf('_') + 1);
        HttpResponse<String> again = post(location + "/replay", "admin", "replay-1", "{\"event\":\"" + last + "\"}");
        assertTrue(again.body().contains("\"outcome\":\""), again.body());
        String third = ids.get(2).substring(ids.get(2).lastIndexOf('_') + 1);
        int before = receiver.taken().size();
        post(location + "/replay", "admin", "replay-2", "{\"after\":\"" + third + "\"}");
        eventually("two events are taken again", () -> receiver.taken().size() >= before + 2);
        assertEquals(
                ids.subList(3, 5),
                receiver.taken().subList(before, before + 2).stream()
                        .map(Receiver.Call::id)
                        .toList());
        assertEquals("kernel.malformed", code(post(location + "/replay", "admin", "replay-3", "{}")));
        assertEquals(
                "gateway.not_found", code(post(location + "/replay", "admin", "replay-4", "{\"event\":\"0-0-0\"}")));

        HttpResponse<String> rotated = post(location + "/secret", "admin", "rotate-1", "{}");
        assertEquals(
                rotated.body(),
                post(location + "/secret", "admin", "rotate-1", "{}").body());
        String next = String.valueOf(Codec.members(rotated.body()).get("secret"));
        assertFalse(next.equals(secret));
        int calls = receiver.calls().size();
        post(location + "/replay", "admin", "replay-5", "{\"event\":\"" + last + "\"}");
        receiver.calls().subList(calls, receiver.calls().size()).forEach(call -> {
            call.verify(secret);
            call.verify(next);
        });

        assertTrue(
                post(location + "/disable", "admin", "disable-1", "{}").body().contains("\"reason\":\"asked\""));
        assertTrue(post(location + "/enable", "admin", "enable-1", "{}").body().contains("\"state\":\"enabled\""));
        HttpResponse<String> removed =
                client.send(request(location, "admin").DELETE().build(), BodyHandlers.ofString());
        assertEquals(200, removed.statusCode(), removed.body());
        assertEquals("gateway.not_found", code(get(location, "admin")));
    }

    @Test
    @Order(7)
    void webhooks_are_few_and_go_where_they_may() throws Exception {
        for (int i = 0; i < 3; i++) {
            assertEquals(
                    201,
                    post("/v1/webhooks", "admin", "few-" + i, "{\"url\":\"https://events.example.com/" + i + "\"}")
                            .statusCode());
        }
        HttpResponse<String> refused =
                post("/v1/webhooks", "admin", "few-4", "{\"url\":\"https://events.example.com/4\"}");
        assertEquals("gateway.too_many_webhooks", code(refused));
        assertEquals(429, refused.statusCode());
        for (Object made : (List<?>) Objects.requireNonNull(
                Codec.members(get("/v1/webhooks?limit=100", "admin").body()).get("items"))) {
            String id = String.valueOf(((Map<?, ?>) made).get("id"));
            client.send(request("/v1/webhooks/" + id, "admin").DELETE().build(), BodyHandlers.ofString());
        }
        HttpResponse<String> plain = post("/v1/webhooks", "admin", "few-5", "{\"url\":\"http://events.example.com/\"}");
        assertEquals("gateway.webhook_target", code(plain));
        assertEquals(422, plain.statusCode());
    }

    @Test
    @Order(8)
    void a_client_that_takes_nothing_is_cut_off_and_holds_up_nobody() throws Exception {
        List<Blocks.Validated> large = new ArrayList<>();
        String filler = "x".repeat(100_000);
        for (int i = 0; i < STALLED_TRANSACTIONS; i++) {
            List<String> events = new ArrayList<>();
            for (int n = 0; n < 9; n++) {
                events.add("{\"from\":1,\"through\":1,\"filler\":\"" + filler + "\",\"type\":\"kernel.epochsClosed\"}");
            }
            large.add(Blocks.Validated.valid(Transactions.of("large-" + i)
                    .telling("{\"at\":\"2026-01-01T00:00:00Z\",\"epoch\":1,\"events\":[" + String.join(",", events)
                            + "],\"period\":1,\"postings\":[],\"v\":1}")));
        }
        peer.add(large);
        try (Socket slow = new Socket();
                Stream quick = new Stream("?type=member", "owner")) {
            slow.setReceiveBufferSize(4096);
            slow.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            slow.getOutputStream()
                    .write(("GET /v1/events?after=earliest HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n"
                                    + "Authorization: Bearer " + demoKeys.get("auditor") + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            eventually("the slow one is open", () -> open() == 2);
            long block = register("beside-a-slow-one");
            assertEquals("id: " + block + "-0-0", quick.event().get(0));
            eventually("the slow one is cut off", () -> ended("slow") == 1 && open() == 1);
        }
    }

    private double ended(String why) {
        return meters.find("stemma.events.streams.ended").tag("why", why).counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    @Test
    @Order(9)
    void streams_end_cleanly_when_the_gateway_stops() throws Exception {
        try (Stream stream = new Stream("", "auditor")) {
            assertEquals(List.of("retry: 2000"), stream.block());
            streams.stop();
            // The end of the answer, not of the connection: reading would throw.
            assertEquals(List.of(), stream.event());
            assertEquals(0, open());
        }
        try (Stream late = new Stream("", "auditor")) {
            assertEquals(200, late.response.statusCode());
            assertEquals(List.of(), late.event());
        }
    }
}
