package org.stemma.gateway.support;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What of a new document breaks clients of an old one. It knows the forms of schema that our documents have: objects,
 * lists, words, patterns, bounds, references and unions. What is asked may only widen, what is answered only narrow. Where
 * it can't tell which it is (one pattern or another), it takes the worse.
 */
public final class Breaks {
    private static final int MAX_DEPTH = 24;

    private final JsonNode before;
    private final JsonNode after;
    private final List<String> found = new ArrayList<>();

    private Breaks(JsonNode before, JsonNode after) {
        this.before = before;
        this.after = after;
    }

    public static List<String> between(String before, String after) {
        JsonMapper json = JsonMapper.builder().build();
        Breaks breaks = new Breaks(json.readTree(before), json.readTree(after));
        breaks.operations();
        breaks.codes();
        return breaks.found.stream().distinct().toList();
    }

    private void operations() {
        before.path("paths")
                .propertyStream()
                .forEach(path -> path.getValue().propertyStream().forEach(method -> {
                    JsonNode now = after.path("paths").path(path.getKey()).path(method.getKey());
                    String name = method.getKey() + " " + path.getKey();
                    if (now.isMissingNode()) {
                        found.add(name + " is gone");
                    } else {
                        operation(name, method.getValue(), now);
                    }
                }));
    }

    /** Clients decide by codes: none goes, and none gets another status. */
    private void codes() {
        Map<String, String> was = statuses(before);
        Map<String, String> is = statuses(after);
        was.forEach((code, status) -> {
            if (!is.containsKey(code)) {
                found.add("the code " + code + " is gone");
            } else if (!status.equals(is.get(code))) {
                found.add("the code " + code + " was " + status + " and is " + is.get(code));
            }
        });
    }

    private static Map<String, String> statuses(JsonNode root) {
        Map<String, String> statuses = new TreeMap<>();
        root.path("components").path("examples").propertyStream().forEach(example -> {
            JsonNode problem = example.getValue().path("value");
            statuses.put(example.getKey(), problem.path("status").asString(""));
        });
        return statuses;
    }

    private void operation(String name, JsonNode old, JsonNode now) {
        if (!old.path("operationId").equals(now.path("operationId"))) {
            found.add(name + " has another operationId");
        }
        Set<String> keys = keys(now);
        keys.removeAll(keys(old));
        keys.forEach(key -> found.add(name + " needs a key: " + key));
        parameters(name, byName(old), byName(now));
        request(name, old.path("requestBody"), now.path("requestBody"));
        answers(name, old.path("responses"), now.path("responses"));
    }

