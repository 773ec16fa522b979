package org.stemma.contracts.exactness.model;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** A JSON object's members. */
record Fields(JsonObject json) {
    static Fields of(String text) {
        return new Fields(JsonParser.parseString(text).getAsJsonObject());
    }

    /** An amount in nano. */
    record Amount(String currency, BigInteger nano) {}

    boolean has(String name) {
        return json.has(name);
    }

    String text(String name) {
        return json.get(name).getAsString();
    }

    Optional<String> optional(String name) {
        return has(name) ? Optional.of(text(name)) : Optional.empty();
    }

    /** Numbers beyond 53 bits stand as strings. */
    long number(String name) {
        return Long.parseLong(text(name));
    }

    Instant time(String name) {
        return Instant.parse(text(name));
    }

    Fields object(String name) {
        return new Fields(json.getAsJsonObject(name));
    }

    Amount money(String name) {
        Fields money = object(name);
        return new Amount(
                money.text("currency"),
                new BigDecimal(money.text("amount")).movePointRight(9).toBigIntegerExact());
    }

    Optional<Amount> optionalMoney(String name) {
        return has(name) ? Optional.of(money(name)) : Optional.empty();
    }

    List<Fields> objects(String name) {
        return elements(name).stream()
                .map(element -> new Fields(element.getAsJsonObject()))
                .toList();
    }

    List<String> texts(String name) {
        return elements(name).stream().map(JsonElement::getAsString).toList();
    }

    private List<JsonElement> elements(String name) {
        return has(name)
                ? StreamSupport.stream(json.getAsJsonArray(name).spliterator(), false)
                        .toList()
                : List.of();
    }
}
