package org.stemma.gateway.events;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.stemma.api.Digest;
import org.stemma.api.Drawer;
import org.stemma.api.Money;
import org.stemma.api.OrgId;
import org.stemma.api.PartyId;
import org.stemma.api.Refused;
import org.stemma.api.WalletId;
import org.stemma.api.account.Wallet;
import org.stemma.gateway.readmodel.EventRow;
import org.stemma.gateway.readmodel.TestLedger;

@Tag("database")
class EventsTest {
    private static final OrgId LAB = new OrgId("LabMSP");
    private static final OrgId STUDIO = new OrgId("StudioMSP");
    private static final OrgId ARCHIVE = new OrgId("ArchiveMSP");
    private static final Interest ALL = Interest.of(List.of(), Optional.empty(), Optional.empty());

    private final TestLedger ledger = new TestLedger();
    private final Events events = TestEvents.of(ledger);

    private static String party(int n) {
        return "{\"organisation\":\"LabMSP\",\"party\":\"prt_" + n + "\",\"type\":\"member.partyRegistered\"}";
    }

    private static List<String> ids(Events.Slice slice) {
        return slice.events().stream().map(event -> event.position().toString()).toList();
    }

    private List<String> seenBy(OrgId reader) {
        return events.after(Position.EARLIEST, reader, ALL, 100).events().stream()
                .map(LedgerEvent::type)
                .toList();
    }

    @Test
    void events_come_in_the_ledgers_order_from_any_position() {
        ledger.block(ledger.telling(party(1), party(2)), ledger.telling(party(3)));
        ledger.block();
        ledger.block(ledger.telling(party(4)));
        assertEquals(List.of("1-0-0", "1-0-1", "1-1-0", "3-0-0"), ids(events.after(Position.EARLIEST, LAB, ALL, 100)));
        assertEquals(List.of("1-0-1", "1-1-0", "3-0-0"), ids(events.after(Position.of("1-0-0"), LAB, ALL, 100)));
        assertEquals(List.of("3-0-0"), ids(events.after(Position.of("1"), LAB, ALL, 100)));
        assertEquals(List.of(), ids(events.after(Position.of("3-0-0"), LAB, ALL, 100)));
    }

    @Test
    void pages_join_without_a_gap_or_a_repeat() {
        for (int block = 0; block < 120; block++) {
            ledger.block(ledger.telling(party(3 * block), party(3 * block + 1)), ledger.telling(party(3 * block + 2)));
        }
        for (int page : List.of(1, 2, 7, 256)) {
            List<String> all = new ArrayList<>();
            Events.Slice slice = events.after(Position.EARLIEST, LAB, ALL, page);
            all.addAll(ids(slice));
            while (slice.more()) {
                slice = events.after(Position.of(slice.through().toString()), LAB, ALL, page);
                all.addAll(ids(slice));
            }
            assertEquals(360, all.size(), "pages of " + page);
            assertEquals(360, new TreeSet<>(all).size());
            assertEquals("120", slice.through().toString());
        }
    }

    @Test
    void who_reads_from_the_beginning_takes_nothing_from_those_who_follow() {
        RecentBlocks recent = new RecentBlocks(10, 4);
        for (long block = 100; block < 105; block++) {
            recent.keep(block, List.of());
        }
        for (long block = 0; block < 90; block++) {
            recent.keep(block, List.of());
        }
        for (long block = 100; block < 105; block++) {
            assertTrue(recent.find(block).isPresent(), "block " + block);
        }
        assertTrue(recent.find(2).isEmpty());
        assertTrue(recent.find(84).isPresent());
    }

