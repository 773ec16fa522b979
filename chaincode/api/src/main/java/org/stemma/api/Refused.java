package org.stemma.api;

import java.util.Collection;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** An expected failure: the law says no, and says why. Nothing was written. */
public final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Refusal refusal;
    private final transient SortedMap<String, String> facts;

    private Refused(Refusal refusal, SortedMap<String, String> facts) {
        super(text(refusal, facts));
        this.refusal = refusal;
        this.facts = Collections.unmodifiableSortedMap(facts);
    }

    /** Refuses for a reason, with facts as alternating names and values: what was asked, what is allowed, which ids. */
    public static Refused because(Refusal refusal, Object... facts) {
        SortedMap<String, String> named = new TreeMap<>();
        for (int i = 0; i < facts.length; i += 2) {
            named.put(String.valueOf(facts[i]), spelled(facts[i + 1]));
        }
        return new Refused(refusal, named);
    }

    /** A fact in the spelling in which it is sent: the words of enumerations in small letters. */
    private static String spelled(Object fact) {
        if (fact instanceof Optional<?> optional) {
            return optional.map(Refused::spelled).orElse("");
        } else if (fact instanceof Collection<?> facts) {
            return facts.stream().map(Refused::spelled).collect(Collectors.joining(", ", "[", "]"));
        }
        return String.valueOf(fact instanceof Enum<?> ? Binder.toTree(fact) : fact);
    }

    /** Refuses unless the law holds. */
    public static void unless(boolean holds, Refusal refusal, Object... facts) {
        if (!holds) {
            throw because(refusal, facts);
        }
    }

    private static String text(Refusal refusal, SortedMap<String, String> facts) {
        return refusal.code() + " " + Codec.write(facts);
    }

    /** Code, one space, and the facts as canonical JSON: all that a client is told. */
    public String text() {
        return text(refusal, facts);
    }

    public Refusal refusal() {
        return refusal;
    }

    public SortedMap<String, String> facts() {
        return facts;
    }
}
