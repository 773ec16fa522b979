package org.stemma.contracts.account;

import java.util.List;
import java.util.Optional;
import org.stemma.api.AssetId;
import org.stemma.api.Drawer;
import org.stemma.api.GrantId;
import org.stemma.api.Money;
import org.stemma.api.PartyId;
import org.stemma.api.Refused;
import org.stemma.api.WalletId;
import org.stemma.api.account.AccountId;
import org.stemma.api.account.AccountRefusal;
import org.stemma.api.account.Credit;
import org.stemma.api.account.Posting;
import org.stemma.api.account.Receipt;
import org.stemma.api.account.Wallet;
import org.stemma.contracts.kernel.Tx;

/**
 * How every room moves money: each method moves it once, on both sides, and posts the movement. An amount of zero moves
 * nothing and posts nothing.
 */
public final class Accounts {
    private final Tx tx;
    private final AccountBook book;

    public Accounts(Tx tx) {
        this.tx = tx;
        this.book = new AccountBook(tx);
    }

    public static String keyOf(WalletId wallet) {
        return Drawer.WALLET.key(wallet);
    }

    /** A payment for an asset, before it has a place and an id. */
    public record Due(
            AssetId asset,
            long version,
            long usagePeriod,
            Receipt.Kind kind,
            Money gross,
            Optional<GrantId> grant,
            Optional<String> source) {
        boolean outside() {
            return source.isEmpty();
        }
    }

    /** Refuses amounts that are not above zero, of an unknown currency, or too fine for it. */
    public void mustBePayable(Money amount) {
        AccountRules.mustBePayable(tx.charter(), amount);
    }

    /** A wallet of any organisation, if there is one. */
    public Optional<Wallet> find(WalletId id) {
        return book.findWallet(id);
    }

    /** A wallet of the caller's organisation. */
    public Wallet ownWallet(WalletId id) {
        Wallet wallet = book.wallet(id);
        AccountRules.mustBeHeldBy(tx.caller().organisation(), wallet);
        return wallet;
    }

    /** Takes an amount out of a wallet of the caller's organisation, folding credits first. */
    public void spend(WalletId id, Money amount, List<String> folds, AccountId to) {
        AccountRules.mustFold(folds);
        Wallet wallet = ownWallet(id);
        List<Credit> folded = book.take(id, folds);
        book.save(AccountRules.spend(wallet, folded, tx.order("wallet", id), amount));
        post(AccountId.wallet(id), to, amount);
    }

    /** Puts an amount beside a wallet. Needs nothing of the wallet's holder, so nobody's absence blocks a payment. */
    public void credit(WalletId wallet, Money amount, AccountId from) {
        if (amount.isPositive()) {
            book.add(new Credit(tx.nextId(), wallet, amount, from, tx.now()));
            post(from, AccountId.wallet(wallet), amount);
        }
    }

    /** Moves a payment for an asset into its clearing account, and writes its receipt. */
    public void receive(AccountId from, Due due) {
        if (due.gross().isPositive()) {
            post(from, AccountId.clearing(due.asset(), tx.period()), due.gross());
            writeReceipt(due);
        }
    }

    private void writeReceipt(Due due) {
        book.add(new Receipt(
                tx.nextId(),
                due.asset(),
                due.version(),
                tx.period(),
                due.usagePeriod(),
                due.kind(),
                due.gross(),
                due.outside(),
                due.grant(),
                due.source(),
                tx.now()));
    }

    /** Receipts of an asset's closed period, at most {@code limit}, after one that was read before. */
    public List<Receipt> receipts(AssetId asset, long period, Optional<String> after, int limit) {
        return book.receipts(asset, period, after, limit);
    }

    /** Moves a settled amount to what is owed to a party. */
    public void owe(AccountId clearing, PartyId party, Money amount) {
        post(clearing, AccountId.payable(party), amount);
    }

    /** Moves a settled amount to the pool of an asset's holders. */
    public void setAside(AccountId clearing, AssetId asset, Money amount) {
        post(clearing, AccountId.pool(asset), amount);
    }

    void post(AccountId debit, AccountId credit, Money amount) {
        if (amount.isNegative()) {
            throw new IllegalStateException("posting of " + amount + " from " + debit + " to " + credit);
        }
        if (amount.isPositive()) {
            tx.post(new Posting(debit, credit, amount));
        }
    }

    /** Refuses a currency that the ledger does not keep. */
    void mustKeep(org.stemma.api.CurrencyCode currency) {
        Refused.unless(
                tx.charter().currency(currency).isPresent(), AccountRefusal.CURRENCY_UNKNOWN, "currency", currency);
    }
}
