package org.stemma.contracts.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.hyperledger.fabric.shim.ChaincodeException;
import org.junit.jupiter.api.Test;
import org.stemma.api.Codec;
import org.stemma.api.Command;
import org.stemma.api.Digest;
import org.stemma.api.Drawer;
import org.stemma.api.Envelope;
import org.stemma.api.GrantId;
import org.stemma.api.Money;
import org.stemma.api.Outcome;
import org.stemma.api.Ppm;
import org.stemma.api.RequestId;
import org.stemma.api.account.AccountCommand;
import org.stemma.api.account.AccountRefusal;
import org.stemma.api.batch.Batch;
import org.stemma.api.batch.BatchAnswer;
import org.stemma.api.batch.BatchRefusal;
import org.stemma.api.kernel.KernelCommand;
import org.stemma.api.kernel.KernelRefusal;
import org.stemma.api.license.Grant;
import org.stemma.api.license.LicenseCommand;
import org.stemma.api.license.Presets;
import org.stemma.api.member.MemberCommand;
import org.stemma.api.member.Party;
import org.stemma.api.royalty.RoyaltyCommand;
import org.stemma.api.usage.UsageLine;
import org.stemma.contracts.story.RoomTest;
import org.stemma.contracts.story.Story;
import org.stemma.contracts.testing.MemoryLedger;

final class BatchTest extends RoomTest {
    private final Digest once =
            story.offer(Story.LAB_OWNER, world.model, Presets.trainPriced(Story.xts("1"), Ppm.ZERO));

    private LicenseCommand.BuyGrant purchase() {
        return purchase("1");
    }

    private LicenseCommand.BuyGrant purchase(String maxFee) {
        LicenseCommand.BuyGrant asked = story.purchase(world.studio, world.model, once, world.wallet, maxFee, "0");
        // Credits are folded once; those who come after name none.
        return new LicenseCommand.BuyGrant(
                asked.request(),
                asked.licensee(),
                asked.asset(),
                asked.version(),
                asked.terms(),
                asked.purpose(),
                asked.wallet(),
                asked.maxFee(),
                asked.prepay(),
                asked.lowMark(),
                asked.meters(),
                List.of());
    }

    private AccountCommand.RequestWithdrawal withdrawal(Money amount) {
        return new AccountCommand.RequestWithdrawal(
                request(), world.wallet, amount, org.stemma.contracts.story.World.LAB, List.of());
    }

    private static String refusalOf(BatchAnswer.Answer answer) {
        String message = answer.refused().orElseThrow();
        return message.substring(0, message.indexOf(' '));
    }

    private static String id(BatchAnswer.Answer answer) {
        return answer.outcome().map(Outcome::id).orElseThrow();
    }

    private String refusalOf(String json) {
        ChaincodeException e = assertThrows(
                ChaincodeException.class, () -> world.network.endorse(Story.STUDIO_BUYER, Batch.FUNCTION, json));
        String message = String.valueOf(e.getMessage());
        return message.substring(0, message.indexOf(' '));
    }

    @Test
    void commands_see_what_those_before_them_wrote() {
        Money before = world.walletNow().balance();
        BatchAnswer answer =
                world.network.submitBatch(Story.STUDIO_BUYER, purchase(), purchase(), withdrawal(Story.xts("2")));
        assertEquals(before.minus(Story.xts("4")), world.walletNow().balance());
        for (int i = 0; i < 2; i++) {
            assertTrue(world.network
                    .find(
                            Drawer.GRANT,
                            Grant.class,
                            new GrantId(id(answer.answers().get(i))))
                    .isPresent());
        }
    }

