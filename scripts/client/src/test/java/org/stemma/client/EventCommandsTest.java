package org.stemma.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Streams of events, and webhooks. */
final class EventCommandsTest extends CommandCase {
    private static final String EVENT =
            "{\"event\":{\"wallet\":\"wal_1\"},\"id\":\"%s\",\"time\":\"T\",\"type\":\"account.walletOpened\"}";

    private static String frame(String id) {
        return "id: " + id + "\nevent: account.walletOpened\ndata: " + EVENT.formatted(id) + "\n\n";
    }

    private static String line(String id) {
        return id + "  T  account.walletOpened  {\"wallet\":\"wal_1\"}";
    }

    @Test
    void events_are_followed_a_line_each_and_resumed() {
        answers.put("/v1/events?type=account&after=earliest", "retry: 2000\n\n" + frame("1-0-0") + ":\nid: 7\n\n");
        assertEquals(Stemma.OK, stemma("event", "follow", "--type", "account", "--after", "earliest", "--count", "2"));
        assertEquals(
                List.of(line("1-0-0"), line("1-0-0")), out.toString().lines().toList());
        assertEquals(List.of("null", "7"), lastIds);
    }

    @Test
    void what_happens_from_now_on_begins_where_the_gateway_is_now_also_if_the_stream_breaks_at_once() {
        answers.put("/v1/read-model", "{\"height\":12}");
        later.put("/v1/events", List.of(": I live\n\n", frame("12-0-0")));
        assertEquals(Stemma.OK, stemma("event", "follow", "--count", "1"));
        assertEquals(List.of("11", "11"), lastIds);
    }

    @Test
    void a_silent_gateway_is_asked_anew_and_nothing_is_left_out() throws IOException {
        answers.put("/v1/read-model", "{\"height\":12}");
        later.put("/v1/events", List.of(frame("12-0-0") + HANG, HANG, frame("13-0-0")));
        assertEquals(Stemma.OK, stemma("event", "follow", "--count", "2", "--silence", "1"));
        assertEquals(
                List.of(line("12-0-0"), line("13-0-0")), out.toString().lines().toList());
        assertEquals(List.of("11", "12-0-0", "12-0-0"), lastIds);
    }

    @Test
    void a_stream_that_is_refused_exits_1() {
        status = 403;
        answers.put("/v1/events", "{\"code\":\"gateway.role_missing\",\"title\":\"No.\",\"facts\":{}}");
        assertEquals(Stemma.REFUSED, stemma("event", "follow"));
    }

    @Test
    void a_webhook_is_added_listed_and_replayed() {
        answers.put("/v1/webhooks", "{\"id\":\"whk_1\",\"secret\":\"whsec_x\"}");
        assertEquals(Stemma.OK, stemma("webhook", "add", "https://example.com/x", "--type", "license"));
        assertTrue(asked.get(0).endsWith("{\"types\":[\"license\"],\"url\":\"https://example.com/x\"}"), asked.get(0));
        assertTrue(out.toString().contains("whsec_x"));
        assertEquals(Stemma.OK, stemma("webhook", "replay", "whk_1", "--after", "3-0-0"));
        assertTrue(asked.get(1).startsWith("POST /v1/webhooks/whk_1/replay"), asked.get(1));
        assertTrue(asked.get(1).endsWith("{\"after\":\"3-0-0\"}"), asked.get(1));
    }
}
