package org.stemma.contracts.exactness.model;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Who held how many units of one asset at the end of which period. */
final class Units {
    private final long total;
    private final long fromPeriod;
    private final Map<String, NavigableMap<Long, Long>> held = new HashMap<>();

    Units(long total, long fromPeriod, String holder) {
        this.total = total;
        this.fromPeriod = fromPeriod;
        history(holder).put(fromPeriod, total);
    }

    long total() {
        return total;
    }

    boolean existedIn(long period) {
        return fromPeriod <= period;
    }

    BigInteger at(String holder, long period) {
        Map.Entry<Long, Long> last = history(holder).floorEntry(period);
        return BigInteger.valueOf(last == null ? 0 : last.getValue());
    }

    /** Moves units; the change holds from the latest of its own period and what either side has on record. */
    void move(String from, String to, long units, long period) {
        long effective = Math.max(period, Math.max(lastChange(from), lastChange(to)));
        set(from, -units, effective);
        set(to, units, effective);
    }

    private void set(String holder, long change, long period) {
        NavigableMap<Long, Long> history = history(holder);
        long before = history.isEmpty() ? 0 : history.lastEntry().getValue();
        if (before + change < 0) {
            throw new Difference(holder + " gives " + -change + " of " + before + " units");
        }
        history.put(period, before + change);
    }

    private long lastChange(String holder) {
        NavigableMap<Long, Long> history = history(holder);
        return history.isEmpty() ? 0 : history.lastKey();
    }

    private NavigableMap<Long, Long> history(String holder) {
        return held.computeIfAbsent(holder, key -> new TreeMap<>());
    }
}
