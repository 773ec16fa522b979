package org.stemma.gateway.books;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.stemma.api.CurrencyCode;
import org.stemma.api.Money;

/** What the ledger stores where one party spends, held against the postings that should have made it. */
final class StoredBalances {
    /** Mismatches that are named; one is enough to raise the alarm. */
    private static final int MAX_NAMED = 20;

    private StoredBalances() {}

    /** An account of a currency. */
    record Account(String account, CurrencyCode currency) implements Comparable<Account> {
        @Override
        public int compareTo(Account other) {
            int byAccount = account.compareTo(other.account);
            return byAccount != 0 ? byAccount : currency.compareTo(other.currency);
        }
    }

    /** An account whose stored balance is not the sum of its postings. */
    record Mismatch(String account, CurrencyCode currency, String stored, String posted) {}

    /** The absolute differences of all accounts, added up by currency, and where they are. */
    record Comparison(SortedMap<CurrencyCode, BigInteger> differences, List<Mismatch> mismatches) {}

    static Comparison compare(Map<Account, BigInteger> stored, Map<Account, BigInteger> posted) {
        SortedSet<Account> accounts = new TreeSet<>(stored.keySet());
        accounts.addAll(posted.keySet());
        SortedMap<CurrencyCode, BigInteger> differences = new TreeMap<>();
        List<Mismatch> mismatches = new ArrayList<>();
        for (Account account : accounts) {
            BigInteger kept = stored.getOrDefault(account, BigInteger.ZERO);
            BigInteger moved = posted.getOrDefault(account, BigInteger.ZERO);
            if (!kept.equals(moved)) {
                differences.merge(account.currency(), kept.subtract(moved).abs(), BigInteger::add);
                if (mismatches.size() < MAX_NAMED) {
                    mismatches.add(new Mismatch(
                            account.account(), account.currency(), Money.decimal(kept), Money.decimal(moved)));
                }
            }
        }
        return new Comparison(differences, mismatches);
    }
}
