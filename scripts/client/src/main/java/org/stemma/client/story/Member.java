package org.stemma.client.story;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.stemma.client.gateway.Gateway;
import org.stemma.client.gateway.Json;

/** A member organisation of a running network: its gateway, and the demo keys of its identities. */
record Member(String id, String name, Gateway gateway, Path keyFile, JsonObject keys) {
    private static final String DATA_DIR = "data-dir:";

    /** Reads the members from the network's facts. Keys are made by the gateways when they first start. */
    static List<Member> of(Path stateDir) {
        JsonObject network = read(stateDir.resolve("network.json"));
        List<Member> members = new ArrayList<>();
        Json.array(network, "organisations").forEach(element -> {
            JsonObject organisation = element.getAsJsonObject();
            Path keyFile = dataDir(Path.of(Json.text(organisation, "gateway", "config")))
                    .resolve("demo-keys.json");
            Gateway gateway = gateway(organisation);
            members.add(new Member(
                    Json.text(organisation, "id"),
                    Json.text(organisation, "name"),
                    gateway,
                    keyFile,
                    read(keyFile).getAsJsonObject("keys")));
        });
        return members;
    }

    private static Gateway gateway(JsonObject organisation) {
        Optional<Path> authority =
                Json.find(organisation, "gateway", "tlsCa").map(Json::plain).map(Path::of);
        try {
            return new Gateway(URI.create(Json.text(organisation, "gateway", "url")), Optional.empty(), authority);
        } catch (IOException e) {
            throw new StoryException("the authority of a gateway's TLS can't be read: " + e.getMessage());
        }
    }

    static Member named(List<Member> members, String name) {
        return members.stream()
                .filter(member -> member.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new StoryException("the network has no member " + name + ", whom the story needs"));
    }

    /** The gateway as one of the member's identities. */
    Gateway as(String identity) {
        return gateway.as(Json.text(keys, identity));
    }

    private static Path dataDir(Path config) {
        try {
            return Files.readAllLines(config).stream()
                    .map(String::strip)
                    .filter(line -> line.startsWith(DATA_DIR))
                    .map(line ->
                            Path.of(line.substring(DATA_DIR.length()).strip().replace("\"", "")))
                    .findFirst()
                    .orElseThrow(() -> new StoryException(config + " does not say where the gateway's data is"));
        } catch (IOException e) {
            throw new StoryException("the gateway's configuration " + config + " can't be read", e);
        }
    }

    private static JsonObject read(Path file) {
        try {
            return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
        } catch (IOException e) {
            throw new StoryException("can't read " + file + ": is the network up, with its gateways?", e);
        }
    }
}
