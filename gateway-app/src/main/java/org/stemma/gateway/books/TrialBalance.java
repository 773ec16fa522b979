package org.stemma.gateway.books;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.stemma.api.CurrencyCode;
import org.stemma.api.Money;
import org.stemma.gateway.readmodel.Flow;

/**
 * Every kind of account with its balance at a height. A credit balance is what the kind holds for somebody; a debit
 * balance is what it owes to the rest: cash, which lies outside the ledger.
 */
record TrialBalance(long height, List<InCurrency> currencies) {
    /** Kinds that stand there even when nothing has moved. */
    private static final List<String> KINDS =
            List.of("cash", "wallet", "withdrawal", "purse", "lane", "clearing", "sale", "pool", "payable", "treasury");

    record InCurrency(CurrencyCode currency, List<Line> accounts, String debits, String credits, String sum) {}

    /** One kind, on the side on which its balance stands; a balance of zero stands on the credit side. */
    record Line(String kind, Optional<String> debit, Optional<String> credit) {
        static Line of(String kind, BigInteger balance) {
            return balance.signum() < 0
                    ? new Line(kind, Optional.of(Money.decimal(balance.negate())), Optional.empty())
                    : new Line(kind, Optional.empty(), Optional.of(Money.decimal(balance)));
        }
    }

    static TrialBalance of(long height, List<Flow> flows) {
        return new TrialBalance(
                height,
                Ledgers.byCurrency(flows).entrySet().stream()
                        .map(entry ->
                                inCurrency(entry.getKey(), entry.getValue().balances(KINDS)))
                        .toList());
    }

    private static InCurrency inCurrency(CurrencyCode currency, SortedMap<String, BigInteger> balances) {
        BigInteger credits = side(balances, 1);
        BigInteger debits = side(balances, -1);
        return new InCurrency(
                currency,
                balances.entrySet().stream()
                        .map(entry -> Line.of(entry.getKey(), entry.getValue()))
                        .toList(),
                Money.decimal(debits.negate()),
                Money.decimal(credits),
                Money.decimal(Ledgers.total(balances)));
    }

    private static BigInteger side(Map<String, BigInteger> balances, int sign) {
        return balances.values().stream()
                .filter(balance -> balance.signum() == sign)
                .reduce(BigInteger.ZERO, BigInteger::add);
    }
}
