package org.stemma.gateway.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Status;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.hyperledger.fabric.protos.peer.TxValidationCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.stemma.api.AssetId;
import org.stemma.api.Codec;
import org.stemma.api.Command;
import org.stemma.api.Money;
import org.stemma.api.OrgId;
import org.stemma.api.Outcome;
import org.stemma.api.PartyId;
import org.stemma.api.RequestId;
import org.stemma.api.WalletId;
import org.stemma.api.account.AccountCommand;
import org.stemma.api.batch.Batch;
import org.stemma.api.batch.BatchAnswer;
import org.stemma.api.share.ShareCommand;
import org.stemma.gateway.support.FakePeer;
import org.stemma.gateway.support.Transactions;

/** Writes of one signer while the ledger is busy. */
class GroupCommitTest extends LedgerCase {
    private static final String WITHDRAW = "account:requestWithdrawal";

    private final ExecutorService threads = Executors.newCachedThreadPool();

    /** What is endorsed waits here, while it is closed. */
    private volatile CountDownLatch gate = new CountDownLatch(0);

    /** Whether no batch can be endorsed. */
    private volatile boolean broken;

    /** Whether the orderers lose each batch. */
    private volatile boolean losing;

    private volatile Function<Batch.Entry, BatchAnswer.Answer> law =
            entry -> BatchAnswer.Answer.of(new Outcome("done", Optional.empty()), true);

