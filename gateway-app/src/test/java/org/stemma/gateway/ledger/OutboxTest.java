package org.stemma.gateway.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hyperledger.fabric.client.Transaction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.stemma.api.Codec;
import org.stemma.api.OrgId;
import org.stemma.api.Outcome;
import org.stemma.api.RequestId;
import org.stemma.api.kernel.KernelCommand;
import org.stemma.gateway.support.TestDatabase;

@Tag("database")
class OutboxTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final KernelCommand.CloseEpochs COMMAND = new KernelCommand.CloseEpochs(new RequestId("r1"), 5);

    private final Caller caller = new Caller(new OrgId("LabMSP"), "cashier", Set.of());
    private final JdbcTemplate jdbc = new JdbcTemplate(TestDatabase.fresh());
    private final Outbox outbox = at(NOW);

    @BeforeEach
    void keep() {
        outbox.keep(
                caller,
                new Endorsed(
                        "kernel:closeEpochs",
                        Codec.encode(COMMAND),
                        transaction("t1"),
                        new Outcome("epochs", Optional.empty())));
    }

    private Outbox at(Instant time) {
        return new Outbox(jdbc, Clock.fixed(time, ZoneOffset.UTC));
    }

    private static Transaction transaction(String id) {
        Transaction transaction = mock(Transaction.class);
        when(transaction.getTransactionId()).thenReturn(id);
        when(transaction.getResult()).thenReturn("{\"id\":\"epochs\"}".getBytes(StandardCharsets.UTF_8));
        when(transaction.getBytes()).thenReturn(new byte[] {0, 1, -1});
        return transaction;
    }

    @Test
    void what_is_kept_comes_out_as_it_was() {
        assertEquals(
                List.of(new Outbox.Parcel(
                        "t1",
                        "cashier",
                        "kernel:closeEpochs",
                        Codec.encode(COMMAND),
                        NOW,
                        ByteString.copyFrom(new byte[] {0, 1, -1}))),
                outbox.pending());
        Outbox.Kept kept = outbox.find("t1").orElseThrow();
        assertEquals(Outbox.State.PENDING, kept.state());
        assertEquals("{\"id\":\"epochs\"}", kept.answer());
        assertEquals(1, outbox.countPending());
    }

    @Test
    void the_same_again_is_kept_once() {
        keep();
        assertEquals(1, outbox.countPending());
    }

    @Test
    void the_oldest_comes_first() {
        at(NOW.minusSeconds(1))
                .keep(
                        caller,
                        new Endorsed(
                                "kernel:closeEpochs",
                                Codec.encode(COMMAND),
                                transaction("t0"),
                                new Outcome("epochs", Optional.empty())));
        assertEquals(
                List.of("t0", "t1"),
                outbox.pending().stream().map(Outbox.Parcel::transaction).toList());
    }

    @Test
    void what_stands_on_the_ledger_is_forgotten_here() {
        outbox.done("t1");
        assertTrue(outbox.find("t1").isEmpty());
    }

    @Test
    void what_ended_otherwise_says_how_for_a_day() {
        outbox.keep(
                caller,
                new Endorsed(
                        "kernel:closeEpochs",
                        Codec.encode(COMMAND),
                        transaction("t2"),
                        new Outcome("epochs", Optional.empty())));
        outbox.replaced("t1", "t2");
        outbox.failed("t2", new Outbox.Failure("license.expired", 422, "It is over.", Map.of("at", "x")));
        assertEquals(0, outbox.countPending());
        assertEquals(Optional.of("t2"), outbox.find("t1").orElseThrow().successor());
        Outbox.Failure failure = outbox.find("t2").orElseThrow().failure().orElseThrow();
        assertEquals(new Outbox.Failure("license.expired", 422, "It is over.", Map.of("at", "x")), failure);
        at(NOW.plus(Duration.ofHours(23))).clean();
        assertTrue(outbox.find("t1").isPresent());
        at(NOW.plus(Duration.ofHours(25))).clean();
        assertTrue(outbox.find("t1").isEmpty());
    }
}
