package org.stemma.api;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Divides an amount by weights without losing or making any of it. */
public final class Split {
    /** Text in the order of its UTF-8 bytes, unsigned: the order in which ties are broken, as the ledger orders keys. */
    public static final Comparator<String> BYTE_ORDER = (left, right) ->
            Arrays.compareUnsigned(left.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));

    private Split() {}

    /**
     * Returns each id's part of {@code total}; the parts sum to it exactly. Largest remainder (Hamilton's method): every
     * id gets the floor of its quota, what is left goes one by one to the largest remainders, ties to the smaller id in
     * {@link #BYTE_ORDER}.
     *
     * @param total not negative, in any unit
     * @param weights not negative, of a positive sum
     */
    public static SortedMap<String, Long> split(long total, Map<String, Long> weights) {
        BigInteger sum = weights.values().stream().map(BigInteger::valueOf).reduce(BigInteger.ZERO, BigInteger::add);
        if (total < 0 || sum.signum() <= 0 || weights.values().stream().anyMatch(weight -> weight < 0)) {
            throw new IllegalArgumentException("split of " + total + " by weights of sum " + sum);
        }
        List<Quota> quotas = new ArrayList<>();
        SortedMap<String, Long> parts = new TreeMap<>(BYTE_ORDER);
        long left = total;
        for (Map.Entry<String, Long> entry : weights.entrySet()) {
            BigInteger[] quota = BigInteger.valueOf(total)
                    .multiply(BigInteger.valueOf(entry.getValue()))
                    .divideAndRemainder(sum);
            long floor = quota[0].longValueExact();
            parts.put(entry.getKey(), floor);
            quotas.add(new Quota(entry.getKey(), quota[1]));
            left -= floor;
        }
        quotas.sort(Comparator.comparing(Quota::remainder).reversed().thenComparing(Quota::id, BYTE_ORDER));
        quotas.stream().limit(left).forEach(quota -> parts.merge(quota.id(), 1L, Long::sum));
        return parts;
    }

    private record Quota(String id, BigInteger remainder) {}
}
