package org.stemma.gateway.web;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.stemma.api.Codec;
import org.stemma.api.Refusal;
import org.stemma.api.Refused;

/**
 * A problem of RFC 9457, with the refusal's code and facts.
 *
 * @param title the refusal's sentence
 * @param detail the facts, for people
 * @param instance the path that was asked
 */
public record Problem(
        String type,
        String title,
        int status,
        String detail,
        String instance,
        String code,
        SortedMap<String, String> facts) {
    public static final String MEDIA_TYPE = "application/problem+json";

    private static final int MAX_FACT = 500;

    static Problem of(int status, String code, String title, Map<String, String> facts, String instance) {
        SortedMap<String, String> bounded = new TreeMap<>();
        facts.forEach((name, value) -> bounded.put(name, printable(value)));
        String detail = bounded.isEmpty()
                ? title
                : bounded.entrySet().stream()
                        .map(fact -> fact.getKey() + ": " + fact.getValue())
                        .collect(Collectors.joining("; "));
        return new Problem("urn:stemma:problem:" + code, title, status, detail, printable(instance), code, bounded);
    }

    /** The problem that a refusal becomes, as an example: without facts. */
    public static Problem example(Refusal refusal) {
        return Problems.problem(Refused.because(refusal), "/v1/example");
    }

    static Problem of(Refused refused, String instance) {
        return of(refused, refused.refusal().category().status(), instance);
    }

    static Problem of(Refused refused, int status, String instance) {
        return of(status, refused.refusal().code(), refused.refusal().sentence(), refused.facts(), instance);
    }

    /** Facts and paths echo what was sent, which may hold what JSON in UTF-8 can't: it is shown as a question mark. */
    private static String printable(String text) {
        String bounded = text.length() > MAX_FACT ? text.substring(0, MAX_FACT) : text;
        return bounded.codePoints()
                .map(point -> point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE ? '?' : point)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    public String json() {
        return Codec.encode(this);
    }
}
