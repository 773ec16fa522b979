package org.stemma.gateway.serving;

import java.math.BigInteger;
import java.util.Optional;
import org.stemma.api.Money;
import org.stemma.api.account.Lane;
import org.stemma.api.license.Authorization;
import org.stemma.api.license.Terms;

/**
 * What usage must stay within.
 *
 * @param units absent means no limit
 * @param nano what pays for it; absent if nothing is charged by the unit
 */
record Bounds(Optional<Long> units, Optional<BigInteger> nano) {
    /** What the ledger has for a grant in all: lane and purse. */
    static Bounds of(Authorization answer) {
        return new Bounds(
                answer.unitsLeft(),
                isPriced(answer)
                        ? Optional.of(BigInteger.valueOf(
                                answer.funds().map(Money::nano).orElse(0L)))
                        : Optional.empty());
    }

    /** What a meter may charge, whatever others charge and whoever takes the purse back: its lane, where there is one. */
    static Bounds of(Authorization answer, Optional<Lane> lane) {
        return lane.filter(any -> isPriced(answer))
                .map(own -> new Bounds(
                        own.quotaLeft(),
                        Optional.of(BigInteger.valueOf(own.balance().nano()))))
                .orElseGet(() -> of(answer));
    }

    private static boolean isPriced(Authorization answer) {
        return answer.price() instanceof Terms.Price.PerUnit;
    }

    boolean coverUnits(long used) {
        return units.map(left -> used <= left).orElse(true);
    }

    boolean coverCost(Terms.Price price, long used) {
        return !(price instanceof Terms.Price.PerUnit unit)
                || Charges.atMost(unit, used).compareTo(nano.orElse(BigInteger.ZERO)) <= 0;
    }

    boolean cover(Terms.Price price, long used) {
        return coverUnits(used) && coverCost(price, used);
    }
}
