package org.stemma.contracts.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hyperledger.fabric.shim.ChaincodeStub;
import org.junit.jupiter.api.Test;
import org.stemma.api.Codec;
import org.stemma.api.Drawer;
import org.stemma.api.MalformedException;
import org.stemma.api.Outcome;
import org.stemma.api.Ppm;
import org.stemma.api.Refused;
import org.stemma.api.kernel.EpochCursor;
import org.stemma.api.kernel.Genesis;
import org.stemma.api.kernel.KernelRefusal;
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
    void a_part_that_is_taken_back_leaves_what_was_there_before_it() {
        MemoryLedger.Endorsed tx = new MemoryLedger.Endorsed();
        Session session = new Session(stub(tx));
        session.save(Drawer.CLOSED_EPOCH, new EpochCursor(1), 1L);
        session.guard(Drawer.CLOSED_EPOCH, new byte[] {1}, 1L);
        session.save(Drawer.CLOSED_EPOCH, new EpochCursor(2), 2L);
        session.mark();
        session.save(Drawer.CLOSED_EPOCH, new EpochCursor(7), 1L);
        session.save(Drawer.CLOSED_EPOCH, new EpochCursor(8), 1L);
        session.guard(Drawer.CLOSED_EPOCH, new byte[] {7}, 1L);
        session.delete(Drawer.CLOSED_EPOCH, 2L);
        session.save(Drawer.CLOSED_EPOCH, new EpochCursor(7), 3L);
        session.guard(Drawer.CLOSED_EPOCH, new byte[] {7}, 3L);
        assertEquals(Optional.of(8L), find(session, 1));
        session.rollBack();
        assertEquals(Optional.of(1L), find(session, 1));
        assertEquals(Optional.of(2L), find(session, 2));
        assertEquals(Optional.empty(), find(session, 3));
        session.flush();
        assertEquals(2, tx.written().size());
        assertEquals("2 puts, 1 policies", tx.calls().replaceAll(".* gets, |, 0 ranges", ""));
    }

    @Test
    void what_stands_at_a_savepoint_is_not_taken_back_by_a_later_one() {
        Session session = new Session(stub(new MemoryLedger.Endorsed()));
        session.mark();
        session.save(Drawer.CLOSED_EPOCH, new EpochCursor(1), 1L);
        session.mark();
        session.delete(Drawer.CLOSED_EPOCH, 1L);
        session.rollBack();
        session.rollBack();
        assertEquals(Optional.of(1L), find(session, 1));
    }

    /** A key that was announced is one call, whether it is read later or not; what is taken back has been read. */
    @Test
    void it_counts_the_calls_of_the_peer() {
        Session session = new Session(stub(new MemoryLedger.Endorsed()));
        session.readAhead(List.of(Drawer.CLOSED_EPOCH.key(1L), Drawer.CLOSED_EPOCH.key(2L)));
        assertEquals(2, session.calls());
        session.mark();
        find(session, 1);
        find(session, 3);
        session.save(Drawer.CLOSED_EPOCH, new EpochCursor(1), 3L);
        session.guard(Drawer.CLOSED_EPOCH, new byte[] {1}, 3L);
        assertEquals(5, session.calls());
        session.rollBack();
        assertEquals(3, session.calls());
    }

    @Test
    void a_part_begins_only_while_calls_are_left() {
        Tx tx = new Tx(stub(new MemoryLedger.Endorsed()));
        List<Integer> begun = new ArrayList<>();
        tx.part(0, 2, () -> reading(tx, begun, 0, 3), SessionTest::tooMuch);
        assertThrows(Refused.class, () -> tx.part(1, 2, () -> reading(tx, begun, 3, 5), SessionTest::tooMuch));
        assertEquals(List.of(0), begun);
    }

    private static Outcome reading(Tx tx, List<Integer> begun, int from, int to) {
        begun.add(from);
        for (long epoch = from; epoch < to; epoch++) {
            find(tx.session(), epoch);
        }
        return new Outcome("done", Optional.empty());
    }

    private static Refused tooMuch() {
        return Refused.because(KernelRefusal.OVERFLOW);
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