    @Test
    void a_refused_command_leaves_nothing_and_hurts_none_of_the_others() {
        LicenseCommand.BuyGrant first = purchase();
        LicenseCommand.BuyGrant third = purchase();
        Money all = world.walletNow().balance();
        MemoryLedger.Endorsed with =
                world.network.endorseBatch(Story.STUDIO_BUYER, first, withdrawal(all), third, purchase("0.5"));
        MemoryLedger.Endorsed without = world.network.endorseBatch(Story.STUDIO_BUYER, first, third);
        List<BatchAnswer.Answer> answers =
                Codec.decode(with.answer, BatchAnswer.class).answers();
        assertEquals(AccountRefusal.FUNDS_SHORT.code(), refusalOf(answers.get(1)));
        assertEquals("license.fee_above_max", refusalOf(answers.get(3)));
        assertTrue(answers.get(1).refused().orElseThrow().contains("\"available\""));
        assertEquals(writes(without), writes(with));
        Envelope told = Codec.decode(with.event().orElseThrow(), Envelope.class);
        assertEquals(
                List.of(0, 2),
                told.parts().orElseThrow().stream().map(Envelope.Part::command).toList());
        assertEquals(
                told.events().size(),
                told.parts().orElseThrow().stream()
                        .mapToInt(Envelope.Part::events)
                        .sum());
        assertEquals(
                told.postings().size(),
                told.parts().orElseThrow().stream()
                        .mapToInt(Envelope.Part::postings)
                        .sum());
    }

    /** Receipts are named by the transaction, which is another one. */
    private static List<String> writes(MemoryLedger.Endorsed tx) {
        return tx.written().entrySet().stream()
                .map(entry -> (entry.getKey() + entry.getValue()).replaceAll("[0-9a-f]{64}\\.", "tx."))
                .toList();
    }

    @Test
    void a_repeat_is_answered_alike_alone_and_in_a_batch() {
        LicenseCommand.BuyGrant grant = purchase();
        AccountCommand.Deposit deposit =
                new AccountCommand.Deposit(request(), world.wallet, Story.xts("3"), "ref-batch");
        String alone = submit(Story.STUDIO_BUYER, "license:buyGrant", grant);
        Money balance = world.walletNow().balance();
        BatchAnswer repeated = world.network.submitBatch(Story.STUDIO_BUYER, grant, grant);
        assertEquals(alone, id(repeated.answers().get(0)));
        assertEquals(alone, id(repeated.answers().get(1)));
        assertEquals(balance, world.walletNow().balance());
        assertFalse(repeated.answers().get(0).changed());

        BatchAnswer twice = world.network.submitBatch(Story.LAB_CASHIER, deposit, deposit);
        assertEquals("ref-batch", id(twice.answers().get(1)));
        assertEquals("ref-batch", submit(Story.LAB_CASHIER, "account:deposit", deposit));
        assertEquals(
                1,
                world.network
                        .ledger()
                        .all(Drawer.DEPOSIT.key("LabMSP", "ref-batch"))
                        .size());
        AccountCommand.Deposit other =
                new AccountCommand.Deposit(deposit.request(), world.wallet, Story.xts("4"), "ref-other");
        BatchAnswer reused = world.network.submitBatch(Story.LAB_CASHIER, deposit, other);
        assertEquals(
                KernelRefusal.REQUEST_REUSED.code(), refusalOf(reused.answers().get(1)));
    }

    @Test
    void one_till_takes_many_deposits_in_one_transaction() {
        List<Command> deposits = new ArrayList<>();
        for (int i = 0; i < Batch.MAX_COMMANDS; i++) {
            deposits.add(new AccountCommand.Deposit(request(), world.wallet, Story.xts("0.01"), "many-" + i));
        }
        MemoryLedger.Endorsed tx = world.network.endorseBatch(Story.LAB_CASHIER, deposits.toArray(Command[]::new));
        assertEquals(List.of(MemoryLedger.Code.VALID), world.network.commit(tx));
        assertTrue(Codec.decode(tx.answer, BatchAnswer.class).answers().stream()
                .allMatch(answer -> answer.outcome().isPresent()));
        // Till, and for each credit, deposit's record and the memory of the request.
        assertEquals(1 + 3 * Batch.MAX_COMMANDS, tx.touches().puts());
    }

