package org.stemma.contracts.exactness.model;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What an asset's holders are owed in one currency: each distribution by the units at the end of its usage period. */
final class Pool {
    /** A unit's part of a distribution is kept in whole 10^-18 of a nano. */
    private static final Rational GRAIN = new Rational(BigInteger.ONE, BigInteger.TEN.pow(18));

    private final List<Entry> entries = new ArrayList<>();
    private final Map<String, Integer> claimed = new HashMap<>();
    private final Map<String, Claims> claims = new HashMap<>();
    private Rational carry = Rational.ZERO;

    private record Entry(long usagePeriod, Flow amount, Rational perUnit) {}

    /** What a party has claimed over all its holdings. */
    static final class Claims {
        /** Of what was distributed in whole nano. */
        Rational due = Rational.ZERO;
        /** As if nothing had been rounded before it reached the pool. */
        Rational exact = Rational.ZERO;

        Rational allowance = Rational.ZERO;
        /** What dividing by units in whole grains may shift. */
        Rational grains = Rational.ZERO;

        Rational remainder = Rational.ZERO;
        BigInteger paid = BigInteger.ZERO;
    }

    void distribute(Units units, long usagePeriod, Flow amount) {
        Rational whole = Rational.of(amount.nano()).plus(carry);
        Rational perUnit = Rational.of(
                        whole.over(Rational.of(units.total()).times(GRAIN)).floor())
                .times(GRAIN);
        carry = whole.minus(perUnit.times(Rational.of(units.total())));
        entries.add(new Entry(usagePeriod, amount, perUnit));
    }

    /** Claims the next entries of a holder, party or escrow, for its party; returns what is paid. */
    BigInteger claim(Units units, String holder, String party, int through) {
        int after = claimed.getOrDefault(holder, 0);
        if (through <= after || through > entries.size()) {
            throw new Difference(holder + " claims entries " + after + " to " + through + " of " + entries.size());
        }
        Claims mine = claims.computeIfAbsent(party, key -> new Claims());
        Rational owed = mine.remainder;
        for (Entry entry : entries.subList(after, through)) {
            Rational held = Rational.of(units.at(holder, entry.usagePeriod()));
            Rational share = held.over(Rational.of(units.total()));
            owed = owed.plus(entry.perUnit().times(held));
            mine.due = mine.due.plus(Rational.of(entry.amount().nano()).times(share));
            mine.exact = mine.exact.plus(entry.amount().exact().times(share));
            mine.allowance = mine.allowance.plus(entry.amount().allowance().times(share));
            mine.grains = mine.grains.plus(GRAIN.times(held));
        }
        claimed.put(holder, through);
        BigInteger paid = owed.floor();
        mine.remainder = owed.minus(Rational.of(paid));
        mine.paid = mine.paid.add(paid);
        mustStayWithinOneNano(party, mine);
        return paid;
    }

    private static void mustStayWithinOneNano(String party, Claims mine) {
        Rational paid = Rational.of(mine.paid);
        Rational nano = Rational.ONE.plus(mine.grains);
        if (mine.due.minus(paid).abs().compareTo(nano) > 0) {
            throw new Difference(party + " was paid " + mine.paid + " of a pool that owes it " + mine.due);
        }
        if (mine.exact.minus(paid).abs().compareTo(nano.plus(mine.allowance)) > 0) {
            throw new Difference(party + " was paid " + mine.paid + " of a pool; exactly it would be " + mine.exact);
        }
    }

    int entries() {
        return entries.size();
    }

    /** The largest difference between what a party was paid and what it was owed, in nano. */
    Rational furthest() {
        return claims.values().stream()
                .map(one -> one.due.minus(Rational.of(one.paid)).abs())
                .reduce(Rational.ZERO, (one, other) -> one.compareTo(other) >= 0 ? one : other);
    }
}
