package org.stemma.client.gateway;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.lang.reflect.RecordComponent;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.stemma.api.Codec;
import org.stemma.api.Document;

/** Reading a gateway's answers, which may say more than the language's records hold. */
public final class Json {
    private Json() {}

    /** The text of a member, reached step by step; an absent one is a broken answer. */
    public static String text(JsonObject object, String... path) {
        return find(object, path)
                .map(Json::plain)
                .orElseThrow(() -> unexpected("no member " + String.join(".", path) + " in " + object));
    }

    public static long number(JsonObject object, String... path) {
        String digits = text(object, path);
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException e) {
            throw unexpected(String.join(".", path) + " is no whole number but " + digits);
        }
    }

    static RefusedCall unexpected(String what) {
        return new RefusedCall(
                0,
                "client.unexpected_answer",
                "What answers is no gateway of this version.",
                new TreeMap<>(Map.of("found", what)));
    }

    public static Optional<JsonElement> find(JsonObject object, String... path) {
        JsonElement at = object;
        for (String step : path) {
            if (!(at instanceof JsonObject inner) || !inner.has(step)) {
                return Optional.empty();
            }
            at = inner.get(step);
        }
        return at.isJsonNull() ? Optional.empty() : Optional.of(at);
    }

    /** A member that is an array; empty when it is absent. */
    public static JsonArray array(JsonObject object, String name) {
        return find(object, name)
                .map(found -> {
                    if (found instanceof JsonArray array) {
                        return array;
                    }
                    throw unexpected(name + " is no array but " + found);
                })
                .orElseGet(JsonArray::new);
    }

    /** A primitive without quotes, money as people write it, anything else as JSON. */
    public static String plain(JsonElement element) {
        if (element instanceof JsonPrimitive primitive) {
            return primitive.getAsString();
        }
        if (element instanceof JsonObject object && object.size() == 2 && object.has("amount")) {
            return text(object, "amount") + " " + text(object, "currency");
        }
        return element.toString();
    }

    /** Binds the members that the record knows; what else the gateway adds is for people. */
    public static <T extends Record> T bind(JsonObject object, Class<T> type) {
        JsonObject known = new JsonObject();
        for (RecordComponent component : type.getRecordComponents()) {
            find(object, component.getName()).ifPresent(value -> known.add(component.getName(), value));
        }
        if (Document.class.isAssignableFrom(type)) {
            known.addProperty("v", Document.VERSION);
        }
        return Codec.decode(known.toString(), type);
    }

    static JsonElement parse(String text) {
        return JsonParser.parseString(text);
    }
}
