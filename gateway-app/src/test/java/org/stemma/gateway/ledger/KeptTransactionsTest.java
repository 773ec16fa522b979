package org.stemma.gateway.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.hyperledger.fabric.protos.peer.TxValidationCode;
import org.junit.jupiter.api.Test;
import org.stemma.api.Outcome;
import org.stemma.gateway.support.FakePeer;

/** Writes for whose commit nobody waits: the outbox keeps them, and carries them on. */
class KeptTransactionsTest extends LedgerCase {
    private Submitted send() {
        return ledger.send(caller, FUNCTION, attempt -> command(5));
    }

    @Test
    void who_does_not_wait_is_told_the_transaction_and_what_it_will_have_done() throws Exception {
        Submitted submitted = send();
        assertEquals(new Outcome("epochs", Optional.of(5L)), submitted.outcome());
        assertEquals(
                submitted.transactionId(),
                submitted.committed().get(5, TimeUnit.SECONDS).transactionId());
        eventually(() -> outbox.find(submitted.transactionId()).isEmpty());
    }

    @Test
    void a_refusal_is_told_at_once_even_if_nobody_waits_for_the_commit() {
        peer.failToEndorse(FakePeer.refusal("license.quota_exceeded {}", "LabMSP", "StudioMSP"));
        assertEquals(
                "license.quota_exceeded",
                assertThrows(LedgerRefused.class, this::send).code());
        assertEquals(0, outbox.countPending());
    }

    @Test
    void a_lost_race_of_a_kept_transaction_names_its_successor() throws Exception {
        peer.validateAs(TxValidationCode.MVCC_READ_CONFLICT);
        Submitted submitted = send();
        Committed committed = submitted.committed().get(5, TimeUnit.SECONDS);
        assertNotEquals(submitted.transactionId(), committed.transactionId());
        Outbox.Kept kept = outbox.find(submitted.transactionId()).orElseThrow();
        assertEquals(Outbox.State.REPLACED, kept.state());
        assertEquals(Optional.of(committed.transactionId()), kept.successor());
    }

    @Test
    void what_fails_after_it_was_told_says_why() throws Exception {
        peer.validateAs(TxValidationCode.BAD_RWSET);
        Submitted submitted = send();
        assertThrows(ExecutionException.class, () -> submitted.committed().get(5, TimeUnit.SECONDS));
        Outbox.Kept kept = outbox.find(submitted.transactionId()).orElseThrow();
        assertEquals(Outbox.State.FAILED, kept.state());
        assertEquals("gateway.transaction_invalid", kept.failure().orElseThrow().code());
        assertEquals("BAD_RWSET", kept.failure().orElseThrow().facts().get("validation"));
    }

    @Test
    void what_a_killed_process_had_told_of_is_sent_by_the_next_one() throws Exception {
        peer.lose(1_000);
        Submitted submitted = send();
        eventually(() -> peer.submitted.size() > 1);
        // As if killed: nobody carries it any more, and the outbox alone knows of it.
        ledger.close();
        peer.lose(0);
        assertEquals(1, outbox.countPending());
        int before = peer.submitted.size();
        ledger = again();
        eventually(() -> peer.submitted.size() > before);
        assertEquals(
                List.of(submitted.transactionId()),
                peer.submitted.stream().distinct().toList());
        assertEquals(1, peer.endorsed.size());
    }

    @Test
    void what_lost_its_race_while_no_process_was_there_is_endorsed_anew() throws Exception {
        peer.lose(1_000);
        Submitted submitted = send();
        ledger.close();
        peer.lose(0);
        peer.validateAs(TxValidationCode.MVCC_READ_CONFLICT);
        ledger = again();
        eventually(() -> outbox.find(submitted.transactionId()).orElseThrow().state() == Outbox.State.REPLACED);
        eventually(() -> outbox.countPending() == 0);
        assertEquals(2, peer.endorsed.size());
        assertEquals(peer.endorsed.get(0).argument(), peer.endorsed.get(1).argument());
    }

    @Test
    void what_nobody_waits_for_any_more_is_carried_on() throws Exception {
        peer.lose(1_000);
        OutcomeUnknown unknown = assertThrows(OutcomeUnknown.class, this::submit);
        assertEquals(
                Outbox.State.PENDING,
                outbox.find(unknown.transactionId()).orElseThrow().state());
        int before = peer.submitted.size();
        eventually(() -> peer.submitted.size() > before);
    }

    @Test
    void one_too_many_for_whom_nobody_waits_is_told_to_come_again() {
        peer.lose(1_000);
        send();
        send();
        org.stemma.api.Refused busy = assertThrows(org.stemma.api.Refused.class, this::send);
        assertEquals("gateway.busy", busy.refusal().code());
    }
}
