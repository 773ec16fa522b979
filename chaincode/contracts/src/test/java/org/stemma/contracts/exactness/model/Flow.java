package org.stemma.contracts.exactness.model;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Money on its way, twice: in whole nano, as the law rounds it at each split, and exactly, as if nothing were ever rounded.
 *
 * @param exact what was due if every split were exact
 * @param allowance the most by which the two may differ: one nano for every split on the way, in proportion to what of it
 *     went this way
 * @param splits how many splits it went through
 */
record Flow(BigInteger nano, Rational exact, Rational allowance, long splits) {
    static final Flow NONE = of(BigInteger.ZERO);

    /** The name of what a split leaves to the next one. */
    static final String REST = "rest";

    /** Money that nothing has divided yet. */
    static Flow of(BigInteger nano) {
        return new Flow(nano, Rational.of(nano), Rational.ZERO, 0);
    }

    Flow plus(Flow other) {
        return new Flow(
                nano.add(other.nano),
                exact.plus(other.exact),
                allowance.plus(other.allowance),
                Math.max(splits, other.splits));
    }

    boolean isPositive() {
        return nano.signum() > 0;
    }

    /** Whether rounding took or gave more than it may. */
    boolean strays() {
        return exact.minus(Rational.of(nano)).abs().compareTo(allowance) > 0;
    }

    /**
     * The parts of those who are named, and the rest. Everyone gets the whole nano of the exact part; what that leaves goes
     * by one to those who lost most; among equals to the named before the rest, and to ids in the order of their bytes.
     */
    Map<String, Flow> divide(Map<String, Rational> named) {
        Map<String, Rational> shares = new TreeMap<>(named);
        shares.values().removeIf(share -> share.numerator().signum() == 0);
        if (shares.isEmpty()) {
            return Map.of(REST, this);
        }
        shares.put(REST, Rational.ONE.minus(shares.values().stream().reduce(Rational.ZERO, Rational::plus)));
        Map<String, BigInteger> whole = round(nano, shares);
        Map<String, Flow> parts = new TreeMap<>();
        shares.forEach((id, share) -> parts.put(
                id,
                new Flow(
                        whole.getOrDefault(id, BigInteger.ZERO),
                        exact.times(share),
                        allowance.times(share).plus(Rational.ONE),
                        splits + 1)));
        return parts;
    }

    private record Loss(String id, Rational fraction) {}

    private static Map<String, BigInteger> round(BigInteger total, Map<String, Rational> shares) {
        Map<String, BigInteger> parts = new TreeMap<>();
        List<Loss> losses = new ArrayList<>();
        BigInteger left = total;
        for (Map.Entry<String, Rational> one : shares.entrySet()) {
            Rational quota = Rational.of(total).times(one.getValue());
            parts.put(one.getKey(), quota.floor());
            losses.add(new Loss(one.getKey(), quota.minus(Rational.of(quota.floor()))));
            left = left.subtract(quota.floor());
        }
        losses.sort(Comparator.comparing(Loss::fraction)
                .reversed()
                .thenComparing(loss -> loss.id().equals(REST))
                .thenComparing(Loss::id, Flow::byBytes));
        for (Loss loss : losses.subList(0, left.intValueExact())) {
            parts.merge(loss.id(), BigInteger.ONE, BigInteger::add);
        }
        return parts;
    }

    private static int byBytes(String left, String right) {
        return Arrays.compareUnsigned(left.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));
    }
}
