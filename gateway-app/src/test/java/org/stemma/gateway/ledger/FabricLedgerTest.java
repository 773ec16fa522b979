package org.stemma.gateway.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Status;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.hyperledger.fabric.protos.peer.TxValidationCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.stemma.api.AssetId;
import org.stemma.api.Drawer;
import org.stemma.api.MeterId;
import org.stemma.api.OrgId;
import org.stemma.api.Outcome;
import org.stemma.api.PartyId;
import org.stemma.api.RequestId;
import org.stemma.api.kernel.KernelCommand;
import org.stemma.api.member.Role;
import org.stemma.api.share.Holding;
import org.stemma.api.share.ShareCommand;
import org.stemma.api.usage.UsageCommand;
import org.stemma.gateway.config.GatewaySettings;
import org.stemma.gateway.support.FakePeer;
import org.stemma.gateway.support.TestGateway;
import org.stemma.gateway.support.Transactions;

class FabricLedgerTest {
    private static final String FUNCTION = "kernel:closeEpochs";

    @TempDir
    private Path folder;

    private final Follower.Books books = new Follower.Books();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final ObservationRegistry observations = ObservationRegistry.create();
    private FakePeer peer;
    private GatewaySettings settings;
    private TestGateway gateway;
    private FabricConnection connection;
    private FabricLedger ledger;
    private Outbox outbox;
    private Caller caller;
    private Follower follower;

    @BeforeEach
    void connect() {
        observations.observationConfig().observationHandler(new DefaultMeterObservationHandler(meters));
        peer = new FakePeer(
                "ledger", call -> Transactions.of(call.id()).answering("{\"id\":\"epochs\",\"v\":1,\"version\":5}"));
        gateway = new TestGateway(peer);
        settings = TestGateway.settings(folder);
        Identities identities = Identities.read(settings);
        connection = FabricConnection.over(gateway.channel(), settings, identities);
        follower = new Follower(peer, books);
        outbox = new Outbox(new JdbcTemplate(fresh()), Clock.systemUTC());
        ledger = again();
        caller = identities.with(Role.CASHIER).orElseThrow();
    }

    @AfterEach
    void disconnect() {
        ledger.close();
        follower.close();
        connection.close();
        gateway.close();
    }

    private FabricLedger again() {
        return new FabricLedger(
                connection,
                settings,
                follower.commits(),
                new Consents(books),
                Endorsers.of(settings),
                outbox,
                observations);
    }

    private static DataSource fresh() {
        return new DriverManagerDataSource("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "");
    }

    private static KernelCommand.CloseEpochs command(long through) {
        return new KernelCommand.CloseEpochs(new RequestId("r1"), through);
    }

    private Committed submit() {
        return ledger.submit(caller, FUNCTION, command(5));
    }

    @Test
    void answers_with_the_outcome_and_the_block() {
        Committed committed = submit();
        assertEquals(new Outcome("epochs", Optional.of(5L)), committed.outcome());
        assertEquals(1, committed.block());
        assertEquals(peer.submitted, List.of(committed.transactionId()));
    }

    @Test
    void names_the_own_organisation_and_a_majority() {
        submit();
        List<String> asked = peer.endorsed.get(0).organisations();
        assertEquals(2, asked.size());
        assertTrue(asked.contains("LabMSP"));
    }

    @Test
    void a_refusal_carries_code_status_sentence_and_facts() {
        peer.failToEndorse(FakePeer.refusal("license.quota_exceeded {\"asked\":\"1\"}", "LabMSP", "StudioMSP"));
        LedgerRefused refused = assertThrows(LedgerRefused.class, this::submit);
        assertEquals("license.quota_exceeded", refused.code());
        assertEquals(429, refused.status());
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

    private Submitted send() {
        return ledger.send(caller, FUNCTION, attempt -> command(5));
    }

    /** Looks again and again, for a while. */
    private static void eventually(java.util.function.BooleanSupplier holds) throws InterruptedException {
        for (int i = 0; i < 100 && !holds.getAsBoolean(); i++) {
            Thread.sleep(50);
        }
        assertTrue(holds.getAsBoolean());
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
