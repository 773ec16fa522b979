package org.stemma.gateway.governance;

import java.util.List;
import org.stemma.api.CurrencyCode;
import org.stemma.api.Money;
import org.stemma.api.account.Treasury;
import org.stemma.api.account.TreasuryFee;

/**
 * The treasury of a currency with what is beside it.
 *
 * @param balance what was folded and not spent
 * @param period the last period in which it changed
 * @param opening the balance when that period began; what later periods begin with is the balance
 * @param spent what proposals were paid in that period
 * @param unfolded the sum of the fees that nobody has folded
 * @param fees the oldest of them, at most 100 of {@code feeCount}
 */
record TreasuryView(
        CurrencyCode currency,
        Money balance,
        long period,
        Money opening,
        Money spent,
        Money unfolded,
        List<TreasuryFee> fees,
        long feeCount) {
    private static final int MAX_SHOWN = 100;

    static TreasuryView of(Treasury treasury, List<TreasuryFee> fees) {
        return new TreasuryView(
                treasury.currency(),
                treasury.balance(),
                treasury.period(),
                treasury.opening(),
                treasury.spent(),
                fees.stream().map(TreasuryFee::amount).reduce(Money.zero(treasury.currency()), Money::plus),
                fees.stream().limit(MAX_SHOWN).toList(),
                fees.size());
    }
}
