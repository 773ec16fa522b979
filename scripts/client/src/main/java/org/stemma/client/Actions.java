package org.stemma.client;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stemma.api.Codec;
import org.stemma.api.MalformedException;
import org.stemma.api.Money;
import org.stemma.client.gateway.Address;
import org.stemma.client.gateway.Body;
import org.stemma.client.gateway.Gateway;
import org.stemma.client.gateway.Json;

/**
 * Actions of a proposal as they are typed, {@code SUBJECT=VALUE}. What an action replaces is part of it: it is read from
 * the gateway here, so a proposal is made against what its proposer could see.
 */
final class Actions {
    private final Gateway gateway;

    Actions(Gateway gateway) {
        this.gateway = gateway;
    }

    /** {@code NAME=VALUE}, or {@code NAME=VALUE@PERIOD} for the first period in which it may hold. */
    List<Map<String, Object>> set(List<String> typed) {
        return typed.stream()
                .map(text -> split(text, "a parameter and its value, such as quorum=600000@12,"))
                .map(parts -> {
                    String[] value = parts[1].split("@", 2);
                    long from = value.length > 1 ? number(value[1]) : 0L;
                    return new Body()
                            .with("type", "setParameter")
                            .with("parameter", parts[0])
                            .with("before", valueOf(parts[0], from))
                            .with("after", number(value[0]))
                            .with("notBeforePeriod", from)
                            .members();
                })
                .toList();
    }

    /** What would hold without the change: a later value may be scheduled already. */
    private long valueOf(String name, long notBefore) {
        JsonObject table = gateway.object("/v1/parameters");
        long period = Math.max(notBefore, Json.number(table, "period") + 1);
        JsonObject parameter = Json.array(table, "parameters").asList().stream()
                .map(JsonElement::getAsJsonObject)
                .filter(row -> Json.text(row, "name").equals(name))
                .findFirst()
                .orElseThrow(() -> new MalformedException("no parameter is called " + name));
        List<JsonObject> versions = Json.array(parameter, "versions").asList().stream()
                .map(JsonElement::getAsJsonObject)
                .toList();
        return versions.stream()
                .filter(version -> Json.number(version, "fromPeriod") <= period)
                .reduce((earlier, later) -> later)
                .map(version -> Json.number(version, "value"))
                .orElseGet(() -> Json.number(versions.get(0), "value"));
    }

    /** {@code PARTY=12.5XTS}. */
    static List<Map<String, Object>> pay(List<String> typed) {
        return typed.stream()
                .map(text -> split(text, "a party and an amount, such as prt_1=12.5XTS,"))
                .map(parts -> new Body()
                        .with("type", "payFromTreasury")
                        .with("payee", parts[0])
                        .with("amount", money(Amounts.of(parts[1])))
                        .members())
                .toList();
    }

    /** {@code ASSET=held}, {@code delisted} or {@code listed}. */
    List<Map<String, Object>> order(List<String> typed) {
        return typed.stream()
                .map(text -> split(text, "an asset and its standing, such as ast_1=held,"))
                .map(parts -> new Body()
                        .with("type", "orderAsset")
                        .with("asset", parts[0])
                        .with("before", Json.text(gateway.object(Address.of("/v1/assets/{}", parts[0])), "standing"))
                        .with("after", parts[1])
                        .members())
                .toList();
    }

    /** {@code WALLET=12.5XTS}: what is held of it from then on; zero releases it. */
    List<Map<String, Object>> hold(List<String> typed) {
        return typed.stream()
                .map(text -> split(text, "a wallet and what is held of it, such as wal_1=12.5XTS,"))
                .map(parts -> {
                    Money after = Amounts.of(parts[1]);
                    return new Body()
                            .with("type", "orderAccount")
                            .with("wallet", parts[0])
                            .with("before", money(heldOf(parts[0]).orElse(after.with(0))))
                            .with("after", money(after))
                            .members();
                })
                .toList();
    }

    private Optional<Money> heldOf(String wallet) {
        return gateway.list("/v1/orders").stream()
                .filter(order -> Json.text(order, "subject").equals("wallet/" + wallet))
                .findFirst()
                .flatMap(order -> Json.find(order, "held"))
                .map(held -> Codec.decode(held.toString(), Money.class));
    }

    private static Map<String, Object> money(Money money) {
        return Map.of("amount", money.amount(), "currency", money.currency().value());
    }

    private static String[] split(String text, String expected) {
        String[] parts = text.split("=", 2);
        if (parts.length < 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
            throw new MalformedException(expected + " is expected, not " + text);
        }
        return parts;
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new MalformedException("a whole number is expected, not " + text);
        }
    }
}
