package org.stemma.it;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** A member's gateway process, asked over HTTP with the demo keys. */
final class Rest {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final NetworkFile network;
    private final String organisation;

    Rest(NetworkFile network, String organisation) {
        this.network = network;
        this.organisation = organisation;
    }

    String organisation() {
        return organisation;
    }

    /** What came back. A body that is no JSON object is shown under {@code text}. */
    record Answer(int status, HttpHeaders headers, JsonObject body) {
        String type() {
            return header("Content-Type");
        }

        String header(String name) {
            return headers.firstValue(name).orElse("");
        }

        String text(String member) {
            JsonElement found = body.get(member);
            return found == null ? "" : found.getAsString();
        }

        /** Fails unless the write was done. */
        Answer created() {
            if (status != 201) {
                throw new IllegalStateException("not created: " + this);
            }
            return this;
        }
    }

    /** The demo key of one of the organisation's users. */
    String key(String user) {
        Path config = Path.of(network.organisation(organisation)
                .getAsJsonObject("gateway")
                .get("config")
                .getAsString());
        try {
            String text = Files.readString(config.resolveSibling("data").resolve("demo-keys.json"));
            return JsonParser.parseString(text)
                    .getAsJsonObject()
                    .getAsJsonObject("keys")
                    .get(user)
                    .getAsString();
        } catch (IOException e) {
            throw new UncheckedIOException("the gateway of " + organisation + " has made no keys", e);
        }
    }

    /** The headers of a write by one of the organisation's users, under a new request id. */
    Map<String, String> as(String user) {
        return as(user, UUID.randomUUID().toString());
    }

    Map<String, String> as(String user, String idempotencyKey) {
        Map<String, String> headers = new TreeMap<>();
        headers.put("Authorization", "Bearer " + key(user));
        headers.put("Idempotency-Key", idempotencyKey);
        headers.put("Content-Type", "application/json");
        return headers;
    }

    Answer get(String user, String path) throws IOException {
        return send("GET", path, Map.of("Authorization", "Bearer " + key(user)), new byte[0]);
    }

    Answer post(String user, String path, String body) throws IOException {
        return send("POST", path, as(user), body.getBytes(StandardCharsets.UTF_8));
    }

    Answer send(String method, String path, Map<String, String> headers, byte[] body) throws IOException {
        String url = network.organisation(organisation)
                .getAsJsonObject("gateway")
                .get("url")
                .getAsString();
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(TIMEOUT)
                .method(
                        method,
                        body.length == 0
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(body));
        headers.forEach(request::header);
        try {
            HttpResponse<byte[]> response = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            return new Answer(
                    response.statusCode(),
                    response.headers(),
                    object(new String(response.body(), StandardCharsets.UTF_8)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static JsonObject object(String text) {
        try {
            JsonElement parsed = JsonParser.parseString(text);
            if (parsed.isJsonObject()) {
                return parsed.getAsJsonObject();
            }
        } catch (JsonParseException e) {
            // Shown as it is.
        }
        JsonObject shown = new JsonObject();
        shown.addProperty("text", text);
        return shown;
    }
}
