package org.stemma.governance;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An expected failure: the law says no, and says why. It carries no stack trace, since nothing is broken. Whatever else a
 * function of this module throws is a broken invariant of its caller.
 */
public final class GovernanceRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final GovernanceRefusal refusal;
    private final transient SortedMap<String, String> facts;

    private GovernanceRefused(GovernanceRefusal refusal, SortedMap<String, String> facts) {
        super(refusal.code() + " " + facts, null, false, false);
        this.refusal = refusal;
        this.facts = Collections.unmodifiableSortedMap(facts);
    }

    /** Refuses for a reason, with facts as alternating names and values: what was asked, what is allowed, which ids. */
    public static GovernanceRefused because(GovernanceRefusal refusal, Object... facts) {
        SortedMap<String, String> named = new TreeMap<>();
        for (int i = 0; i < facts.length; i += 2) {
            named.put(String.valueOf(facts[i]), String.valueOf(facts[i + 1]));
        }
        return new GovernanceRefused(refusal, named);
    }

    /** Refuses unless the law holds. */
    public static void unless(boolean holds, GovernanceRefusal refusal, Object... facts) {
        if (!holds) {
            throw because(refusal, facts);
        }
    }

    public GovernanceRefusal refusal() {
        return refusal;
    }

    /** What the refusal is about, by name, sorted. */
    public SortedMap<String, String> facts() {
        return facts;
    }
}
