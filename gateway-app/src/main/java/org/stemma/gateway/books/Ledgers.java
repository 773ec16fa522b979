package org.stemma.gateway.books;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.stemma.api.CurrencyCode;
import org.stemma.gateway.readmodel.Flow;

/** One currency's flows, added up. */
final class Ledgers {
    private final List<Flow> flows;

    private Ledgers(List<Flow> flows) {
        this.flows = flows;
    }

    /** The flows of each currency. */
    static SortedMap<CurrencyCode, Ledgers> byCurrency(List<Flow> flows) {
        SortedMap<CurrencyCode, Ledgers> ledgers = new TreeMap<>();
        for (Flow flow : flows) {
            ledgers.computeIfAbsent(
                    flow.currency(),
                    currency -> new Ledgers(flows.stream()
                            .filter(one -> one.currency().equals(currency))
                            .toList()));
        }
        return ledgers;
    }

    /** What flowed from accounts of some kinds into accounts of one. */
    BigInteger from(Predicate<String> debits, String credit) {
        return sum(flow -> debits.test(flow.debit()) && flow.credit().equals(credit));
    }

    /** What a kind of accounts received less what it gave. */
    BigInteger balance(String kind) {
        return sum(flow -> flow.credit().equals(kind))
                .subtract(sum(flow -> flow.debit().equals(kind)));
    }

    /** The balances of all kinds that have moved, and of those that may. */
    SortedMap<String, BigInteger> balances(List<String> kinds) {
        SortedMap<String, BigInteger> balances = new TreeMap<>();
        kinds.forEach(kind -> balances.put(kind, BigInteger.ZERO));
        for (Flow flow : flows) {
            balances.merge(flow.credit(), flow.nano(), BigInteger::add);
            balances.merge(flow.debit(), flow.nano().negate(), BigInteger::add);
        }
        return balances;
    }

    static BigInteger total(Map<String, BigInteger> amounts) {
        return amounts.values().stream().reduce(BigInteger.ZERO, BigInteger::add);
    }

    private BigInteger sum(Predicate<Flow> which) {
        return flows.stream().filter(which).map(Flow::nano).reduce(BigInteger.ZERO, BigInteger::add);
    }
}
