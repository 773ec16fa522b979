package org.stemma.contracts.exactness.model;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

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

    /** Fails unless the transaction moved just this, in whatever order. */
    void mustEqual(Optional<String> event) {
        List<String> expected =
                new ArrayList<>(all.stream().map(Movement::toString).toList());
        List<String> found = new ArrayList<>();
        event.ifPresent(text -> Fields.of(text).objects("postings").forEach(posting -> {
            Fields.Amount amount = posting.money("amount");
            found.add(new Movement(posting.text("debit"), posting.text("credit"), amount.currency(), amount.nano())
                    .toString());
        }));
        Collections.sort(expected);
        Collections.sort(found);
        if (!expected.equals(found)) {
            List<String> missing = new ArrayList<>(expected);
            List<String> surplus = new ArrayList<>(found);
            found.forEach(missing::remove);
            expected.forEach(surplus::remove);
            throw new Difference("the model moves " + missing + ", the ledger " + surplus);
        }
    }
}
