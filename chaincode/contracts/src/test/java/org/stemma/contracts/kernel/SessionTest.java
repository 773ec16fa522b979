package org.stemma.contracts.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.hyperledger.fabric.shim.ChaincodeStub;
import org.junit.jupiter.api.Test;
import org.stemma.api.Codec;
import org.stemma.api.Drawer;
import org.stemma.api.MalformedException;
import org.stemma.api.Ppm;
import org.stemma.api.kernel.EpochCursor;
import org.stemma.api.kernel.Genesis;
import org.stemma.contracts.story.Story;
import org.stemma.contracts.testing.MemoryLedger;
import org.stemma.contracts.testing.MemoryStub;
import org.stemma.contracts.testing.TestNetwork;

final class SessionTest {
    private final MemoryLedger ledger = new MemoryLedger(3);

    private ChaincodeStub stub(MemoryLedger.Endorsed tx) {
        return MemoryStub.open(ledger, tx, Story.LAB_OWNER, "ab", Instant.parse("2026-01-01T00:00:00Z"));
    }

    private static Optional<Long> find(Session session, long epoch) {
        return session.find(Drawer.CLOSED_EPOCH, EpochCursor.class, epoch).map(EpochCursor::closedThrough);
    }

    @Test
    void it_sees_its_own_writes_and_deletes() {
        Session session = new Session(stub(new MemoryLedger.Endorsed()));
        assertEquals(Optional.empty(), find(session, 1));
        session.save(Drawer.CLOSED_EPOCH, new EpochCursor(7), 1L);
        assertEquals(Optional.of(7L), find(session, 1));
        session.delete(Drawer.CLOSED_EPOCH, 1L);
        assertEquals(Optional.empty(), find(session, 1));
    }

    /** A record that was decoded before is taken for the very text that was read, and for nothing else. */
    @Test
    void what_is_kept_is_what_the_ledger_has() {
        Decoded decoded = new Decoded();
        String json = Codec.encode(new EpochCursor(7));
        EpochCursor first = decoded.decode("key", json, EpochCursor.class);
        assertSame(first, decoded.decode("key", new String(json.toCharArray()), EpochCursor.class));
        assertEquals(
                8,
                decoded.decode("key", Codec.encode(new EpochCursor(8)), EpochCursor.class)
                        .closedThrough());
        assertEquals(first, decoded.decode("key", json, EpochCursor.class));
        assertThrows(MalformedException.class, () -> decoded.decode("key", json, Genesis.class));
    }

    @Test
    void only_so_much_is_kept() {
        Decoded decoded = new Decoded();
        String json = Codec.encode(new EpochCursor(7));
        for (int i = 0; i < 2 * Decoded.MAX_RECORDS; i++) {
            decoded.decode("key" + i, json, EpochCursor.class);
        }
        decoded.decode("long", " ".repeat(1 << 15) + json, EpochCursor.class);
        assertEquals(Decoded.MAX_RECORDS, decoded.size());
    }

    @Test
    void it_scans_in_pages_and_never_what_it_writes() {
        MemoryLedger.Endorsed writing = new MemoryLedger.Endorsed();
        Session writer = new Session(stub(writing));
        for (long epoch = 0; epoch < 5; epoch++) {
            writer.save(Drawer.CLOSED_EPOCH, new EpochCursor(epoch), epoch);
        }
        writer.guard(Drawer.CLOSED_EPOCH, new byte[] {1}, 9L);
        assertThrows(
                IllegalStateException.class,
                () -> writer.scan(Drawer.CLOSED_EPOCH, EpochCursor.class, Optional.empty(), 9));
        writer.delete(Drawer.CLOSED_EPOCH, 4L);
        writer.flush();
        ledger.commit(List.of(writing.by(TestNetwork.LAB, TestNetwork.STUDIO)));
        Session reader = new Session(stub(new MemoryLedger.Endorsed()));
        List<Session.Found<EpochCursor>> first =
                reader.scan(Drawer.CLOSED_EPOCH, EpochCursor.class, Optional.empty(), 3);
        assertEquals(3, first.size());
        List<Session.Found<EpochCursor>> rest = reader.scan(
                Drawer.CLOSED_EPOCH, EpochCursor.class, Optional.of(first.get(2).lastPart()), 3);
        assertEquals(
                List.of(new EpochCursor(3)),
                rest.stream().map(Session.Found::record).toList());
    }

    @Test
    void nothing_is_known_before_a_transaction_has_begun() {
        assertThrows(IllegalStateException.class, () -> new Tx(stub(new MemoryLedger.Endorsed())).charter());
    }

    @Test
    void a_genesis_out_of_the_charters_bounds_is_refused() {
        KernelRules.mustBeInBounds(genesis(5, 6));
        assertThrows(MalformedException.class, () -> KernelRules.mustBeInBounds(genesis(0, 6)));
        assertThrows(MalformedException.class, () -> KernelRules.mustBeInBounds(genesis(86_401, 6)));
        // The grace is at least twice what a timestamp may be ahead.
        assertThrows(MalformedException.class, () -> KernelRules.mustBeInBounds(genesis(5, 3)));
    }

    private static Genesis genesis(long epochSeconds, long graceSeconds) {
        return new Genesis(
                "demo",
                epochSeconds,
                2,
                2,
                60,
                graceSeconds,
                Ppm.ZERO,
                Ppm.ZERO,
                2,
                List.of(new org.stemma.api.kernel.Charter.Currency(Story.XTS, 9)),
                List.of());
    }
}
