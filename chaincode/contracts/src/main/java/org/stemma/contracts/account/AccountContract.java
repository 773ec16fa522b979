package org.stemma.contracts.account;

import java.util.List;
import java.util.Optional;
import org.hyperledger.fabric.contract.annotation.Contract;
import org.hyperledger.fabric.contract.annotation.Transaction;
import org.stemma.api.Money;
import org.stemma.api.Outcome;
import org.stemma.api.Refused;
import org.stemma.api.WalletId;
import org.stemma.api.WithdrawalId;
import org.stemma.api.account.AccountCommand;
import org.stemma.api.account.AccountEvent;
import org.stemma.api.account.AccountId;
import org.stemma.api.account.AccountRefusal;
import org.stemma.api.account.DepositRecord;
import org.stemma.api.account.Wallet;
import org.stemma.api.account.Withdrawal;
import org.stemma.api.kernel.Charter;
import org.stemma.api.member.Party;
import org.stemma.api.member.Role;
import org.stemma.contracts.kernel.Handling;
import org.stemma.contracts.kernel.RoomContract;
import org.stemma.contracts.kernel.Tx;
import org.stemma.contracts.member.MemberBook;

/** The account room's door. */
@Contract(name = "account")
public final class AccountContract extends RoomContract {
    private static final Handling<AccountCommand.OpenWallet> OPEN_WALLET =
            Handling.of(AccountCommand.OpenWallet.class, AccountContract::open);
    private static final Handling<AccountCommand.Deposit> DEPOSIT =
            Handling.once(AccountCommand.Deposit.class, AccountContract::deposit);
    private static final Handling<AccountCommand.FoldCredits> FOLD_CREDITS =
            Handling.once(AccountCommand.FoldCredits.class, AccountContract::fold);
    private static final Handling<AccountCommand.RequestWithdrawal> REQUEST_WITHDRAWAL =
            Handling.of(AccountCommand.RequestWithdrawal.class, AccountContract::request);
    private static final Handling<AccountCommand.PayWithdrawal> PAY_WITHDRAWAL =
            Handling.once(AccountCommand.PayWithdrawal.class, AccountContract::pay);
    private static final Handling<AccountCommand.FoldTreasury> FOLD_TREASURY =
            Handling.once(AccountCommand.FoldTreasury.class, AccountContract::foldTreasury);

    /** What is done with each command of this room. */
    public static List<Handling<?>> handlings() {
        return List.of(OPEN_WALLET, DEPOSIT, FOLD_CREDITS, REQUEST_WITHDRAWAL, PAY_WITHDRAWAL, FOLD_TREASURY);
    }

    @Transaction
    public String openWallet(Tx tx, String json) {
        return execute(tx, json, OPEN_WALLET);
    }

    @Transaction
    public String deposit(Tx tx, String json) {
        return execute(tx, json, DEPOSIT);
    }

    @Transaction
    public String foldCredits(Tx tx, String json) {
        return execute(tx, json, FOLD_CREDITS);
    }

    @Transaction
    public String requestWithdrawal(Tx tx, String json) {
        return execute(tx, json, REQUEST_WITHDRAWAL);
    }

    @Transaction
    public String payWithdrawal(Tx tx, String json) {
        return execute(tx, json, PAY_WITHDRAWAL);
    }

    @Transaction
    public String foldTreasury(Tx tx, String json) {
        return execute(tx, json, FOLD_TREASURY);
    }

    private static Outcome foldTreasury(Tx tx, AccountCommand.FoldTreasury command) {
        tx.caller().mustBeWriter();
        new Accounts(tx).mustKeep(command.currency());
        Money folded = new Treasuries(tx).fold(command.currency(), command.fees());
        tx.tell(new AccountEvent.TreasuryFolded(folded, command.fees().size()));
        return Outcome.of(command.currency());
    }

    private static Outcome open(Tx tx, AccountCommand.OpenWallet command) {
        tx.caller().mustBe(Role.BUYER, Role.HOLDER, Role.OWNER);
        AccountBook book = new AccountBook(tx);
        WalletId id = new WalletId(tx.idFor("wal", command.request()));
        if (!tx.isRepeat(command, book.findWallet(id))) {
            new Accounts(tx).mustKeep(command.currency());
            Party party = new MemberBook(tx).ownParty(command.party());
            Money empty = Money.zero(command.currency());
            book.save(new Wallet(id, party.id(), party.organisation(), empty, 1, 0, command.digest()));
            tx.tell(new AccountEvent.WalletOpened(id, party.id()));
        }
        return Outcome.of(id);
    }