    @Test
    void what_purchases_of_one_wallet_ask_of_a_peer() {
        submit(Story.STUDIO_BUYER, "license:buyGrant", purchase());
        Command[] purchases = IntStream.range(0, 10).mapToObj(i -> purchase()).toArray(Command[]::new);
        // Charter, epoch, head, terms, wallet and each grant; wallet, and each receipt and grant.
        assertEquals(
                "15 gets, 21 puts, 0 policies, 0 ranges",
                world.network.endorseBatch(Story.STUDIO_BUYER, purchases).calls());
    }

    @Test
    void a_malformed_command_is_refused_in_its_place() {
        Batch.Entry good = Batch.Entry.of(new MemberCommand.RegisterParty(request(), "Good", Party.Kind.LICENSEE));
        Batch.Entry broken = new Batch.Entry("member:registerParty", Map.of("v", 1L, "name", "x"));
        Batch.Entry none = new Batch.Entry("member:registerNobody", Map.of());
        String json = Codec.encode(new Batch(List.of(broken, good, none)));
        BatchAnswer answer =
                Codec.decode(world.network.endorse(Story.STUDIO_BUYER, Batch.FUNCTION, json).answer, BatchAnswer.class);
        assertEquals("kernel.malformed", refusalOf(answer.answers().get(0)));
        assertTrue(answer.answers().get(1).outcome().isPresent());
        assertEquals(
                BatchRefusal.FUNCTION_UNKNOWN.code(), refusalOf(answer.answers().get(2)));
    }

    @Test
    void a_command_that_fills_a_transaction_stands_alone() {
        BatchAnswer answer = world.network.submitBatch(
                Story.STUDIO_BUYER,
                new RoyaltyCommand.Settle(request(), world.model, world.unsettled),
                new KernelCommand.CloseEpochs(request(), 1));
        answer.answers().forEach(one -> assertEquals(BatchRefusal.ALONE.code(), refusalOf(one)));
    }

    @Test
    void a_role_that_is_missing_refuses_that_command_alone() {
        BatchAnswer answer = world.network.submitBatch(
                Story.STUDIO_BUYER,
                new AccountCommand.Deposit(request(), world.wallet, Story.xts("3"), "not-mine"),
                purchase());
        assertEquals(
                KernelRefusal.ROLE_MISSING.code(), refusalOf(answer.answers().get(0)));
        assertTrue(answer.answers().get(1).outcome().isPresent());
    }

    @Test
    void a_foreign_wallet_is_as_safe_from_a_batch() {
        BatchAnswer answer =
                world.network.submitBatch(Story.ARCHIVE_BUYER, withdrawal(Story.xts("1")), withdrawal(Story.xts("2")));
        answer.answers().forEach(one -> assertEquals(AccountRefusal.WALLET_FOREIGN.code(), refusalOf(one)));
    }

    @Test
    void an_empty_batch_is_refused() {
        assertEquals(BatchRefusal.EMPTY.code(), refusalOf(Codec.encode(new Batch(List.of()))));
    }

    @Test
    void more_commands_than_the_most_are_refused() {
        Batch.Entry entry = Batch.Entry.of(purchase());
        Batch many = new Batch(Collections.nCopies(Batch.MAX_COMMANDS + 1, entry));
        assertEquals(BatchRefusal.TOO_MANY.code(), refusalOf(Codec.encode(many)));
    }

    /** Each folds fifty credits, and so makes some hundred calls. */
    @Test
    void a_command_beyond_the_calls_of_a_batch_is_refused_and_those_before_it_stand() {
        for (int round = 0; round < 6; round++) {
            int no = round;
            Command[] renewed = IntStream.range(0, Batch.MAX_COMMANDS)
                    .mapToObj(i -> (Command)
                            new AccountCommand.Deposit(request(), world.wallet, Story.xts("0.01"), no + "-fold-" + i))
                    .toArray(Command[]::new);
            world.network.submitBatch(Story.LAB_CASHIER, renewed);
        }
        List<String> credits = story.credits(world.wallet);
        Command[] folds = IntStream.range(0, credits.size() / 50)
                .mapToObj(i -> (Command)
                        new AccountCommand.FoldCredits(request(), world.wallet, credits.subList(50 * i, 50 * (i + 1))))
                .toArray(Command[]::new);
        assertTrue(folds.length > 11, folds.length + " folds");
        BatchAnswer answer = world.network.submitBatch(Story.STUDIO_BUYER, folds);
        assertTrue(answer.answers().get(0).outcome().isPresent());
        BatchAnswer.Answer last = answer.answers().get(folds.length - 1);
        assertEquals(BatchRefusal.TOO_MUCH.code(), refusalOf(last));
        assertFalse(story.credits(world.wallet).isEmpty());
    }

