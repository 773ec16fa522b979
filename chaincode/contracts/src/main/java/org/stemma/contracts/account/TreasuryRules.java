package org.stemma.contracts.account;

import java.util.List;
import org.stemma.api.CurrencyCode;
import org.stemma.api.MalformedException;
import org.stemma.api.Money;
import org.stemma.api.Refused;
import org.stemma.api.Text;
import org.stemma.api.account.AccountRefusal;
import org.stemma.api.account.Treasury;
import org.stemma.api.account.TreasuryFee;

/** The law of the treasury's record: what it begins a period with, takes in and pays out. */
final class TreasuryRules {
    /** The most fees that one transaction folds: each is a read and a delete. */
    static final int MAX_FEES = 50;

    private TreasuryRules() {}

    static Treasury empty(CurrencyCode currency, long period) {
        Money none = Money.zero(currency);
        return new Treasury(currency, none, period, none, none);
    }

    /**
     * The treasury as it is in a period. What it has when a later period begins is that period's opening: nothing can have
     * changed it in between. Ledger times are not monotonic, so an earlier period counts as the latest on record.
     */
    static Treasury in(Treasury treasury, long period) {
        Money none = Money.zero(treasury.currency());
        return period > treasury.period()
                ? new Treasury(treasury.currency(), treasury.balance(), period, treasury.balance(), none)
                : treasury;
    }

    static void mustBeFoldable(List<String> ids) {
        Refused.unless(
                !ids.isEmpty() && ids.size() <= MAX_FEES,
                AccountRefusal.FEES_OUT_OF_BOUNDS,
                "asked",
                ids.size(),
                "allowed",
                MAX_FEES);
        if (ids.stream().distinct().count() != ids.size()) {
            throw new MalformedException("fees: distinct ids are expected");
        }
        ids.forEach(id ->
                Text.matching(AccountRules.CREDIT_ID, id, "a fee's id, of a transaction id, a dot and four digits,"));
    }

    static Treasury fold(Treasury treasury, List<TreasuryFee> fees) {
        Money balance = fees.stream().map(TreasuryFee::amount).reduce(treasury.balance(), Money::plus);
        return new Treasury(treasury.currency(), balance, treasury.period(), treasury.opening(), treasury.spent());
    }

    /** The treasury after a payment. That it may be paid is governance's law; that it is there is checked here once more. */
    static Treasury pay(Treasury treasury, Money amount) {
        Money balance = treasury.balance().minus(amount);
        if (!amount.isPositive() || balance.isNegative()) {
            throw new IllegalStateException("a payment of " + amount + " out of " + treasury.balance());
        }
        return new Treasury(
                treasury.currency(),
                balance,
                treasury.period(),
                treasury.opening(),
                treasury.spent().plus(amount));
    }
}
