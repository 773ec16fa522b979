package org.stemma.gateway.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.hyperledger.fabric.protos.peer.TxValidationCode;
import org.junit.jupiter.api.Test;
import org.stemma.api.Outcome;
import org.stemma.gateway.support.FakePeer;

/** What becomes of a write: answers, refusals, and what is tried again. */
class FabricLedgerTest extends LedgerCase {
    @Test
    void answers_with_the_outcome_and_the_block() {
        Committed committed = submit();
        assertEquals(new Outcome("epochs", Optional.of(5L)), committed.outcome());
        assertEquals(1, committed.block());
        assertEquals(peer.submitted, List.of(committed.transactionId()));
    }

    @Test
    void a_refusal_carries_code_status_sentence_and_facts() {
        peer.failToEndorse(FakePeer.refusal("license.quota_exceeded {\"asked\":\"1\"}", "LabMSP", "StudioMSP"));
        LedgerRefused refused = assertThrows(LedgerRefused.class, this::submit);
        assertEquals("license.quota_exceeded", refused.code());
        assertEquals(422, refused.status());
        assertEquals("The grant's quota does not cover this.", refused.sentence());
        assertEquals(new TreeMap<>(Map.of("asked", "1")), refused.facts());
        assertEquals(1, peer.endorsed.size());
    }

    @Test
    void a_code_that_is_not_known_here_is_still_a_refusal() {
        peer.failToEndorse(FakePeer.refusal("market.sold_out {}", "LabMSP"));
        LedgerRefused refused = assertThrows(LedgerRefused.class, this::submit);
        assertEquals("market.sold_out", refused.code());
        assertEquals(422, refused.status());
    }

    @Test
    void a_failure_without_a_code_is_no_refusal() {
        peer.failToEndorse(FakePeer.failure(
                Status.Code.UNKNOWN, "oops", FakePeer.said("LabMSP", "chaincode response 500, broken invariant")));
        LedgerUnavailable failed = assertThrows(LedgerUnavailable.class, this::submit);
        assertEquals("gateway.ledger_failed", failed.code());
        assertEquals(503, failed.status());
    }

    @Test
    void a_closed_epoch_is_tried_again_as_another_transaction() {
        peer.failToEndorse(FakePeer.refusal("kernel.epoch_closed {\"epoch\":\"1\"}", "LabMSP"));
        submit();
        assertEquals(2, peer.endorsed.size());
        assertNotEquals(peer.endorsed.get(0).id(), peer.endorsed.get(1).id());
    }

    @Test
    void a_refusal_by_a_peer_that_may_lag_is_tried_again() {
        peer.failToEndorse(FakePeer.refusal("account.wallet_foreign {}", "StudioMSP"));
        submit();
        assertEquals(2, peer.endorsed.size());
    }

    @Test
    void a_refusal_that_the_own_peer_shares_is_final() {
        peer.failToEndorse(FakePeer.refusal("account.wallet_foreign {}", "StudioMSP"));
        peer.failToEndorse(FakePeer.refusal("account.wallet_foreign {}", "LabMSP"));
        assertEquals(403, assertThrows(LedgerRefused.class, this::submit).status());
        assertEquals(1, peer.endorsed.size());
    }

    @Test
    void what_is_absent_for_long_is_refused() {
        for (int i = 0; i < 10; i++) {
            peer.failToEndorse(FakePeer.refusal("account.wallet_unknown {\"wallet\":\"wal_1\"}", "LabMSP"));
        }
        assertEquals(404, assertThrows(LedgerRefused.class, this::submit).status());
        assertEquals(RetryPolicy.Cause.LAG.tries(), peer.endorsed.size());
    }

    @Test
    void what_was_named_and_is_not_there_is_named_anew_once_the_read_model_has_what_the_peer_has() {
        peer.failToEndorse(FakePeer.refusal("account.fold_unknown {\"credit\":\"c.0000\"}", "LabMSP"));
        List<Long> promised = new ArrayList<>();
        ledger.submit(caller, FUNCTION, attempt -> {
            promised.add(books.promised());
            return command(attempt.number());
        });
        assertEquals(List.of(-1L, HEIGHT - 1), promised);
    }

    @Test
    void what_was_named_and_stays_away_is_refused() {
        for (int i = 0; i < 10; i++) {
            peer.failToEndorse(FakePeer.refusal("account.fold_unknown {\"credit\":\"c.0000\"}", "LabMSP"));
        }
        assertEquals(
                "account.fold_unknown",
                assertThrows(LedgerRefused.class, this::submit).code());
        assertEquals(RetryPolicy.Cause.LAG.tries(), peer.endorsed.size());
    }