    /** Each names two keys for each of its lines, whatever the ledger has. */
    @Test
    void commands_that_announce_more_than_a_batch_may_read_are_refused_before_it_is_read() {
        Command[] reports = IntStream.range(0, 5)
                .mapToObj(no -> (Command) story.report(
                        world.meter,
                        100 + no,
                        IntStream.range(0, UsageLine.MAX_LINES)
                                .mapToObj(line -> story.line(new GrantId("grt_" + no + "x" + line), 1))
                                .toArray(UsageLine[]::new)))
                .toArray(Command[]::new);
        List<String> codes = world.network.submitBatch(Story.LAB_METER, reports).answers().stream()
                .map(BatchTest::refusalOf)
                .toList();
        String tooMuch = BatchRefusal.TOO_MUCH.code();
        assertEquals(List.of(tooMuch, tooMuch, tooMuch), codes.subList(2, 5));
        assertFalse(codes.subList(0, 2).contains(tooMuch), codes.toString());
    }

    @Test
    void more_bytes_than_the_most_are_malformed() {
        String name = "\u00fc".repeat(Batch.MAX_BYTES / 2);
        Batch.Entry entry = Batch.Entry.of(new MemberCommand.RegisterParty(request(), name, Party.Kind.LICENSEE));
        assertEquals(KernelRefusal.MALFORMED.code(), refusalOf(Codec.encode(new Batch(List.of(entry)))));
    }

    @Test
    void ids_of_receipts_count_on_across_commands_and_none_is_left_out_for_one_that_was_refused() {
        MemoryLedger.Endorsed tx = world.network.endorseBatch(
                Story.STUDIO_BUYER, purchase(), withdrawal(Story.xts("1000000000")), purchase());
        List<String> numbers = tx.written().keySet().stream()
                .filter(key -> key.startsWith("account/receipt"))
                .map(key -> key.substring(key.lastIndexOf('.') + 1))
                .toList();
        assertEquals(List.of("0000", "0001"), numbers);
    }

    @Test
    void every_function_that_writes_is_known_to_batches() {
        assertEquals(org.stemma.api.Functions.names(), Item.functions());
        assertEquals(
                org.stemma.api.Functions.names().stream().filter(Batch::mayHold).toList(), Item.grouped());
    }

    @Test
    void a_single_command_tells_no_parts() {
        MemoryLedger.Endorsed tx =
                world.network.endorse(Story.STUDIO_BUYER, "license:buyGrant", Codec.encode(purchase()));
        assertEquals(
                Optional.empty(),
                Codec.decode(tx.event().orElseThrow(), Envelope.class).parts());
        assertFalse(tx.event().orElseThrow().contains("parts"));
    }

    @Test
    void a_request_id_names_one_command_in_a_batch_too() {
        RequestId id = request();
        MemberCommand.RegisterParty one = new MemberCommand.RegisterParty(id, "One", Party.Kind.LICENSEE);
        MemberCommand.RegisterParty two = new MemberCommand.RegisterParty(id, "Two", Party.Kind.LICENSEE);
        BatchAnswer answer = world.network.submitBatch(Story.STUDIO_BUYER, one, two, one);
        assertEquals(id(answer.answers().get(0)), id(answer.answers().get(2)));
        assertEquals(
                KernelRefusal.REQUEST_REUSED.code(), refusalOf(answer.answers().get(1)));
    }
}
