package org.stemma.gateway.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyString;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;
import org.stemma.api.Command;
import org.stemma.api.CurrencyCode;
import org.stemma.api.Money;
import org.stemma.api.OrgId;
import org.stemma.api.Outcome;
import org.stemma.api.RequestId;
import org.stemma.api.WalletId;
import org.stemma.api.account.AccountCommand;
import org.stemma.api.account.AccountId;
import org.stemma.api.account.AccountRefusal;
import org.stemma.api.account.Credit;
import org.stemma.api.member.Role;
import org.stemma.gateway.account.FoldingWrites;
import org.stemma.gateway.account.Folds;
import org.stemma.gateway.ledger.Attempt;
import org.stemma.gateway.ledger.Caller;
import org.stemma.gateway.ledger.Committed;
import org.stemma.gateway.ledger.Ledger;
import org.stemma.gateway.ledger.LedgerRefused;
import org.stemma.gateway.ledger.Submitted;
import org.stemma.gateway.readmodel.ReadModel;

class FoldingWritesTest {
    private static final CurrencyCode XTS = new CurrencyCode("XTS");
    private static final WalletId WALLET = new WalletId("wal_1");

    private final List<Credit> credits = new ArrayList<>(IntStream.range(0, 130)
            .mapToObj(i -> new Credit(
                    String.format("%064x.0000", i),
                    WALLET,
                    new Money(XTS, 1),
                    new AccountId("cash/LabMSP"),
                    Instant.EPOCH))
            .toList());
    private final List<Command> sent = new ArrayList<>();
    private long balance;

    /** A ledger of one wallet: a spend folds what it names, and is refused what it does not reach. */
    private final Ledger ledger = new Ledger() {
        @Override
        public Committed submit(Caller caller, String function, Function<Attempt, ? extends Command> command) {
            Command made = command.apply(new Attempt(1));
            sent.add(made);
            if (made instanceof AccountCommand.FoldCredits fold) {
                fold(fold.folds());
            } else if (made instanceof AccountCommand.RequestWithdrawal spend) {
                if (spend.amount().nano() > balance + spend.folds().size()) {
                    throw new LedgerRefused(AccountRefusal.FUNDS_SHORT, new TreeMap<>());
                }
                fold(spend.folds());
            }
            return new Committed("tx", 1, new Outcome("made", Optional.empty()), true);
        }

        private void fold(List<String> ids) {
            balance += ids.size();
            credits.removeIf(credit -> ids.contains(credit.id()));
        }

        @Override
        public Submitted send(Caller caller, String function, Function<Attempt, ? extends Command> command) {
            throw new IllegalStateException("all wait");
        }

        @Override
        public <T> T evaluate(Caller caller, String function, Class<T> answer, String... arguments) {
            throw new IllegalStateException("nothing is asked");
        }
    };

    private final ReadModel books = Mockito.mock(ReadModel.class);
    private final FoldingWrites writes = new FoldingWrites(new Submissions(ledger, books), new Folds(books));

    FoldingWritesTest() {
        Mockito.when(books.request(anyString(), anyString(), anyString(), anyString()))
                .thenReturn(Optional.empty());
        Mockito.when(books.waiting(anyString())).thenAnswer(call -> {
            TreeMap<CurrencyCode, ReadModel.Waiting> found = new TreeMap<>();
            if (!credits.isEmpty()) {
                found.put(XTS, new ReadModel.Waiting(credits.size(), new Money(XTS, credits.size())));
            }
            return found;
        });
        Mockito.when(books.oldest(any(), anyString(), any(), anyInt()))
                .thenAnswer(call ->
                        credits.stream().limit(call.<Integer>getArgument(3)).toList());
    }

    private void withdraw(long nano) {
        Write write = Write.of(
                new Caller(new OrgId("LabMSP"), "buyer", Set.of(Role.BUYER)),
                new RequestId("r-1"),
                Map.of(
                        "wallet",
                        WALLET.value(),
                        "cashier",
                        "StudioMSP",
                        "amount",
                        Map.of("currency", "XTS", "amount", new Money(XTS, nano).amount())),
                Map.of(),
                Set.of(),
                "",
                Preference.none());
        writes.submit(
                write,
                "account:requestWithdrawal",
                AccountCommand.RequestWithdrawal.class,
                command -> Optional.of(command.wallet()));
    }

    @Test
    void what_is_available_can_be_spent_however_many_credits_it_lies_in() {
        withdraw(130);
        assertEquals(
                List.of("RequestWithdrawal", "FoldCredits", "FoldCredits", "RequestWithdrawal"),
                sent.stream().map(command -> command.getClass().getSimpleName()).toList());
        assertEquals(List.of(), credits);
    }

    @Test
    void what_one_spend_reaches_is_spent_without_a_fold() {
        withdraw(50);
        assertEquals(1, sent.size());
    }

    @Test
    void what_is_not_there_is_refused() {
        LedgerRefused refused = assertThrows(LedgerRefused.class, () -> withdraw(131));
        assertEquals("account.funds_short", refused.code());
    }
}
