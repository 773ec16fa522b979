package org.stemma.gateway.books;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.stemma.api.CurrencyCode;
import org.stemma.api.Money;
import org.stemma.gateway.readmodel.Flow;

/**
 * Received = paid + payable + pools + clearing + carries + treasury, per currency, to the last nano. What a
 * division of a share pool leaves stays in the pool; carries are for payouts below a threshold, of which there are none yet.
 *
 * @param mismatches accounts whose stored balance is not the sum of their postings, the first few; only at the present
 *     height
 */
record Invariant(long height, List<InCurrency> currencies, Optional<List<StoredBalances.Mismatch>> mismatches) {
    private static final Set<String> EARNED = Set.of("payable", "pool");
    private static final Set<String> OUTSIDE = Set.of("wallet", "purse", "lane");

    /**
     * @param received what licensees paid for assets
     * @param paid what payees have claimed
     * @param difference received less all the others: zero
     * @param storedDifference how much stored balances and postings differ, added up; only at the present height
     */
    record InCurrency(
            CurrencyCode currency,
            String received,
            String paid,
            String payable,
            String pools,
            String clearing,
            String carries,
            String treasury,
            String difference,
            Optional<String> storedDifference) {}

    static Invariant of(long height, List<Flow> flows, Optional<StoredBalances.Comparison> stored) {
        return new Invariant(
                height,
                Ledgers.byCurrency(flows).entrySet().stream()
                        .map(entry -> inCurrency(entry.getKey(), entry.getValue(), stored))
                        .toList(),
                stored.map(StoredBalances.Comparison::mismatches));
    }

    private static InCurrency inCurrency(
            CurrencyCode currency, Ledgers ledger, Optional<StoredBalances.Comparison> stored) {
        BigInteger received = ledger.from(OUTSIDE::contains, "clearing");
        BigInteger paid = ledger.from(EARNED::contains, "wallet");
        BigInteger payable = ledger.balance("payable");
        BigInteger pools = ledger.balance("pool");
        BigInteger clearing = ledger.balance("clearing");
        BigInteger carries = ledger.balance("carry");
        BigInteger treasury = ledger.balance("treasury");
        BigInteger difference = Ledgers.total(Map.of(
                        "paid", paid,
                        "payable", payable,
                        "pools", pools,
                        "clearing", clearing,
                        "carries", carries,
                        "treasury", treasury))
                .subtract(received)
                .negate();
        return new InCurrency(
                currency,
                Money.decimal(received),
                Money.decimal(paid),
                Money.decimal(payable),
                Money.decimal(pools),
                Money.decimal(clearing),
                Money.decimal(carries),
                Money.decimal(treasury),
                Money.decimal(difference),
                stored.map(
                        comparison -> Money.decimal(comparison.differences().getOrDefault(currency, BigInteger.ZERO))));
    }
}
