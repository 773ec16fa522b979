package org.stemma.contracts.account;

import java.math.BigInteger;
import java.util.Optional;
import org.stemma.api.Money;
import org.stemma.api.Refused;
import org.stemma.api.account.Lane;
import org.stemma.api.account.Purse;
import org.stemma.api.license.LicenseRefusal;

/** The law of purses and lanes: what usage costs, and what pays for it. */
final class LaneRules {
    /** A lane that lacks units takes at least this part of what the purse has left. */
    private static final long ALLOTMENT_PARTS = 8;

    private LaneRules() {}

    /** A price by the unit: {@code rate} nano for every {@code perUnits} units. */
    record Rate(long nano, long perUnits) {}

    /** Lane and purse after a charge, what the charge was, and which part of it could be paid. */
    record Charge(Lane lane, Purse purse, Money charge, Money paid) {
        Money owed() {
            return charge.minus(paid);
        }
    }

    /**
     * Charges units. The charge is (rate × units + carry) div perUnits, and what the division leaves is the next carry: no
     * part of a nano is lost over any number of reports.
     */
    static Charge charge(Lane lane, Purse purse, Rate rate, long units) {
        BigInteger[] exact = price(lane, rate, units);
        Money charge = lane.balance().with(exact[0].longValueExact());
        long allotted = allot(lane, purse, units);
        Money filled = fill(lane, purse, charge);
        Money available = lane.balance().plus(filled);
        Money paid = charge.min(available);
        Lane after = new Lane(
                lane.grant(),
                lane.meter(),
                available.minus(paid),
                lane.lowMark(),
                lane.quotaLeft().map(left -> left + allotted - units),
                exact[1].longValueExact(),
                lane.owed().plus(charge.minus(paid)),
                Math.addExact(lane.units(), units));
        Purse rest = new Purse(
                purse.grant(), purse.balance().minus(filled), purse.quotaLeft().map(left -> left - allotted));
        return new Charge(after, rest, charge, paid);
    }

    /** The whole nano of a charge, and what the division leaves. */
    private static BigInteger[] price(Lane lane, Rate rate, long units) {
        return BigInteger.valueOf(rate.nano())
                .multiply(BigInteger.valueOf(units))
                .add(BigInteger.valueOf(lane.carry()))
                .divideAndRemainder(BigInteger.valueOf(rate.perUnits()));
    }

    /** Whether a charge leaves the lane above its mark, and within its units: the purse then has no part in it. */
    static boolean isEnough(Lane lane, Rate rate, long units) {
        BigInteger charge = price(lane, rate, units)[0];
        BigInteger above = BigInteger.valueOf(lane.balance().nano())
                .subtract(BigInteger.valueOf(lane.lowMark().nano()));
        return charge.compareTo(above) <= 0 && lane.quotaLeft().orElse(units) >= units;
    }

    /** A purse that a charge will not touch, for a lane that {@link #isEnough}. */
    static Purse untouched(Lane lane) {
        return new Purse(lane.grant(), lane.balance().with(0), lane.quotaLeft().map(units -> 0L));
    }

    /** How much of the purse the lane takes: up to twice its low mark once below it, and what the charge needs. */
    private static Money fill(Lane lane, Purse purse, Money charge) {
        Money after = lane.balance().minus(charge);
        if (after.compareTo(lane.lowMark()) >= 0) {
            return charge.with(0);
        }
        // A licensee chooses the mark: whatever it is, it must not stop a report by overflowing.
        BigInteger wanted =
                BigInteger.valueOf(lane.lowMark().nano()).shiftLeft(1).subtract(BigInteger.valueOf(after.nano()));
        BigInteger most = BigInteger.valueOf(purse.balance().nano());
        return charge.with(wanted.min(most).longValueExact());
    }

    private static long allot(Lane lane, Purse purse, long units) {
        if (lane.quotaLeft().isEmpty() || lane.quotaLeft().get() >= units) {
            return 0;
        }
        long missing = units - lane.quotaLeft().get();
        long left = purse.quotaLeft().orElse(0L);
        Refused.unless(
                missing <= left,
                LicenseRefusal.QUOTA_EXCEEDED,
                "asked",
                units,
                "allowed",
                lane.quotaLeft().get() + left,
                "grant",
                lane.grant());
        return Math.max(missing, left / ALLOTMENT_PARTS);
    }

    /** The first fill of the lanes of a new purse: twice the low mark each, as far as it goes. */
    static Money firstFill(Money left, Money lowMark) {
        return lowMark.compareTo(left.minus(lowMark.min(left))) >= 0 ? left : lowMark.plus(lowMark);
    }

    /** All units go to a single lane at once; several take theirs as they need them. */
    static Optional<Long> firstQuota(Optional<Long> quota, int lanes) {
        return quota.map(units -> lanes == 1 ? units : 0L);
    }
}