    private static Set<String> keys(JsonNode operation) {
        return operation
                .path("security")
                .valueStream()
                .flatMap(one -> one.propertyNames().stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private void request(String name, JsonNode old, JsonNode now) {
        JsonNode oldBody = old.path("content");
        JsonNode nowBody = now.path("content");
        if (!old.path("required").asBoolean(false) && now.path("required").asBoolean(false)) {
            found.add(name + " needs a body");
        }
        oldBody.propertyStream().forEach(type -> {
            JsonNode other = nowBody.path(type.getKey());
            if (other.isMissingNode()) {
                found.add(name + " takes no " + type.getKey());
            } else {
                schema(name + " request", type.getValue().path("schema"), other.path("schema"), true, 0);
            }
        });
    }

    private void answers(String name, JsonNode old, JsonNode now) {
        old.propertyStream()
                .filter(response -> response.getKey().startsWith("2"))
                .forEach(response -> answer(name, response, now.path(response.getKey())));
        // Who knows 201 alone takes 202 for done.
        now.propertyNames().stream()
                .filter(status -> status.startsWith("2") && !old.has(status))
                .forEach(status -> found.add(name + " may be answered " + status));
    }

    private void answer(String name, Map.Entry<String, JsonNode> old, JsonNode now) {
        String where = name + " answer " + old.getKey();
        if (now.isMissingNode()) {
            found.add(where + " is gone");
            return;
        }
        old.getValue().path("headers").propertyStream().forEach(header -> {
            boolean promised = header.getValue().path("required").asBoolean(false);
            if (promised
                    && !now.path("headers")
                            .path(header.getKey())
                            .path("required")
                            .asBoolean(false)) {
                found.add(where + " may be without " + header.getKey());
            }
        });
        old.getValue().path("content").propertyStream().forEach(type -> {
            JsonNode other = now.path("content").path(type.getKey());
            if (other.isMissingNode()) {
                found.add(where + " is no " + type.getKey());
            } else {
                schema(where, type.getValue().path("schema"), other.path("schema"), false, 0);
            }
        });
    }

    private static Map<String, JsonNode> byName(JsonNode operation) {
        Map<String, JsonNode> all = new TreeMap<>();
        operation
                .path("parameters")
                .forEach(one -> all.put(
                        one.path("in").asString() + " " + one.path("name").asString(), one));
        return all;
    }

    private void parameters(String name, Map<String, JsonNode> old, Map<String, JsonNode> now) {
        now.forEach((key, parameter) -> {
            boolean needed = parameter.path("required").asBoolean(false);
            JsonNode known = old.get(key);
            if (needed && (known == null || !known.path("required").asBoolean(false))) {
                found.add(name + " needs the parameter " + key);
            }
            if (known != null) {
                schema(name + " parameter " + key, known.path("schema"), parameter.path("schema"), true, 0);
            }
        });
        old.keySet().stream()
                .filter(key -> !now.containsKey(key))
                .forEach(key -> found.add(name + " has no parameter " + key));
    }

    private static JsonNode resolved(JsonNode root, JsonNode schema) {
        String reference = schema.path("$ref").asString("");
        return reference.isEmpty() ? schema : root.at(reference.substring(1));
    }

    /** Compares what is asked or answered at one place. */
    private void schema(String where, JsonNode oldOne, JsonNode nowOne, boolean asked, int depth) {
        JsonNode old = resolved(before, oldOne);
        JsonNode now = resolved(after, nowOne);
        if (depth > MAX_DEPTH || (old.equals(now) && !old.toString().contains("$ref"))) {
            return;
        }
        boolean wasAny = old.path("type").isMissingNode();
        boolean isAny = now.path("type").isMissingNode();
        if (!old.path("type").equals(now.path("type")) && !(asked ? isAny : wasAny)) {
            found.add(where + " has another type");
            return;
        }
        words(where, old, now, asked);
        for (String member : List.of("pattern", "format", "const")) {
            JsonNode bound = asked ? now.path(member) : old.path(member);
            if (!bound.isMissingNode() && !old.path(member).equals(now.path(member))) {
                found.add(where + " has another " + member);
            }
        }
        bounds(where, asked ? old : now, asked ? now : old);
        members(where, old, now, asked, depth);
        for (String inside : List.of("items", "additionalProperties")) {
            if (old.path(inside).isObject() && now.path(inside).isObject()) {
                schema(where + "[]", old.path(inside), now.path(inside), asked, depth + 1);
            }
        }
        if ((asked ? now : old).path("items").isObject()
                && !(asked ? old : now).path("items").isObject()) {
            found.add(where + " has other items");
        }
        if (asked && isClosed(now) && !isClosed(old)) {
            found.add(where + " takes no other members");
        }
        variants(where, old.path("oneOf"), now.path("oneOf"), asked, depth);
    }

    /** Whether other members than the named ones are refused. */
    private static boolean isClosed(JsonNode schema) {
        return schema.path("additionalProperties").isBoolean()
                && !schema.path("additionalProperties").asBoolean();
    }

    /** Who goes by the first kind keeps within the second's bounds. */
    private void bounds(String where, JsonNode within, JsonNode bound) {
        JsonNode least = bound.path("minimum");
        if (least.isNumber()
                && !(within.path("minimum").isNumber()
                        && within.path("minimum").decimalValue().compareTo(least.decimalValue()) >= 0)) {
            found.add(where + " has another minimum");
        }
        JsonNode most = bound.path("maximum");
        if (most.isNumber()
                && !(within.path("maximum").isNumber()
                        && within.path("maximum").decimalValue().compareTo(most.decimalValue()) <= 0)) {
            found.add(where + " has another maximum");
        }
    }

    private void words(String where, JsonNode old, JsonNode now, boolean asked) {
        Set<String> lost = texts((asked ? old : now).path("enum"));
        lost.removeAll(texts((asked ? now : old).path("enum")));
        boolean bounded = (asked ? now : old).has("enum");
        if (bounded && !lost.isEmpty()) {
            found.add(where + (asked ? " takes no " : " may be ") + lost);
        } else if (bounded && !(asked ? old : now).has("enum")) {
            found.add(where + " is one of some words " + (asked ? "now" : "no more"));
        }
    }

    private void members(String where, JsonNode old, JsonNode now, boolean asked, int depth) {
        Set<String> needed = texts((asked ? now : old).path("required"));
        needed.removeAll(texts((asked ? old : now).path("required")));
        needed.forEach(name -> found.add(where + "." + name + (asked ? " is required" : " may be absent")));
        old.path("properties").propertyStream().forEach(member -> {
            JsonNode other = now.path("properties").path(member.getKey());
            if (other.isMissingNode()) {
                found.add(where + "." + member.getKey() + " is gone");
            } else {
                schema(where + "." + member.getKey(), member.getValue(), other, asked, depth + 1);
            }
        });
    }

    private void variants(String where, JsonNode old, JsonNode now, boolean asked, int depth) {
        Map<String, JsonNode> was = byTag(old);
        Map<String, JsonNode> is = byTag(now);
        Set<String> lost = new TreeSet<>((asked ? was : is).keySet());
        lost.removeAll((asked ? is : was).keySet());
        lost.forEach(tag -> found.add(where + (asked ? " takes no " : " may be ") + tag));
        was.forEach((tag, variant) -> {
            if (is.containsKey(tag)) {
                schema(where + "<" + tag + ">", variant, is.get(tag), asked, depth + 1);
            }
        });
    }

    private static Map<String, JsonNode> byTag(JsonNode variants) {
        Map<String, JsonNode> all = new TreeMap<>();
        variants.forEach(variant ->
                all.put(variant.path("properties").path("type").path("const").asString(variant.toString()), variant));
        return all;
    }

    private static Set<String> texts(JsonNode list) {
        return list.valueStream().map(JsonNode::asString).collect(Collectors.toCollection(TreeSet::new));
    }
}