    @Override
    Transactions chaincode(FakePeer.Call call) {
        try {
            gate.await(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!call.function().equals(Batch.FUNCTION)) {
            return Transactions.of(call.id()).answering("{\"id\":\"alone\",\"v\":1}");
        }
        if (broken) {
            throw FakePeer.failure(
                    Status.Code.UNKNOWN, "oops", FakePeer.said("LabMSP", "chaincode response 500, broken invariant"));
        }
        if (losing) {
            peer.lose(1_000);
        }
        List<BatchAnswer.Answer> answers = Codec.decode(call.argument(), Batch.class).commands().stream()
                .map(law)
                .toList();
        return Transactions.of(call.id()).answering(Codec.encode(new BatchAnswer(answers)));
    }

    @AfterEach
    void end() {
        gate.countDown();
        threads.shutdownNow();
    }

    private static AccountCommand.RequestWithdrawal withdrawal(int number, String wallet, List<String> folds) {
        return new AccountCommand.RequestWithdrawal(
                new RequestId("w-" + number), new WalletId(wallet), Money.of("XTS", "1"), new OrgId("LabMSP"), folds);
    }

    private CompletableFuture<Committed> send(Command command) {
        return CompletableFuture.supplyAsync(
                () -> ledger.submit(caller, org.stemma.api.Functions.of(command.getClass()), command), threads);
    }

    /** One is under way and held, and these come behind it. */
    private List<CompletableFuture<Committed>> behindOne(List<? extends Command> commands) throws Exception {
        gate = new CountDownLatch(1);
        List<CompletableFuture<Committed>> all = new ArrayList<>();
        all.add(send(withdrawal(0, "wal_1", List.of())));
        eventually(() -> ledger.underWay() == 1);
        for (Command command : commands) {
            all.add(send(command));
        }
        eventually(() -> ledger.waiting() == commands.size());
        gate.countDown();
        return all;
    }

    private List<Committed> get(List<CompletableFuture<Committed>> all) throws Exception {
        List<Committed> committed = new ArrayList<>();
        for (CompletableFuture<Committed> one : all) {
            committed.add(one.get(20, TimeUnit.SECONDS));
        }
        return committed;
    }

    private static Committed unwrapped(CompletableFuture<Committed> one) throws Exception {
        try {
            return one.get(20, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private List<String> functions() {
        return peer.endorsed.stream().map(FakePeer.Call::function).toList();
    }

    private static List<AccountCommand.RequestWithdrawal> ofOneWallet(int from, int count) {
        return IntStream.range(from, from + count)
                .mapToObj(i -> withdrawal(i, "wal_1", List.of()))
                .toList();
    }

    @Test
    void who_comes_while_nothing_is_under_way_goes_at_once_and_alone() throws Exception {
        assertEquals(
                "alone", send(withdrawal(1, "wal_1", List.of())).get().outcome().id());
        assertEquals(List.of(WITHDRAW), functions());
    }

    @Test
    void those_who_come_while_one_is_under_way_leave_as_one_transaction() throws Exception {
        List<Committed> committed = get(behindOne(ofOneWallet(1, 7)));
        assertEquals(List.of(WITHDRAW, Batch.FUNCTION), functions());
        assertEquals(
                1,
                committed.subList(1, 8).stream()
                        .map(Committed::transactionId)
                        .distinct()
                        .count());
        assertNotEquals(committed.get(0).transactionId(), committed.get(1).transactionId());
        assertEquals("done", committed.get(7).outcome().id());
    }

    @Test
    void what_changes_other_records_need_not_wait_for_the_first() throws Exception {
        gate = new CountDownLatch(1);
        CompletableFuture<Committed> one = send(withdrawal(0, "wal_1", List.of()));
        eventually(() -> ledger.underWay() == 1);
        CompletableFuture<Committed> other = send(withdrawal(1, "wal_2", List.of()));
        eventually(() -> ledger.underWay() == 2);
        CompletableFuture<Committed> same = send(withdrawal(2, "wal_1", List.of()));
        eventually(() -> ledger.waiting() == 1);
        gate.countDown();
        get(List.of(one, other, same));
        assertEquals(List.of(WITHDRAW, WITHDRAW, WITHDRAW), functions());
    }

    @Test
    void a_refusal_reaches_the_one_that_is_refused() throws Exception {
        law = entry -> String.valueOf(entry.command().get("request")).equals("w-2")
                ? BatchAnswer.Answer.refused("account.wallet_held {\"left\":\"1\"}")
                : BatchAnswer.Answer.of(new Outcome("done", Optional.empty()), true);
        List<CompletableFuture<Committed>> all = behindOne(ofOneWallet(1, 3));
        LedgerRefused refused = assertThrows(LedgerRefused.class, () -> unwrapped(all.get(2)));
        assertEquals("account.wallet_held", refused.code());
        assertEquals("1", refused.facts().get("left"));
        assertEquals("done", all.get(1).get().outcome().id());
        assertEquals("done", all.get(3).get().outcome().id());
    }

    @Test
    void what_may_be_answered_otherwise_by_itself_goes_again_alone() throws Exception {
        law = entry -> String.valueOf(entry.command().get("request")).equals("w-2")
                ? BatchAnswer.Answer.refused("account.fold_unknown {\"credit\":\"c\"}")
                : BatchAnswer.Answer.of(new Outcome("done", Optional.empty()), true);
        List<Committed> committed = get(behindOne(ofOneWallet(1, 3)));
        assertEquals("alone", committed.get(2).outcome().id());
        assertEquals(List.of(WITHDRAW, Batch.FUNCTION, WITHDRAW), functions());
    }

    @Test
    void a_batch_that_lost_a_race_is_made_anew_and_no_client_sees_it() throws Exception {
        peer.validateAs(TxValidationCode.VALID);
        peer.validateAs(TxValidationCode.MVCC_READ_CONFLICT);
        List<Committed> committed = get(behindOne(ofOneWallet(1, 4)));
        assertEquals(List.of(WITHDRAW, Batch.FUNCTION, Batch.FUNCTION), functions());
        assertEquals(3, committed.get(4).block());
    }

    @Test
    void what_fails_as_a_whole_is_tried_one_by_one() throws Exception {
        broken = true;
        List<CompletableFuture<Committed>> all = behindOne(ofOneWallet(1, 2));
        assertEquals("alone", all.get(1).get(20, TimeUnit.SECONDS).outcome().id());
        assertEquals("alone", all.get(2).get(20, TimeUnit.SECONDS).outcome().id());
    }

    @Test
    void who_was_interrupted_while_others_carried_it_holds_up_nobody_afterwards() throws Exception {
        broken = true;
        gate = new CountDownLatch(1);
        CompletableFuture<Committed> first = send(withdrawal(0, "wal_1", List.of()));
        eventually(() -> ledger.underWay() == 1);
        CompletableFuture<Committed> leading = send(withdrawal(1, "wal_1", List.of()));
        eventually(() -> ledger.waiting() == 1);
        Thread carried = new Thread(() -> assertThrows(
                IllegalStateException.class, () -> ledger.submit(caller, WITHDRAW, withdrawal(2, "wal_1", List.of()))));
        carried.start();
        eventually(() -> ledger.waiting() == 2);
        CountDownLatch batch = new CountDownLatch(1);
        CountDownLatch before = gate;
        gate = batch;
        before.countDown();
        first.get(20, TimeUnit.SECONDS);
        eventually(() -> functions().contains(Batch.FUNCTION));
        carried.interrupt();
        carried.join(20_000);
        batch.countDown();
        assertEquals("alone", leading.get(20, TimeUnit.SECONDS).outcome().id());
        assertEquals(
                "alone",
                send(withdrawal(3, "wal_1", List.of()))
                        .get(20, TimeUnit.SECONDS)
                        .outcome()
                        .id());
        eventually(() -> ledger.underWay() == 0 && ledger.waiting() == 0);
    }

    @Test
    void whoever_names_one_party_twice_is_left_to_the_ledger() {
        PartyId party = new PartyId("prt_1");
        assertEquals(
                Set.of("holding/ast_1/prt_1"),
                Debits.of(
                        caller, new ShareCommand.Transfer(new RequestId("t"), new AssetId("ast_1"), party, party, 1)));
    }

    @Test
    void a_credit_is_folded_by_the_first_that_names_it() throws Exception {
        get(behindOne(List.of(
                withdrawal(1, "wal_1", List.of("a.0000", "b.0000")),
                withdrawal(2, "wal_1", List.of("a.0000", "b.0000", "c.0000")))));
        List<Batch.Entry> entries =
                Codec.decode(peer.endorsed.get(1).argument(), Batch.class).commands();
        List<Object> folded = new ArrayList<>();
        entries.forEach(entry ->
                folded.addAll((List<?>) Objects.requireNonNull(entry.command().get("folds"))));
        folded.sort(Comparator.comparing(String::valueOf));
        assertEquals(List.of("a.0000", "b.0000", "c.0000"), folded);
    }

    @Test
    void no_more_go_together_than_a_batch_holds() throws Exception {
        List<Committed> committed = get(behindOne(ofOneWallet(1, Batch.MAX_COMMANDS + 5)));
        assertEquals(List.of(WITHDRAW, Batch.FUNCTION, Batch.FUNCTION), functions());
        assertEquals(Batch.MAX_COMMANDS + 6, committed.size());
    }

    @Test
    void who_does_not_wait_is_told_of_the_batch_and_what_becomes_of_it() throws Exception {
        List<CompletableFuture<Submitted>> submitted = twoForWhomNobodyWaits();
        Submitted one = submitted.get(0).get(20, TimeUnit.SECONDS);
        Submitted two = submitted.get(1).get(20, TimeUnit.SECONDS);
        assertEquals(one.transactionId(), two.transactionId());
        assertEquals("done", two.committed().get(20, TimeUnit.SECONDS).outcome().id());
        one.committed().get(20, TimeUnit.SECONDS);
        eventually(() -> outbox.countPending() == 0);
        assertTrue(functions().contains(Batch.FUNCTION));
    }

    @Test
    void a_batch_that_a_killed_process_had_told_of_is_sent_by_the_next_one_as_it_is() throws Exception {
        Submitted submitted = kept();
        ledger.close();
        peer.lose(0);
        int before = peer.submitted.size();
        ledger = again();
        eventually(() -> peer.submitted.size() > before);
        eventually(() -> outbox.countPending() == 0);
        assertTrue(peer.submitted.subList(before, peer.submitted.size()).contains(submitted.transactionId()));
    }

    @Test
    void a_batch_that_lost_its_race_while_no_process_was_there_is_made_anew_command_by_command() throws Exception {
        Submitted submitted = kept();
        ledger.close();
        peer.lose(0);
        peer.validateAs(TxValidationCode.MVCC_READ_CONFLICT);
        peer.validateAs(TxValidationCode.MVCC_READ_CONFLICT);
        ledger = again();
        eventually(() -> outbox.countPending() == 0);
        assertEquals(
                Outbox.State.REPLACED,
                outbox.find(submitted.transactionId()).orElseThrow().state());
        List<String> alone = peer.endorsed.stream()
                .filter(call -> call.function().equals(WITHDRAW))
                .map(call -> String.valueOf(Codec.members(call.argument()).get("request")))
                .toList();
        assertTrue(alone.containsAll(List.of("w-1", "w-2")), alone.toString());
    }

    /** They come behind one that is under way, which is in a block when this returns. */
    private List<CompletableFuture<Submitted>> twoForWhomNobodyWaits() throws Exception {
        gate = new CountDownLatch(1);
        CompletableFuture<Committed> first = send(withdrawal(0, "wal_1", List.of()));
        eventually(() -> ledger.underWay() == 1);
        List<CompletableFuture<Submitted>> submitted = new ArrayList<>();
        for (int i = 1; i < 3; i++) {
            AccountCommand.RequestWithdrawal command = withdrawal(i, "wal_1", List.of());
            submitted.add(
                    CompletableFuture.supplyAsync(() -> ledger.send(caller, WITHDRAW, attempt -> command), threads));
        }
        eventually(() -> ledger.waiting() == 2);
        gate.countDown();
        first.get(20, TimeUnit.SECONDS);
        return submitted;
    }

    /** A batch of two for whom nobody waits, kept, and lost by the orderers. */
    private Submitted kept() throws Exception {
        losing = true;
        List<CompletableFuture<Submitted>> submitted = twoForWhomNobodyWaits();
        Submitted told = submitted.get(0).get(20, TimeUnit.SECONDS);
        losing = false;
        return told;
    }
}
