package org.stemma.gateway.webhooks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.standardwebhooks.Webhook;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class MessageTest {
    private static final byte[] ONE = "one secret of 32 bytes, as it is".getBytes(StandardCharsets.UTF_8);
    private static final byte[] TWO = "another one, of before it is so.".getBytes(StandardCharsets.UTF_8);

    @Test
    void signatures_are_those_of_the_specifications_library() throws Exception {
        Instant at = Instant.ofEpochSecond(1_700_000_000);
        Message message = new Message(Message.id("whk_1", "12-0-1"), "{\"type\":\"x\"}");
        assertEquals("whk_1_12-0-1", message.id());
        assertEquals(
                new Webhook(ONE).sign(message.id(), at.getEpochSecond(), message.body()),
                message.signature(at, List.of(ONE)));
        assertEquals(
                message.signature(at, List.of(ONE)) + " " + message.signature(at, List.of(TWO)),
                message.signature(at, List.of(ONE, TWO)));
    }

    @Test
    void pauses_grow_and_differ_a_little() {
        List<Duration> pauses = List.of(Duration.ofSeconds(1), Duration.ofSeconds(10));
        Backoff middle = new Backoff(pauses, () -> 0.5);
        assertEquals(Duration.ofSeconds(1), middle.after(1));
        assertEquals(Duration.ofSeconds(10), middle.after(2));
        assertEquals(Duration.ofSeconds(10), middle.after(1000));
        assertEquals(Duration.ofMillis(800), new Backoff(pauses, () -> 0).after(1));
        assertTrue(new Backoff(pauses, () -> 1).after(1).toMillis() <= 1200);
    }
}
