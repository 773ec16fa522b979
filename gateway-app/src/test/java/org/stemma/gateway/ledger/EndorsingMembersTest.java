package org.stemma.gateway.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Status;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.stemma.api.AssetId;
import org.stemma.api.Drawer;
import org.stemma.api.MeterId;
import org.stemma.api.OrgId;
import org.stemma.api.PartyId;
import org.stemma.api.RequestId;
import org.stemma.api.share.Holding;
import org.stemma.api.share.ShareCommand;
import org.stemma.api.usage.UsageCommand;
import org.stemma.gateway.support.FakePeer;

/** Who is asked to endorse, and who takes the place of a member that is away. */
class EndorsingMembersTest extends LedgerCase {
    @Test
    void names_the_own_organisation_and_a_majority() {
        submit();
        List<String> asked = peer.endorsed.get(0).organisations();
        assertEquals(2, asked.size());
        assertTrue(asked.contains("LabMSP"));
    }

    @Test
    void a_dead_endorser_is_replaced_by_another() {
        submit();
        String first = other(0);
        peer.failToEndorse(FakePeer.failure(
                Status.Code.UNAVAILABLE, "failed to endorse", FakePeer.said(next(first), "connection refused")));
        submit();
        assertEquals(List.of(first, next(first), first), List.of(other(0), other(1), other(2)));
        submit();
        assertEquals(first, other(3));
    }

    /** Gives units to a party of Studio's that has some already, under its organisation's policy. */
    private Committed transferToStudio() {
        AssetId asset = new AssetId("ast_1");
        PartyId holder = new PartyId("prt_1");
        Holding holding = new Holding(asset, "prt_1", holder, new OrgId("StudioMSP"), List.of(), Map.of(), 1, 1);
        books.put(Drawer.HOLDING.key(asset, holder), holding);
        return ledger.submit(
                caller,
                "share:transfer",
                new ShareCommand.Transfer(new RequestId("r1"), asset, new PartyId("prt_2"), holder, 5));
    }

    @Test
    void the_owner_of_a_record_that_changes_is_always_asked() {
        for (int i = 0; i < 3; i++) {
            transferToStudio();
            assertEquals("StudioMSP", other(i));
        }
    }

    @Test
    void an_owner_that_is_down_is_named_and_nothing_is_submitted() {
        peer.down("StudioMSP");
        LedgerUnavailable unavailable = assertThrows(LedgerUnavailable.class, this::transferToStudio);
        assertEquals("gateway.consent_unavailable", unavailable.code());
        assertEquals(Map.of("organisations", "StudioMSP"), unavailable.facts());
        assertTrue(peer.submitted.isEmpty());
    }

    @Test
    void if_the_own_peer_is_down_no_owner_is_blamed() {
        for (int i = 0; i < 10; i++) {
            peer.failToEndorse(FakePeer.failure(Status.Code.UNAVAILABLE, "io exception"));
        }
        LedgerUnavailable unavailable = assertThrows(LedgerUnavailable.class, this::transferToStudio);
        assertEquals("gateway.ledger_unavailable", unavailable.code());
    }

    @Test
    void writers_wait_for_the_own_service_while_it_is_away() throws InterruptedException {
        peer.service("LabMSP", false);
        CompletableFuture<Committed> first = CompletableFuture.supplyAsync(this::submit);
        eventually(() -> peer.asked() == 1);
        List<CompletableFuture<Committed>> writers = Stream.generate(() -> CompletableFuture.supplyAsync(this::submit))
                .limit(8)
                .toList();
        // Longer than the tries of a writer who does not wait.
        Thread.sleep(1_000);
        peer.service("LabMSP", true);
        first.join();
        writers.forEach(CompletableFuture::join);
        assertEquals(9, peer.submitted.size());
        assertTrue(peer.asked() <= 9 + 8, () -> "asked " + peer.asked() + " times");
    }

    @Test
    void an_own_service_that_stays_away_is_unavailable() {
        peer.service("LabMSP", false);
        LedgerUnavailable unavailable = assertThrows(LedgerUnavailable.class, this::submit);
        assertEquals("gateway.ledger_unavailable", unavailable.code());
        assertTrue(peer.submitted.isEmpty());
    }

    private Committed report() {
        return ledger.submit(
                caller,
                "usage:report",
                new UsageCommand.Report(new RequestId("mtr_1.1"), new MeterId("mtr_1"), 1, List.of(), "signature"));
    }

    @Test
    void usage_is_endorsed_by_others_while_the_own_service_is_away() {
        peer.service("LabMSP", false);
        report();
        report();
        assertEquals(2, peer.submitted.size());
        assertEquals(3, peer.asked());
        assertEquals(
                Set.of("ArchiveMSP", "StudioMSP"),
                Set.copyOf(peer.endorsed.get(2).organisations()));
    }

    @Test
    void while_another_writer_asks_the_own_service_usage_does_not_wait() {
        peer.service("LabMSP", false);
        assertThrows(LedgerUnavailable.class, this::submit);
        int before = peer.asked();
        report();
        assertTrue(peer.asked() <= before + 2);
        assertEquals(1, peer.submitted.size());
    }

    @Test
    void nobody_waits_for_a_member_that_is_down_and_owns_nothing_of_it() {
        peer.down("StudioMSP");
        for (int i = 0; i < 4; i++) {
            submit();
        }
        assertEquals(4, peer.submitted.size());
        long inVain = peer.endorsed.stream()
                .filter(call -> call.organisations().contains("StudioMSP"))
                .count();
        assertEquals(1, inVain);
    }

    private String other(int call) {
        return peer.endorsed.get(call).organisations().stream()
                .filter(organisation -> !organisation.equals("LabMSP"))
                .findFirst()
                .orElseThrow();
    }

    private static String next(String other) {
        return other.equals("ArchiveMSP") ? "StudioMSP" : "ArchiveMSP";
    }

    @Test
    void a_majority_that_is_down_is_unavailable() {
        for (int i = 0; i < 10; i++) {
            peer.failToEndorse(FakePeer.failure(Status.Code.UNAVAILABLE, "no peers"));
        }
        LedgerUnavailable unavailable = assertThrows(LedgerUnavailable.class, this::submit);
        assertEquals("gateway.ledger_unavailable", unavailable.code());
        assertTrue(peer.submitted.isEmpty());
    }
}
