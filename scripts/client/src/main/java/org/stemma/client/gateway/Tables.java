package org.stemma.client.gateway;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Answers as text in columns. */
public final class Tables {
    private static final String VERSION = "v";

    /** What people look for first. */
    private static final List<String> FIRST = List.of("id", "kind", "name", "currency", "debit");

    private Tables() {}

    public static List<String> of(JsonElement answer) {
        if (answer instanceof JsonObject object) {
            if (object.has("items")) {
                return rows(Json.array(object, "items"), List.of());
            }
            return members(object);
        }
        return answer instanceof JsonArray array ? rows(array, List.of()) : List.of(Printable.line(Json.plain(answer)));
    }

    /** One line per item; without named columns, one per member of the first items. */
    public static List<String> rows(JsonArray items, List<String> columns) {
        Set<String> names = new LinkedHashSet<>(columns);
        if (columns.isEmpty()) {
            items.forEach(item -> {
                if (item instanceof JsonObject object) {
                    names.addAll(object.keySet());
                }
            });
            names.remove(VERSION);
            List<String> rest = List.copyOf(names);
            names.clear();
            FIRST.stream().filter(rest::contains).forEach(names::add);
            names.addAll(rest);
        }
        List<List<String>> table = new ArrayList<>();
        table.add(List.copyOf(names));
        for (JsonElement item : items) {
            if (item instanceof JsonObject object) {
                table.add(names.stream()
                        .map(name -> Json.find(object, name).map(Json::plain).orElse("-"))
                        .toList());
            } else {
                table.add(List.of(Json.plain(item)));
            }
        }
        return aligned(table);
    }

    /** Plain members first, then each list of objects under its name. */
    private static List<String> members(JsonObject object) {
        List<List<String>> plain = new ArrayList<>();
        List<String> nested = new ArrayList<>();
        object.asMap().forEach((name, value) -> {
            if (value instanceof JsonArray array && holdsObjects(array)) {
                nested.add(Printable.line(name));
                items(array).forEach(line -> nested.add("  " + line));
            } else if (!name.equals(VERSION)) {
                plain.add(List.of(name, Json.plain(value)));
            }
        });
        List<String> lines = new ArrayList<>(aligned(plain));
        lines.addAll(nested);
        return lines;
    }

    /** Rows of a table, unless an item has a list of objects of its own. */
    private static List<String> items(JsonArray array) {
        boolean deep = array.asList().stream()
                .anyMatch(item -> item instanceof JsonObject object
                        && object.asMap().values().stream()
                                .anyMatch(value -> value instanceof JsonArray inner && holdsObjects(inner)));
        if (!deep) {
            return rows(array, List.of());
        }
        return array.asList().stream().flatMap(item -> of(item).stream()).toList();
    }

    private static boolean holdsObjects(JsonArray array) {
        return !array.isEmpty() && array.get(0).isJsonObject();
    }

    private static List<String> aligned(List<List<String>> cells) {
        List<List<String>> table = cells.stream()
                .map(row -> row.stream().map(Printable::line).toList())
                .toList();
        List<Integer> widths = new ArrayList<>();
        for (List<String> row : table) {
            for (int i = 0; i < row.size(); i++) {
                int width = row.get(i).length();
                if (i == widths.size()) {
                    widths.add(width);
                } else {
                    widths.set(i, Math.max(widths.get(i), width));
                }
            }
        }
        List<String> lines = new ArrayList<>();
        for (List<String> row : table) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                line.append(row.get(i))
                        .append(" ".repeat(widths.get(i) - row.get(i).length() + 2));
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }
}
