package org.stemma.gateway.governance;

import java.util.List;
import java.util.Optional;
import org.stemma.api.CurrencyCode;
import org.stemma.api.Money;
import org.stemma.api.account.Treasury;
import org.stemma.api.account.TreasuryFee;
import org.stemma.gateway.readmodel.ReadModel;

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

    static TreasuryView of(Treasury treasury, TreasuryFees fees) {
        CurrencyCode currency = treasury.currency();
        Optional<ReadModel.Waiting> unfolded = fees.waiting(currency);
        return new TreasuryView(
                currency,
                treasury.balance(),
                treasury.period(),
                treasury.opening(),
                treasury.spent(),
                unfolded.map(ReadModel.Waiting::amount).orElse(Money.zero(currency)),
                fees.of(currency, MAX_SHOWN),
                unfolded.map(ReadModel.Waiting::count).orElse(0L));
    }
}