    private static Outcome deposit(Tx tx, AccountCommand.Deposit command) {
        tx.caller().mustBe(Role.CASHIER);
        AccountBook book = new AccountBook(tx);
        Accounts accounts = new Accounts(tx);
        accounts.mustBePayable(command.amount());
        String reference = AccountRules.reference(command.reference());
        Wallet wallet = book.wallet(command.wallet());
        Charter.Cashier cashier = AccountRules.mustBeCashierFor(
                tx.charter(), tx.caller().organisation(), command.amount().currency(), wallet.organisation());
        mustMatch(command.amount(), wallet);
        Refused.unless(
                book.deposit(cashier.organisation(), reference).isEmpty(),
                AccountRefusal.REFERENCE_USED,
                "reference",
                reference);
        book.save(AccountRules.takeIn(
                book.till(cashier.organisation(), cashier.currency()), cashier, command.amount(), tx.now()));
        book.save(new DepositRecord(cashier.organisation(), reference, wallet.id(), command.amount(), tx.now()));
        accounts.credit(wallet.id(), command.amount(), AccountId.cash(cashier.organisation()));
        tx.tell(new AccountEvent.Deposited(cashier.organisation(), wallet.id(), command.amount(), reference));
        return new Outcome(reference, Optional.empty());
    }

    private static void mustMatch(Money amount, Wallet wallet) {
        Refused.unless(
                amount.currency().equals(wallet.balance().currency()),
                AccountRefusal.CURRENCY_MISMATCH,
                "asked",
                amount.currency(),
                "wallet",
                wallet.balance().currency());
    }

    private static Outcome fold(Tx tx, AccountCommand.FoldCredits command) {
        tx.caller().mustBe(Role.BUYER, Role.HOLDER);
        Accounts accounts = new Accounts(tx);
        Money nothing = accounts.ownWallet(command.wallet()).balance().with(0);
        accounts.spend(command.wallet(), nothing, command.folds(), AccountId.wallet(command.wallet()));
        return Outcome.of(command.wallet());
    }

    private static Outcome request(Tx tx, AccountCommand.RequestWithdrawal command) {
        tx.caller().mustBe(Role.BUYER, Role.HOLDER);
        AccountBook book = new AccountBook(tx);
        WithdrawalId id = new WithdrawalId(tx.idFor("wdr", command.request()));
        if (!tx.isRepeat(command, book.findWithdrawal(id))) {
            Accounts accounts = new Accounts(tx);
            accounts.mustBePayable(command.amount());
            AccountRules.mustBeCashierFor(
                    tx.charter(),
                    command.cashier(),
                    command.amount().currency(),
                    tx.caller().organisation());
            accounts.spend(command.wallet(), command.amount(), command.folds(), AccountId.withdrawal(id));
            book.save(new Withdrawal(
                    id,
                    command.wallet(),
                    tx.caller().organisation(),
                    command.cashier(),
                    command.amount(),
                    tx.now(),
                    Optional.empty(),
                    command.digest()));
            tx.tell(new AccountEvent.WithdrawalRequested(id, command.wallet(), command.amount()));
        }
        return Outcome.of(id);
    }

    private static Outcome pay(Tx tx, AccountCommand.PayWithdrawal command) {
        tx.caller().mustBe(Role.CASHIER);
        AccountBook book = new AccountBook(tx);
        Withdrawal asked = book.findWithdrawal(command.withdrawal())
                .orElseThrow(
                        () -> Refused.because(AccountRefusal.WITHDRAWAL_UNKNOWN, "withdrawal", command.withdrawal()));
        Withdrawal paid = AccountRules.paid(asked, tx.caller().organisation(), command.reference());
        book.save(paid);
        book.save(AccountRules.payOut(book.till(paid.cashier(), paid.amount().currency()), paid.amount()));
        new Accounts(tx).post(AccountId.withdrawal(paid.id()), AccountId.cash(paid.cashier()), paid.amount());
        tx.tell(new AccountEvent.WithdrawalPaid(paid.id(), paid.cashier(), command.reference()));
        return Outcome.of(paid.id());
    }
}
