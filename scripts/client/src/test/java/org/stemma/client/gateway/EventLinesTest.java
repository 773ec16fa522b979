package org.stemma.client.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class EventLinesTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    private final List<String> seen = new ArrayList<>();

    private boolean see(JsonObject event) {
        seen.add(Json.text(event, "n"));
        return seen.size() < 3;
    }

    private static EventLines of(String text) {
        return new EventLines(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), Optional.of("0"));
    }

    @Test
    void an_event_that_broke_off_is_none_and_its_id_is_not_taken_for_seen() {
        String whole = "id: 1\ndata: {\"n\":1}\n\n";
        for (String rest : List.of("", "id: 2", "id: 2\n", "id: 2\ndata: {\"n\":", "id: 2\ndata: {\"n\":2}\n")) {
            seen.clear();
            EventLines lines = of(whole + rest);
            assertTrue(lines.read(LONG, this::see));
            assertEquals(List.of("1"), seen, rest);
            assertEquals(Optional.of("1"), lines.last(), rest);
        }
    }

    @Test
    void an_id_alone_moves_on_and_a_comment_does_not() {
        EventLines lines = of("retry: 2000\n\n:\n\nid:7\n\n: I live\n\n");
        assertTrue(lines.read(LONG, this::see));
        assertEquals(Optional.of("7"), lines.last());
        assertEquals(List.of(), seen);
    }

    @Test
    void nobody_reads_on_when_nobody_wants_more() {
        EventLines lines =
                of("data: {\"n\":1}\n\ndata: {\"n\":2}\n\nid: 3\ndata: {\"n\":3}\n\nid: 4\ndata: {\"n\":4}\n\n");
        assertEquals(false, lines.read(LONG, this::see));
        assertEquals(List.of("1", "2", "3"), seen);
        assertEquals(Optional.of("3"), lines.last());
    }

    /** Says one event, then nothing until it is closed. */
    private static final class Silent extends InputStream {
        private final InputStream said =
                new ByteArrayInputStream("id: 1\ndata: {\"n\":1}\n\n".getBytes(StandardCharsets.UTF_8));
        private final CountDownLatch closed = new CountDownLatch(1);

        @Override
        public int read() throws IOException {
            int next = said.read();
            if (next < 0) {
                awaitClose();
            }
            return next;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            int next = read();
            if (next < 0) {
                return -1;
            }
            into[from] = (byte) next;
            return 1;
        }

        private void awaitClose() throws IOException {
            try {
                closed.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }

        @Override
        public void close() {
            closed.countDown();
        }
    }

    @Test
    void a_stream_that_says_nothing_is_closed() {
        EventLines lines = new EventLines(new Silent(), Optional.empty());
        assertTrue(lines.read(Duration.ofMillis(200), this::see));
        assertEquals(Optional.of("1"), lines.last());
    }
}
