package org.stemma.it;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The facts of the network under test, from its {@code network.json}. */
record NetworkFile(Path home, String name, int basePort, JsonObject json) {
    private static final String HOME = "stemma.it.network-home";
    private static final String NAME = "stemma.it.network";

    /** The network that the runner named. */
    static NetworkFile read() {
        Path home = Path.of(required(HOME));
        String name = required(NAME);
        try {
            Path file = home.resolve(".state").resolve(name).resolve("network.json");
            JsonObject json = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
            return new NetworkFile(home, name, json.get("basePort").getAsInt(), json);
        } catch (IOException e) {
            throw new UncheckedIOException("the network " + name + " is not up; run.sh brings it up", e);
        }
    }

    /** A size that {@code run.sh --full} raises. */
    static int size(String property, int otherwise) {
        return Integer.getInteger("stemma.it." + property, otherwise);
    }

    static boolean full() {
        return Boolean.getBoolean("stemma.it.full");
    }

    private static String required(String property) {
        String value = System.getProperty(property);
        if (value == null || value.isBlank()) {
            throw new IllegalStateException("-D" + property + " is missing; gateway-app/src/it/run.sh gives it");
        }
        return value;
    }

    Path stateDir() {
        return Path.of(json.get("stateDir").getAsString());
    }

    String channel() {
        return json.get("channel").getAsString();
    }

    List<String> organisations() {
        List<String> ids = new ArrayList<>();
        json.getAsJsonArray("organisations")
                .forEach(one -> ids.add(one.getAsJsonObject().get("id").getAsString()));
        return ids;
    }

    JsonObject organisation(String id) {
        return find(json, "organisations", "id", id);
    }

    JsonObject user(String organisation, String user) {
        return find(organisation(organisation), "users", "name", user);
    }

    /** The pid of a node that runs. */
    long pid(String organisation, String node) {
        return findPid(organisation, node).orElseThrow(() -> new IllegalStateException(node + " does not run"));
    }

    /** The pid of a node, if it runs now. */
    Optional<Long> findPid(String organisation, String node) {
        JsonObject found = find(organisation(organisation), "nodes", "name", node);
        try {
            String text = Files.readString(Path.of(found.get("pidFile").getAsString()));
            return text.isBlank()
                    ? Optional.empty()
                    : Optional.of(Long.parseLong(text.strip().replaceAll("(?s)\\s.*", "")));
        } catch (java.nio.file.NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(node + "'s pid can't be read", e);
        }
    }

    /** The name of an organisation's node that runs and whose name contains this. */
    String running(String organisation, String part) {
        for (JsonElement element : organisation(organisation).getAsJsonArray("nodes")) {
            String node = element.getAsJsonObject().get("name").getAsString();
            if (node.contains(part) && findPid(organisation, node).isPresent()) {
                return node;
            }
        }
        throw new IllegalStateException("no " + part + " of " + organisation + " runs");
    }

    /** Where a node tells its health and metrics. */
    String operations(String organisation, String node) {
        return find(organisation(organisation), "nodes", "name", node)
                .get("operations")
                .getAsString();
    }

    private static JsonObject find(JsonObject in, String list, String member, String value) {
        for (JsonElement element : in.getAsJsonArray(list)) {
            if (element.getAsJsonObject().get(member).getAsString().equals(value)) {
                return element.getAsJsonObject();
            }
        }
        throw new IllegalArgumentException("no " + value + " in " + list);
    }
}
