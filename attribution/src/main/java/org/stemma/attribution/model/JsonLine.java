package org.stemma.attribution.model;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** One JSON object on one line, pure ASCII, members in the order given: all that the command needs of JSON. */
final class JsonLine {

    private final StringBuilder members = new StringBuilder();

    JsonLine with(String name, String value) {
        return raw(name, quoted(value));
    }

    JsonLine with(String name, long value) {
        return raw(name, Long.toString(value));
    }

    /** Three digits after the point: measurements, not amounts. */
    JsonLine with(String name, double value) {
        return raw(name, String.format(Locale.ROOT, "%.3f", value));
    }

    JsonLine with(String name, List<JsonLine> values) {
        return raw(name, values.stream().map(JsonLine::toString).collect(Collectors.joining(",", "[", "]")));
    }

    private JsonLine raw(String name, String value) {
        members.append(members.isEmpty() ? "" : ",")
                .append(quoted(name))
                .append(':')
                .append(value);
        return this;
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < 0x20 || c > 0x7e) {
                quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }

    @Override
    public String toString() {
        return "{" + members + "}";
    }
}
