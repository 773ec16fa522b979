package org.stemma.gateway.events;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.stemma.api.OrgId;
import org.stemma.gateway.ledger.Caller;
import org.stemma.gateway.readmodel.TestLedger;

@Tag("database")
class EventStreamTest {
    private static final Interest ALL = Interest.of(List.of(), Optional.empty(), Optional.empty());

    private final TestLedger ledger = new TestLedger();
    private final Connection connection = new Connection();
    private final AsyncContext context = mock(AsyncContext.class);
    private final List<EventStream.End> ends = new ArrayList<>();
    private final EventStream stream = new EventStream(
            new Caller(new OrgId("LabMSP"), "auditor", Set.of()),
            TestEvents.of(ledger),
            ALL,
            Position.EARLIEST,
            context,
            connection,
            new EventStream.Keeper() {
                @Override
                public void turn(EventStream of) {
                    turns++;
                }

                @Override
                public void sent(int events) {
                    sent += events;
                }

                @Override
                public void ended(EventStream of, EventStream.End why) {
                    ends.add(why);
                }
            });
    private int turns;
    private int sent;

    /** A connection that takes so many writes. */
    private static final class Connection extends ServletOutputStream {
        private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
        private int takes = Integer.MAX_VALUE;
        private boolean broken;

        @Override
        public boolean isReady() {
            return takes > 0;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            // The test says when.
        }

        @Override
        public void write(int one) {
            throw new IllegalStateException("whole frames are written");
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            if (broken) {
                throw new IOException("broken pipe");
            }
            taken.write(bytes, from, length);
            takes--;
        }

        String text() {
            return taken.toString(StandardCharsets.UTF_8);
        }
    }

    @BeforeEach
    void open() {
        stream.run();
        assertEquals("", connection.text(), "not before the container says so");
        stream.onWritePossible();
        turns = 0;
    }

    private static EventSettings settings(Duration heartbeat, Duration stall, Duration maxAge) {
        return new EventSettings(1, 1, 1, heartbeat, stall, maxAge);
    }

    private static final Duration LONG = Duration.ofHours(1);

    private void events(int count, int length) {
        for (int i = 0; i < count; i++) {
            ledger.block(ledger.telling("{\"filler\":\"" + "x".repeat(length) + "\",\"type\":\"kernel.founded\"}"));
        }
    }

    @Test
    void a_stream_writes_what_there_is_and_then_waits() {
        events(3, 1);
        stream.run();
        assertEquals(3, sent);
        assertTrue(connection.text().startsWith("retry: 2000\nid: 1-0-0\nevent: kernel.founded\ndata: {"));
        assertEquals(0, turns);
        events(1, 1);
        stream.wake();
        stream.wake();
        assertEquals(1, turns, "one turn for both");
        stream.run();
        assertEquals(4, sent);
    }

    @Test
    void a_client_that_takes_no_more_is_sent_no_more() {
        connection.takes = 1;
        events(20, 50_000);
        stream.run();
        stream.run();
        assertTrue(sent <= 2, "it was sent " + sent);
        connection.takes = Integer.MAX_VALUE;
        stream.onWritePossible();
        while (sent < 20) {
            stream.run();
        }
        for (int i = 1; i <= 20; i++) {
            assertTrue(connection.text().contains("id: " + i + "-0-0\n"), "event " + i);
        }
    }

    @Test
    void a_client_that_stands_still_is_cut_off() {
        connection.takes = 1;
        events(20, 50_000);
        stream.run();
        stream.look(settings(LONG, LONG, LONG));
        assertEquals(List.of(), ends);
        stream.look(settings(LONG, Duration.ZERO, LONG));
        assertEquals(List.of(EventStream.End.SLOW), ends);
        stream.look(settings(Duration.ZERO, Duration.ZERO, Duration.ZERO));
        stream.run();
        verify(context, times(1)).complete();
    }

    @Test
    void a_stream_lives_so_long() {
        stream.look(settings(LONG, LONG, Duration.ZERO));
        assertEquals(List.of(EventStream.End.AGED), ends);
    }

    @Test
    void a_stream_that_is_quiet_says_that_it_lives_by_a_comment_alone() {
        events(2, 1);
        stream.run();
        stream.look(settings(Duration.ZERO, LONG, LONG));
        assertTrue(connection.text().endsWith("}\n\n:\n"));
    }

    @Test
    void a_broken_connection_ends_its_stream() {
        connection.broken = true;
        stream.run();
        assertEquals(List.of(EventStream.End.CLIENT), ends);
    }

    @Test
    void a_database_that_fails_ends_the_stream_so_that_its_client_comes_back() {
        ledger.lose();
        events(0, 0);
        assertThrows(RuntimeException.class, stream::run);
        assertEquals(List.of(EventStream.End.FAILED), ends);
    }
}