    @Test
    void a_lost_race_is_run_again_with_a_renewed_command() {
        peer.validateAs(TxValidationCode.MVCC_READ_CONFLICT);
        peer.validateAs(TxValidationCode.PHANTOM_READ_CONFLICT);
        List<Integer> attempts = new ArrayList<>();
        Committed committed = ledger.submit(caller, FUNCTION, attempt -> {
            attempts.add(attempt.number());
            return command(attempt.number());
        });
        assertEquals(List.of(1, 2, 3), attempts);
        assertEquals(3, committed.block());
        assertEquals(3, peer.submitted.stream().distinct().count());
    }

    @Test
    void endorsements_that_differ_are_asked_for_again() {
        peer.failToEndorse(FakePeer.failure(
                Status.Code.ABORTED,
                "failed to assemble transaction: ProposalResponsePayloads do not match",
                new org.hyperledger.fabric.protos.gateway.ErrorDetail[0]));
        submit();
        assertEquals(2, peer.endorsed.size());
    }

    @Test
    void what_the_orderer_lost_is_sent_again_as_the_same_transaction() {
        peer.lose(2);
        Committed committed = submit();
        assertEquals(3, peer.submitted.size());
        assertEquals(
                List.of(committed.transactionId()),
                peer.submitted.stream().distinct().toList());
        assertEquals(1, peer.endorsed.size());
    }

    /** How often eight writers submit in vain within a second; then they are heard. */
    private int submittedInVain(Status.Code code) throws InterruptedException {
        peer.refuseSubmissions(Optional.of(FakePeer.failure(code, "not processed")));
        List<CompletableFuture<Committed>> writers = Stream.generate(() -> CompletableFuture.supplyAsync(this::submit))
                .limit(8)
                .toList();
        Thread.sleep(1_000);
        int inVain = peer.submissions();
        peer.refuseSubmissions(Optional.empty());
        writers.forEach(CompletableFuture::join);
        assertEquals(8, peer.submitted.stream().distinct().count());
        return inVain;
    }

    @Test
    void while_orderers_have_no_leader_one_writer_asks_them() throws InterruptedException {
        int inVain = submittedInVain(Status.Code.UNAVAILABLE);
        assertTrue(inVain <= 8 + 8, () -> "asked " + inVain + " times");
    }

    @Test
    void what_is_refused_for_itself_is_submitted_again_with_pauses() throws InterruptedException {
        int inVain = submittedInVain(Status.Code.ABORTED);
        assertTrue(inVain <= 8 * 25, () -> "asked " + inVain + " times");
    }

    @Test
    void what_no_block_has_by_the_deadline_is_unknown_and_named() {
        peer.lose(1_000);
        OutcomeUnknown unknown = assertThrows(OutcomeUnknown.class, this::submit);
        assertEquals(peer.submitted.get(0), unknown.transactionId());
        assertEquals(1, peer.endorsed.size());
    }

    @Test
    void a_policy_failure_is_tried_a_little() {
        for (int i = 0; i < 10; i++) {
            peer.validateAs(TxValidationCode.ENDORSEMENT_POLICY_FAILURE);
        }
        LedgerUnavailable failed = assertThrows(LedgerUnavailable.class, this::submit);
        assertEquals("ENDORSEMENT_POLICY_FAILURE", failed.facts().get("validation"));
        assertEquals(RetryPolicy.Cause.POLICY.tries(), peer.submitted.size());
    }

    @Test
    void another_invalid_transaction_is_not_repeated() {
        peer.validateAs(TxValidationCode.BAD_RWSET);
        assertThrows(LedgerUnavailable.class, this::submit);
        assertEquals(1, peer.submitted.size());
    }

    @Test
    void an_evaluation_is_answered_by_the_own_peer() {
        Outcome answer = ledger.evaluate(caller, "x:y", Outcome.class, "{\"id\":\"a\",\"v\":1}");
        assertEquals("a", answer.id());
    }

    @Test
    void an_evaluation_is_refused_with_its_code() {
        peer.failToEndorse(FakePeer.failure(
                Status.Code.UNKNOWN,
                "evaluate call to endorser returned error: chaincode response 500, license.expired {\"at\":\"x\"}"));
        LedgerRefused refused =
                assertThrows(LedgerRefused.class, () -> ledger.evaluate(caller, "x:y", Outcome.class, "{}"));
        assertEquals("license.expired", refused.code());
    }

    @Test
    void what_it_took_is_timed_by_function_and_outcome() {
        peer.validateAs(TxValidationCode.MVCC_READ_CONFLICT);
        submit();
        assertEquals(
                2,
                meters.get("stemma.endorse").tag("function", FUNCTION).timer().count());
        assertEquals(
                1, meters.get("stemma.commit").tag("outcome", "VALID").timer().count());
        assertEquals(
                1,
                meters.get("stemma.commit")
                        .tag("outcome", "MVCC_READ_CONFLICT")
                        .timer()
                        .count());
    }
}
