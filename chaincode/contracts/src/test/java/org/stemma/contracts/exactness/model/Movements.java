package org.stemma.contracts.exactness.model;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What one transaction moves, as the rules have it. Nothing is moved by an amount of zero. */
final class Movements {
    private final List<Movement> all = new ArrayList<>();

    record Movement(String from, String to, String currency, BigInteger nano) {
        @Override
        public String toString() {
            return nano + " nano " + currency + " from " + from + " to " + to;
        }
    }

    void move(String from, String to, String currency, BigInteger nano) {
        if (nano.signum() < 0) {
            throw new Difference(nano + " nano would go from " + from + " to " + to);
        } else if (nano.signum() > 0) {
            all.add(new Movement(from, to, currency, nano));
        }
    }

    List<Movement> all() {
        return all;
    }

    /** Fails unless the transaction moved just this between any two accounts, in however many postings. */
    void mustEqual(Optional<String> event) {
        Movements found = new Movements();
        event.ifPresent(text -> Fields.of(text).objects("postings").forEach(posting -> {
            Fields.Amount amount = posting.money("amount");
            found.move(posting.text("debit"), posting.text("credit"), amount.currency(), amount.nano());
        }));
        Map<String, BigInteger> expected = sums();
        Map<String, BigInteger> moved = found.sums();
        if (!expected.equals(moved)) {
            Map<String, BigInteger> missing = new TreeMap<>(expected);
            missing.entrySet().removeAll(moved.entrySet());
            Map<String, BigInteger> surplus = new TreeMap<>(moved);
            surplus.entrySet().removeAll(expected.entrySet());
            throw new Difference("the model moves " + missing + ", the ledger " + surplus);
        }
    }

    private Map<String, BigInteger> sums() {
        Map<String, BigInteger> sums = new TreeMap<>();
        all.forEach(one ->
                sums.merge(one.currency() + " from " + one.from() + " to " + one.to(), one.nano(), BigInteger::add));
        return sums;
    }
}
