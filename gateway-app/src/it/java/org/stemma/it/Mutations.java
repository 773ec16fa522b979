package org.stemma.it;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/** Bad bodies made from a good one: each differs from it in one place. */
final class Mutations {
    private static final int OVERSIZED = 2 << 20;

    private final List<Bad> found = new ArrayList<>();
    private final JsonObject good;
    private final Set<String> mayBeMissing;

    private Mutations(JsonObject good, Set<String> mayBeMissing) {
        this.good = good;
        this.mayBeMissing = mayBeMissing;
    }

    /** A body and what is wrong with it. */
    record Bad(String what, String body) {}

    static List<Bad> of(JsonObject good, Set<String> mayBeMissing) {
        Mutations mutations = new Mutations(good, mayBeMissing);
        mutations.texts();
        mutations.inside("", () -> good);
        return mutations.found;
    }

    private void texts() {
        String text = good.toString();
        String rest = text.substring(1);
        add("cut off", "{\"a\":");
        add("two values", text + "{}");
        add("an array", "[" + text + "]");
        add("a string", "\"x\"");
        add("a null", "null");
        add("not JSON", "a=b");
        add("a comment", "/* */" + text);
        add("single quotes", "{'surplus':1" + (rest.equals("}") ? "}" : "," + rest));
        add("a member twice", "{\"surplus\":1,\"surplus\":1" + (rest.equals("}") ? "}" : "," + rest));
        if (!good.isEmpty()) {
            Map.Entry<String, JsonElement> first = good.entrySet().iterator().next();
            add("its first member twice", "{\"" + first.getKey() + "\":" + first.getValue() + "," + rest);
        }
        for (String reserved : List.of("request", "v", "folds", "surplus", "__proto__", "")) {
            add(
                    "the member '" + reserved + "' too",
                    with(good, reserved, new JsonPrimitive("1")).toString());
        }
        add("nested deeply", "{\"surplus\":" + "[".repeat(5000) + "]".repeat(5000) + "}");
        add(
                "oversized",
                with(good, "surplus", new JsonPrimitive("x".repeat(OVERSIZED))).toString());
    }

    /** Visits every member below, and puts something else in its place. */
    private void inside(String path, Supplier<JsonObject> here) {
        for (Map.Entry<String, JsonElement> entry : here.get().entrySet()) {
            String name = path + entry.getKey();
            JsonElement value = entry.getValue();
            BiConsumer<String, JsonElement> replace = (what, other) -> replace(name, what, other);
            if (!mayBeMissing.contains(name)) {
                replace.accept("missing", JsonNull.INSTANCE);
            }
            replace.accept("an explicit null", new JsonPrimitive("\u0000null"));
            if (value.isJsonObject()) {
                object(name, value.getAsJsonObject(), replace);
            } else if (value.isJsonArray()) {
                array(value.getAsJsonArray(), replace);
            } else if (value.getAsJsonPrimitive().isNumber()) {
                number(replace);
            } else if (value.getAsJsonPrimitive().isString()) {
                string(value.getAsString(), replace);
            }
        }
    }

    private void object(String name, JsonObject value, BiConsumer<String, JsonElement> replace) {
        replace.accept("a string", new JsonPrimitive("x"));
        replace.accept("an array", new JsonArray());
        replace.accept("with a surplus member", with(value, "surplus", new JsonPrimitive(1)));
        if (value.has("amount") && value.has("currency")) {
            for (String amount : List.of(
                    "-1", "-0", "+1", "01", "1.50", "1e3", "1.0000000001", "9".repeat(30), "", " 1", "NaN", "0x1")) {
                replace.accept("the amount " + amount, with(value, "amount", new JsonPrimitive(amount)));
            }
            replace.accept("an amount as a number", with(value, "amount", new JsonPrimitive(1)));
            for (String currency : List.of("ZZZ", "xts", "", "XTSX")) {
                replace.accept("the currency " + currency, with(value, "currency", new JsonPrimitive(currency)));
            }
        } else {
            inside(name + ".", () -> value);
        }
    }

    private static void array(JsonArray value, BiConsumer<String, JsonElement> replace) {
        replace.accept("an object", new JsonObject());
        JsonArray strange = value.deepCopy();
        strange.add(true);
        replace.accept("with something strange", strange);
        if (!value.isEmpty()) {
            JsonArray twice = value.deepCopy();
            twice.add(value.get(0));
            replace.accept("with its first twice", twice);
        }
        JsonArray many = new JsonArray();
        for (int i = 0; i < 5000; i++) {
            many.add("x");
        }
        replace.accept("with 5,000", many);
    }

    private static void number(BiConsumer<String, JsonElement> replace) {
        replace.accept("negative", new JsonPrimitive(-1));
        replace.accept("beyond what is exact", new JsonPrimitive(9_007_199_254_740_993L));
        replace.accept("beyond 64 bits", new JsonPrimitive(new java.math.BigInteger("9".repeat(25))));
        replace.accept("a fraction", new JsonPrimitive(1.5));
        replace.accept("a string", new JsonPrimitive("1"));
        replace.accept("true", new JsonPrimitive(true));
    }

    private static void string(String value, BiConsumer<String, JsonElement> replace) {
        replace.accept("a number", new JsonPrimitive(7));
        replace.accept("an object", new JsonObject());
        replace.accept("empty", new JsonPrimitive(""));
        replace.accept("with a line end", new JsonPrimitive(value + "\n"));
        replace.accept("very long", new JsonPrimitive("x".repeat(100_000)));
        replace.accept("half a surrogate pair", new JsonPrimitive(value + "\uD83D"));
        if (value.matches("[a-z][a-z0-9]*_[0-9a-f]+")) {
            String prefix = value.substring(0, value.indexOf('_') + 1);
            replace.accept("unknown", new JsonPrimitive(prefix + "0".repeat(32)));
            replace.accept("a path", new JsonPrimitive(prefix + "../../x"));
            replace.accept("of another kind", new JsonPrimitive("zzz_" + "0".repeat(32)));
        }
    }

    /** Null means that the member is left out; U+0000 and a word mean that word, unquoted. */
    private void replace(String path, String what, JsonElement other) {
        JsonObject copy = good.deepCopy();
        JsonObject holder = copy;
        String[] names = path.split("\\.", -1);
        for (int i = 0; i < names.length - 1; i++) {
            holder = holder.getAsJsonObject(names[i]);
        }
        String last = names[names.length - 1];
        if (other.isJsonNull()) {
            holder.remove(last);
        } else {
            holder.add(last, other);
        }
        add(path + ": " + what, copy.toString().replace("\"\\u0000null\"", "null"));
    }

    private static JsonObject with(JsonObject object, String name, JsonElement value) {
        JsonObject copy = object.deepCopy();
        copy.add(name, value);
        return copy;
    }

    /** A surrogate alone has no UTF-8: it can only be sent escaped. */
    private void add(String what, String body) {
        found.add(new Bad(what, body.replace("\uD83D", "\\ud83d")));
    }
}
