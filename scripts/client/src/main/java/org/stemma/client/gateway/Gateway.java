package org.stemma.client.gateway;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonSyntaxException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.stemma.api.Codec;

/**
 * A member's gateway, spoken to under one key or none. Calls block; safe for use by several threads.
 *
 * <p>Every call throws {@link RefusedCall} for a problem and {@link UnreachableException} when nothing answers.
 */
public final class Gateway {
    /** A settlement closes epochs and takes many steps, each a transaction, before it answers. */
    private static final Duration ANSWER = Duration.ofMinutes(3);

    private static final int PAGE = 100;

    private static final int OK = 200;

    /** What a header may hold: else it would be cut off, or be read as another one. */
    private static final Pattern VISIBLE = Pattern.compile("[!-~]{1,4096}");

    private final URI base;
    private final Optional<String> key;
    private final HttpClient http;

    /**
     * A gateway at an address.
     *
     * @param authority the PEM file of the authority that its TLS certificate is from, if the platform does not know it
     * @throws IOException if the file holds no certificate
     */
    public Gateway(URI base, Optional<String> key, Optional<Path> authority) throws IOException {
        this(base, key, Trust.client(authority));
    }

    private Gateway(URI base, Optional<String> key, HttpClient http) {
        this.base = base;
        this.key = key;
        this.http = http;
    }

    public URI base() {
        return base;
    }

    /** The same gateway under another key. */
    public Gateway as(String otherKey) {
        return new Gateway(base, Optional.of(otherKey), http);
    }

    public JsonElement get(String path) {
        return send(request(path).GET());
    }

    public JsonObject object(String path) {
        return object(get(path));
    }

    private static JsonObject object(JsonElement answer) {
        if (answer instanceof JsonObject object) {
            return object;
        }
        throw Json.unexpected("an object is expected, not " + answer);
    }

    /** Whether a text can be a key or the id of a request: printable, without blanks. */
    public static boolean isHeader(String text) {
        return VISIBLE.matcher(text).matches();
    }

    /** All items of a list, page after page. */
    public List<JsonObject> list(String path) {
        List<JsonObject> items = new ArrayList<>();
        String joint = path.contains("?") ? "&" : "?";
        Optional<String> cursor = Optional.empty();
        do {
            JsonObject page = object(path + joint + "limit=" + PAGE
                    + cursor.map(next -> "&cursor=" + next).orElse(""));
            Json.array(page, "items").forEach(item -> items.add(object(item)));
            cursor = Json.find(page, "next").map(Json::plain);
        } while (cursor.isPresent());
        return items;
    }

    /** Writes once, however often it is sent under one request id. */
    public JsonObject post(String path, String requestId, Map<String, ?> body) {
        return object(send(write(path, requestId, body)));
    }

    /** As above, but waits for the commit for so many seconds only; without a block in the answer it is still under way. */
    public JsonObject post(String path, String requestId, Map<String, ?> body, int seconds) {
        String preference = seconds == 0 ? "respond-async" : "wait=" + seconds;
        return object(send(write(path, requestId, body).header("Prefer", preference)));
    }

    private HttpRequest.Builder write(String path, String requestId, Map<String, ?> body) {
        return request(path)
                .header("Idempotency-Key", requestId)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(Codec.encode(body)));
    }

    public JsonElement delete(String path, String requestId) {
        return send(request(path).header("Idempotency-Key", requestId).DELETE());
    }

    public JsonElement put(String path, String json) {
        return send(request(path).header("Content-Type", "application/json").PUT(BodyPublishers.ofString(json)));
    }

    /** Sends many documents, a line each, as they are made: together they may be larger than one body of JSON may be. */
    public JsonElement putLines(String path, List<? extends Record> documents) {
        Iterable<byte[]> lines = () -> documents.stream().map(Gateway::line).iterator();
        return send(
                request(path).header("Content-Type", "application/x-ndjson").PUT(BodyPublishers.ofByteArrays(lines)));
    }

    private static byte[] line(Record document) {
        return (Codec.encode(document) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** Streams a file; it needn't fit into memory. */
    public JsonElement putFile(String path, Path file) throws FileNotFoundException {
        BodyPublisher bytes = BodyPublishers.ofFile(file);
        return send(
                request(path).header("Content-Type", "application/octet-stream").PUT(bytes));
    }

    /**
     * Reads a stream of events until it ends, is silent for too long, or nobody wants more.
     *
     * @param after the last event that is known, if there is one
     * @param silence after so long without a word, not even that it lives, the stream is given up
     * @param wants takes each event, and says whether another one is wanted
     * @return the last id that came whole, an event's or the stream's own; to go on after
     */
    public Optional<String> follow(String path, Optional<String> after, Duration silence, Predicate<JsonObject> wants) {
        HttpRequest.Builder request =
                request(path).setHeader("Accept", "text/event-stream").timeout(silence);
        after.ifPresent(id -> request.header("Last-Event-ID", id));
        try {
            HttpResponse<InputStream> response = http.send(request.GET().build(), BodyHandlers.ofInputStream());
            if (response.statusCode() != OK) {
                try (InputStream body = response.body()) {
                    throw problem(response.statusCode(), new String(body.readAllBytes(), StandardCharsets.UTF_8));
                }
            }
            EventLines lines = new EventLines(response.body(), after);
            lines.read(silence, wants);
            return lines.last();
        } catch (IOException e) {
            throw new UnreachableException(base, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnreachableException(base, e);
        }
    }

    private static RefusedCall problem(int status, String body) {
        try {
            JsonElement json = Json.parse(body);
            return problem(status, json.isJsonObject() ? json.getAsJsonObject() : new JsonObject());
        } catch (JsonSyntaxException e) {
            return problem(status, new JsonObject());
        }
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(ANSWER)
                .header("Accept", "application/json, application/problem+json");
        key.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
        return request;
    }

    private JsonElement send(HttpRequest.Builder request) {
        try {
            return answer(http.send(request.build(), BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new UnreachableException(base, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnreachableException(base, e);
        }
    }

    private static JsonElement answer(HttpResponse<String> response) {
        JsonElement body;
        try {
            body = response.body().isEmpty() ? new JsonObject() : Json.parse(response.body());
        } catch (JsonSyntaxException e) {
            throw new RefusedCall(response.statusCode(), "client.not_json", "The answer is no JSON.", new TreeMap<>());
        }
        // A write whose outcome is not known is told as a problem, though with 202.
        boolean isProblem = body.isJsonObject() && body.getAsJsonObject().has("code") && response.statusCode() == 202;
        if (response.statusCode() / 100 == 2 && !isProblem) {
            return body;
        }
        throw problem(response.statusCode(), body.isJsonObject() ? body.getAsJsonObject() : new JsonObject());
    }

    private static RefusedCall problem(int status, JsonObject problem) {
        SortedMap<String, String> facts = new TreeMap<>();
        Json.find(problem, "facts").map(JsonElement::getAsJsonObject).ifPresent(members -> members.asMap()
                .forEach((name, fact) -> facts.put(name, Json.plain(fact))));
        String code = Json.find(problem, "code").map(Json::plain).orElse("gateway.http_" + status);
        String sentence = Json.find(problem, "title").map(Json::plain).orElse("The gateway answered " + status + ".");
        return new RefusedCall(status, code, sentence, facts);
    }
}
