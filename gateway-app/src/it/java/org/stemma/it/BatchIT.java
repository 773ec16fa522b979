package org.stemma.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.stemma.api.Codec;
import org.stemma.api.Command;
import org.stemma.api.WalletId;
import org.stemma.api.account.AccountCommand;
import org.stemma.api.batch.Batch;
import org.stemma.api.batch.BatchAnswer;

/** What is one key for many commands takes as many in one transaction as a batch holds. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BatchIT {
    private static final int ROUNDS = 5;

    private final Clients clients = new Clients(NetworkFile.read());
    private final Chaincode ledger = new Chaincode(clients);
    private Market market;

    @BeforeAll
    void open() {
        market = new Market(ledger);
    }

    @AfterAll
    void close() {
        clients.close();
    }

    /** Carries batches of a half and of all that one holds, and says how long each took. */
    private void everyCommandIsDone(Chaincode.User user, Supplier<? extends Command> command) {
        for (int commands : List.of(Batch.MAX_COMMANDS / 2, Batch.MAX_COMMANDS)) {
            for (int round = 0; round < ROUNDS; round++) {
                Batch batch = new Batch(Stream.generate(command)
                        .limit(commands)
                        .map(Batch.Entry::of)
                        .toList());
                long began = System.nanoTime();
                String answer =
                        ledger.call(user, Batch.FUNCTION, Codec.encode(batch)).text();
                System.out.printf(
                        Locale.ROOT,
                        "%s: %d commands on every peer after %d ms%n",
                        batch.commands().get(0).function(),
                        commands,
                        (System.nanoTime() - began) / 1_000_000);
                List<BatchAnswer.Answer> answers =
                        Codec.decode(answer, BatchAnswer.class).answers();
                assertEquals(commands, answers.size());
                answers.forEach(one -> assertTrue(one.outcome().isPresent(), one.toString()));
            }
        }
    }

    @Test
    void one_wallet_buys_as_often_as_a_batch_holds() {
        WalletId wallet = market.wallet("1000");
        everyCommandIsDone(Market.STUDIO_BUYER, () -> market.purchase(wallet, "0.1"));
    }

    @Test
    void one_till_takes_as_many_deposits_as_a_batch_holds() {
        WalletId wallet = market.wallet("1");
        everyCommandIsDone(
                Market.LAB_CASHIER,
                () -> new AccountCommand.Deposit(
                        Chaincode.request(), wallet, Market.xts("0.01"), "batch-" + System.nanoTime()));
    }
}
