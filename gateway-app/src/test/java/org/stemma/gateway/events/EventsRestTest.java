package org.stemma.gateway.events;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.stemma.gateway.support.Http.text;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;
import org.stemma.api.Codec;
import org.stemma.gateway.support.Blocks;
import org.stemma.gateway.support.GatewayCase;
import org.stemma.gateway.support.Transactions;

/** Events of a whole gateway over HTTP. */
@TestPropertySource(
        properties = {
            "stemma.events.streams=4",
            "stemma.events.streams-per-caller=2",
            "stemma.events.heartbeat=300ms",
            "stemma.events.stall=1s"
        })
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EventsRestTest extends GatewayCase {
    private static final int STALLED_TRANSACTIONS = 24;

    @Autowired
    private EventStreams streams;

    @Autowired
    private MeterRegistry meters;

    @BeforeEach
    void nobodyListens() throws InterruptedException {
        eventually("streams of the test before are closed", () -> open() == 0);
    }

    private double open() {
        return meters.get("stemma.events.streams").gauge().value();
    }

    /** A stream as a client reads it. */
    private final class Stream implements AutoCloseable {
        private final HttpResponse<InputStream> response;
        private final BufferedReader lines;

        Stream(String query, String identity, String... headers) {
            HttpRequest.Builder request =
                    http.request("/v1/events" + query, key(identity)).header("Accept", "text/event-stream");
            for (int i = 0; i < headers.length; i += 2) {
                request.header(headers[i], headers[i + 1]);
            }
            response = http.open(request);
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

        /** The next event's lines: id, event, data; without what stands before an event. */
        List<String> event() throws IOException {
            List<String> block = block();
            return block.stream()
                    .filter(line -> !line.startsWith(":") && !line.startsWith("retry: "))
                    .toList();
        }

        @Override
        public void close() throws IOException {
            response.body().close();
        }
    }

    @Test
    @Order(1)
    void a_stream_tells_what_happens_and_resumes_after_the_last_id() throws Exception {
        long first;
        long second;
        try (Stream stream = new Stream("", "auditor")) {
            assertEquals(200, stream.response.statusCode());
            assertEquals("retry: 2000", stream.lines.readLine());
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
    void a_quiet_stream_says_that_it_lives_by_comments_alone() throws Exception {
        register("quiet-1");
        try (Stream stream = new Stream("?type=governance&after=earliest", "auditor")) {
            // No line is empty: for many clients such a line ends an event, even one without anything in it.
            assertEquals("retry: 2000", stream.lines.readLine());
            assertEquals(":", stream.lines.readLine());
            assertEquals(":", stream.lines.readLine());
        }
    }

    @Test
    @Order(3)
    void pages_tell_the_same_and_where_to_go_on() throws Exception {
        register("page-1");
        long last = register("page-2");
        Map<String, Object> page =
                Codec.members(http.get("/v1/events?type=member.partyRegistered&limit=1", key("auditor"))
                        .body());
        assertEquals(1, ((List<?>) Objects.requireNonNull(page.get("items"))).size());
        String latest = http.get("/v1/events?after=latest", key("auditor")).body();
        assertEquals("{\"items\":[],\"position\":\"" + last + "\"}", latest);
        int seen = 1;
        while (page.containsKey("next")) {
            page = Codec.members(http.get(
                            "/v1/events?type=member.partyRegistered&limit=1&cursor=" + page.get("next"), key("auditor"))
                    .body());
            seen += ((List<?>) Objects.requireNonNull(page.get("items"))).size();
        }
        assertEquals(peer.submitted.size(), seen, "each party that was registered is one event");
    }

    @Test
    @Order(4)
    void what_is_asked_wrongly_is_refused() throws Exception {
        for (String query : List.of("after=x", "after=1-2", "type=licence", "party=ast_1", "asset=x", "cursor=!")) {
            assertEquals("kernel.malformed", text(http.get("/v1/events?" + query, key("auditor")), "code"), query);
        }
        HttpResponse<String> header = http.send(http.request("/v1/events", key("auditor"))
                .header("Accept", "text/event-stream")
                .header("Last-Event-ID", "nonsense"));
        assertEquals("kernel.malformed", text(header, "code"));
    }

    @Test
    @Order(4)
    void the_description_has_pages_and_streams() throws Exception {
        String api = http.get("/v1/openapi.json", key("auditor")).body();
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
            HttpResponse<String> refused =
                    http.send(http.request("/v1/events", key("auditor")).header("Accept", "text/event-stream"));
            assertEquals(429, refused.statusCode());
            assertEquals("gateway.too_many_streams", text(refused, "code"));
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
                                    + "Authorization: Bearer " + key("auditor") + "\r\n\r\n")
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
    @Order(7)
    void streams_end_cleanly_when_the_gateway_stops() throws Exception {
        try (Stream stream = new Stream("", "auditor")) {
            assertEquals("retry: 2000", stream.lines.readLine());
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