    @Test
    void a_reader_of_the_history_does_not_hold_up_those_who_follow() throws Exception {
        for (int block = 0; block < 200; block++) {
            ledger.block(ledger.telling(party(block)));
        }
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch reading = new CountDownLatch(1);
        Concerns slow = new Concerns(ledger.readModel()) {
            @Override
            Concern of(EventRow row) {
                if (row.block() < 100) {
                    reading.countDown();
                    try {
                        held.await(1, TimeUnit.MINUTES);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }
                return super.of(row);
            }
        };
        Events shared = new Events(ledger.events(), slow);
        CompletableFuture<Events.Slice> history =
                CompletableFuture.supplyAsync(() -> shared.after(Position.EARLIEST, LAB, ALL, 1));
        assertTrue(reading.await(1, TimeUnit.MINUTES));
        assertEquals(List.of("200-0-0"), ids(shared.after(Position.of("199"), LAB, ALL, 1)));
        assertFalse(history.isDone());
        held.countDown();
        assertEquals(List.of("1-0-0"), ids(history.get(1, TimeUnit.MINUTES)));
    }

    @Test
    void what_is_new_is_found_after_the_head_was_reached() {
        Events.Slice slice = events.after(Position.EARLIEST, LAB, ALL, 10);
        assertFalse(slice.more());
        ledger.block(ledger.telling(party(1)));
        assertEquals(List.of("1-0-0"), ids(events.after(slice.through(), LAB, ALL, 10)));
    }

    @Test
    void a_read_model_that_is_being_rebuilt_leaves_nothing_out() {
        ledger.block(ledger.telling(party(1)));
        Position head = events.after(Position.EARLIEST, LAB, ALL, 10).through();
        ledger.empty();
        Events fresh = TestEvents.of(ledger);
        assertEquals(head, fresh.after(head, LAB, ALL, 10).through());
        ledger.block();
        assertEquals(head, fresh.after(head, LAB, ALL, 10).through());
        ledger.block(ledger.telling(party(1)));
        ledger.block(ledger.telling(party(2)));
        assertEquals(List.of("2-0-0"), ids(fresh.after(head, LAB, ALL, 10)));
    }

    @Test
    void an_organisations_own_business_is_shown_to_those_concerned() {
        PartyId party = new PartyId("prt_1");
        Wallet wallet =
                new Wallet(new WalletId("wal_1"), party, STUDIO, Money.of("XTS", "0"), 1, 1, Digest.of("wallet"));
        ledger.block(
                ledger.writing(Drawer.WALLET, wallet, wallet.id()),
                ledger.telling(
                        "{\"amount\":{\"amount\":\"1\",\"currency\":\"XTS\"},\"cashier\":\"LabMSP\",\"reference\":\"r\","
                                + "\"type\":\"account.deposited\",\"wallet\":\"wal_1\"}"),
                ledger.telling("{\"from\":1,\"through\":2,\"type\":\"kernel.epochsClosed\"}"));
        assertEquals(List.of("account.deposited", "kernel.epochsClosed"), seenBy(LAB));
        assertEquals(List.of("account.deposited", "kernel.epochsClosed"), seenBy(STUDIO));
        assertEquals(List.of("kernel.epochsClosed"), seenBy(ARCHIVE));
        assertTrue(events.at(Position.of("1-1-0"), STUDIO).isPresent());
        assertTrue(events.at(Position.of("1-1-0"), ARCHIVE).isEmpty());
        Interest ofParty = Interest.of(List.of(), Optional.of("prt_1"), Optional.empty());
        assertEquals(List.of("1-1-0"), ids(events.after(Position.EARLIEST, STUDIO, ofParty, 10)));
    }

    @Test
    void an_event_that_is_not_known_here_is_shown_to_its_writer_alone() {
        ledger.block(ledger.tellingBy("StudioMSP", "{\"type\":\"market.listed\",\"asset\":\"ast_1\",\"party\":7}"));
        assertEquals(List.of(), seenBy(LAB));
        assertEquals(List.of("market.listed"), seenBy(STUDIO));
    }

    @Test
    void types_parties_and_assets_narrow_what_is_told() {
        ledger.block(ledger.telling(
                party(1),
                party(2),
                "{\"asset\":\"ast_1\",\"period\":1,\"receipts\":1,\"type\":\"royalty.folded\"}",
                "{\"asset\":\"ast_2\",\"period\":1,\"receipts\":1,\"type\":\"royalty.settled\"}"));
        assertEquals(List.of("1-0-2", "1-0-3"), found(List.of("royalty"), Optional.empty(), Optional.empty()));
        assertEquals(
                List.of("1-0-0", "1-0-1", "1-0-3"),
                found(List.of("royalty.settled", "member"), Optional.empty(), Optional.empty()));
        assertEquals(List.of("1-0-1"), found(List.of(), Optional.of("prt_2"), Optional.empty()));
        assertEquals(List.of("1-0-2"), found(List.of("royalty"), Optional.empty(), Optional.of("ast_1")));
        assertThrows(Refused.class, () -> Interest.of(List.of("licence"), Optional.empty(), Optional.empty()));
    }

    private List<String> found(List<String> types, Optional<String> party, Optional<String> asset) {
        return ids(events.after(Position.EARLIEST, LAB, Interest.of(types, party, asset), 100));
    }

    @Test
    void an_event_says_where_it_comes_from() {
        ledger.block(ledger.telling(party(1)));
        LedgerEvent event =
                events.after(Position.EARLIEST, LAB, ALL, 1).events().get(0);
        assertEquals(
                "{\"block\":1,\"event\":{\"organisation\":\"LabMSP\",\"party\":\"prt_1\",\"type\":\"member.partyRegistered\"},"
                        + "\"function\":\"room:function\",\"id\":\"1-0-0\",\"time\":\"1970-01-12T13:46:40Z\","
                        + "\"transaction\":\"tx0\",\"type\":\"member.partyRegistered\"}",
                event.json());
    }

    /** A new event must be put on one side or the other. */
    @Test
    void of_every_event_it_is_decided_who_may_see_it() {
        Set<String> decided = new TreeSet<>(Concerns.PUBLIC);
        decided.addAll(Concerns.PRIVATE);
        Set<String> known = new TreeSet<>(Interest.KNOWN);
        known.removeIf(type -> type.indexOf('.') < 0);
        assertEquals(known, decided);
    }
}
