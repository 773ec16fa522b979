package org.stemma.client.gateway;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.stemma.api.MalformedException;

/** Paths and queries of the API. What was typed is encoded, so that it names one thing, whatever characters it has. */
public final class Address {
    private static final String HOLE = "{}";

    /** A server would take these for steps along the path. */
    private static final Set<String> STEPS = Set.of("", ".", "..");

    private Address() {}

    /**
     * A path whose holes, {@code {}}, are filled in turn.
     *
     * @throws MalformedException if a part is empty or a step
     */
    public static String of(String template, Object... parts) {
        StringBuilder path = new StringBuilder();
        int from = 0;
        for (Object part : parts) {
            int hole = template.indexOf(HOLE, from);
            path.append(template, from, hole).append(segment(String.valueOf(part)));
            from = hole + HOLE.length();
        }
        return path.append(template.substring(from)).toString();
    }

    private static String segment(String part) {
        if (STEPS.contains(part)) {
            throw new MalformedException("an id is expected, not '" + part + "'");
        }
        return encoded(part);
    }

    /** The path with a query of those names whose values are not empty. */
    public static String query(String path, Object... namesAndValues) {
        StringBuilder query = new StringBuilder(path);
        char joint = '?';
        for (int i = 0; i < namesAndValues.length; i += 2) {
            String value = String.valueOf(namesAndValues[i + 1]);
            if (!value.isEmpty()) {
                query.append(joint).append(namesAndValues[i]).append('=').append(encoded(value));
                joint = '&';
            }
        }
        return query.toString();
    }

    /** As a path takes it, too: a blank is no plus there. Colons and commas mean nothing in either, and are easier to read. */
    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%3A", ":")
                .replace("%2C", ",");
    }
}
