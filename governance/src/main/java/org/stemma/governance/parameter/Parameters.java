package org.stemma.governance.parameter;

import static org.stemma.governance.GovernanceRefusal.GRACE_TOO_SHORT;
import static org.stemma.governance.GovernanceRefusal.OUT_OF_BOUNDS;
import static org.stemma.governance.GovernanceRefusal.PARAMETER_FIXED;
import static org.stemma.governance.GovernanceRefusal.PARAMETER_UNKNOWN;
import static org.stemma.governance.GovernanceRefusal.PERIOD_BEGUN;
import static org.stemma.governance.GovernanceRefusal.PERIOD_TOO_FAR;
import static org.stemma.governance.GovernanceRefusal.TOO_MANY_VERSIONS;
import static org.stemma.governance.parameter.GovernedParameter.AHEAD_SECONDS;
import static org.stemma.governance.parameter.GovernedParameter.GRACE_SECONDS;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.stemma.governance.GovernanceRefused;

/**
 * The values of parameters by the first period in which each holds. What held in a period that has begun never changes.
 *
 * @param versions per parameter its values by first period, at least one; it also holds in all periods before the first
 */
public record Parameters(SortedMap<GovernedParameter, SortedMap<Long, Long>> versions) {
    /** How many periods ahead a change may be scheduled, at most. */
    public static final long MAX_PERIODS_AHEAD = 400;

    /** The most versions of one parameter. */
    public static final int MAX_VERSIONS = 1_000;

    public Parameters {
        SortedMap<GovernedParameter, SortedMap<Long, Long>> copy = new TreeMap<>();
        versions.forEach((parameter, values) -> {
            if (values.isEmpty()) {
                throw new IllegalArgumentException("a parameter has at least one version: " + parameter);
            }
            copy.put(parameter, Collections.unmodifiableSortedMap(new TreeMap<>(values)));
        });
        versions = Collections.unmodifiableSortedMap(copy);
    }

    /** Values that hold from period 0 on. */
    public static Parameters of(Map<GovernedParameter, Long> values) {
        SortedMap<GovernedParameter, SortedMap<Long, Long>> versions = new TreeMap<>();
        values.forEach((parameter, value) -> versions.put(parameter, new TreeMap<>(Map.of(0L, value))));
        return new Parameters(versions);
    }

    /**
     * The value that holds in a period.
     *
     * @throws GovernanceRefused {@code parameter_unknown}
     */
    public long in(long period, GovernedParameter parameter) {
        SortedMap<Long, Long> values = of(parameter);
        SortedMap<Long, Long> begun = values.headMap(period + 1);
        return value(values, begun.isEmpty() ? values.firstKey() : begun.lastKey());
    }

    /**
     * These parameters with another value of one, from a later period until the next version that is scheduled already.
     *
     * @param currentPeriod the period that the ledger is in
     * @throws GovernanceRefused {@code parameter_unknown}, {@code parameter_fixed}, {@code out_of_bounds},
     *     {@code period_begun}, {@code period_too_far}, {@code grace_too_short}, {@code too_many_versions}
     */
    public Parameters change(GovernedParameter parameter, long value, long fromPeriod, long currentPeriod) {
        SortedMap<Long, Long> values = new TreeMap<>(of(parameter));
        GovernanceRefused.unless(!parameter.isFixed(), PARAMETER_FIXED, "parameter", parameter);
        mustBeWithinBounds(parameter, value);
        GovernanceRefused.unless(
                fromPeriod > currentPeriod, PERIOD_BEGUN, "asked", fromPeriod, "currentPeriod", currentPeriod);
        mustNotBeTooFar(fromPeriod, currentPeriod);
        values.put(fromPeriod, value);
        GovernanceRefused.unless(values.size() <= MAX_VERSIONS, TOO_MANY_VERSIONS, "parameter", parameter);
        SortedMap<GovernedParameter, SortedMap<Long, Long>> changed = new TreeMap<>(versions);
        changed.put(parameter, values);
        Parameters result = new Parameters(changed);
        result.mustKeepGrace(fromPeriod);
        return result;
    }

    private static void mustNotBeTooFar(long fromPeriod, long currentPeriod) {
        long last = Math.addExact(currentPeriod, MAX_PERIODS_AHEAD);
        GovernanceRefused.unless(fromPeriod <= last, PERIOD_TOO_FAR, "asked", fromPeriod, "allowed", last);
    }

    private static void mustBeWithinBounds(GovernedParameter parameter, long value) {
        GovernanceRefused.unless(
                parameter.allows(value),
                OUT_OF_BOUNDS,
                "parameter",
                parameter,
                "asked",
                value,
                "least",
                parameter.least(),
                "most",
                parameter.most());
    }

    /** Checks every period from the first on in which either side of the relation changes, not only the first. */
    private void mustKeepGrace(long fromPeriod) {
        if (!versions.containsKey(AHEAD_SECONDS) || !versions.containsKey(GRACE_SECONDS)) {
            return;
        }
        TreeSet<Long> periods =
                new TreeSet<>(of(AHEAD_SECONDS).tailMap(fromPeriod).keySet());
        periods.addAll(of(GRACE_SECONDS).tailMap(fromPeriod).keySet());
        for (long period : periods) {
            long ahead = in(period, AHEAD_SECONDS);
            long grace = in(period, GRACE_SECONDS);
            GovernanceRefused.unless(
                    grace >= 2 * ahead,
                    GRACE_TOO_SHORT,
                    "period",
                    period,
                    "aheadSeconds",
                    ahead,
                    "graceSeconds",
                    grace);
        }
    }

    private SortedMap<Long, Long> of(GovernedParameter parameter) {
        SortedMap<Long, Long> values = versions.get(parameter);
        if (values == null) {
            throw GovernanceRefused.because(PARAMETER_UNKNOWN, "parameter", parameter);
        }
        return values;
    }

    private static long value(SortedMap<Long, Long> values, Long period) {
        return Objects.requireNonNull(values.get(period));
    }
}
