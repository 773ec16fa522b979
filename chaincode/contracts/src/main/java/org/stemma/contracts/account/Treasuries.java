package org.stemma.contracts.account;

import java.util.List;
import org.stemma.api.AssetId;
import org.stemma.api.CurrencyCode;
import org.stemma.api.Money;
import org.stemma.api.PartyId;
import org.stemma.api.account.AccountId;
import org.stemma.api.account.Treasury;
import org.stemma.api.account.TreasuryFee;
import org.stemma.contracts.kernel.Tx;

/** The treasury as other rooms use it: settlements give, the council spends. */
public final class Treasuries {
    private final Tx tx;
    private final AccountBook book;
    private final Accounts accounts;

    public Treasuries(Tx tx) {
        this.tx = tx;
        this.book = new AccountBook(tx);
        this.accounts = new Accounts(tx);
    }

    /** The treasury of a currency as it is in the transaction's period. */
    public Treasury in(CurrencyCode currency) {
        return book.treasury(currency)
                .map(treasury -> TreasuryRules.in(treasury, tx.period()))
                .orElseGet(() -> TreasuryRules.empty(currency, tx.period()));
    }

    /** Moves the fee of a settlement's step, to be folded later: no settlement writes the treasury's record. */
    public void collect(AssetId asset, long period, Money fee) {
        if (fee.isPositive()) {
            book.add(new TreasuryFee(tx.nextId(), asset, period, fee, tx.now()));
            accounts.post(AccountId.clearing(asset, period), AccountId.TREASURY, fee);
        }
    }

    /** Adds named fees to the treasury; returns their sum. No money moves: the books had it there already. */
    Money fold(CurrencyCode currency, List<String> ids) {
        TreasuryRules.mustBeFoldable(ids);
        List<TreasuryFee> fees = book.takeFees(currency, ids);
        Treasury before = in(currency);
        Treasury after = TreasuryRules.fold(before, fees);
        book.save(after);
        return after.balance().minus(before.balance());
    }

    /** Moves an amount from the treasury to what is owed to a party. Only the governance room may call this. */
    public void pay(PartyId payee, Money amount) {
        book.save(TreasuryRules.pay(in(amount.currency()), amount));
        accounts.post(AccountId.TREASURY, AccountId.payable(payee), amount);
    }
}
