package org.stemma.gateway.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.stemma.api.Codec;

/** Calls of a whole gateway. */
public final class Http {
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
    private final int port;

    public Http(int port) {
        this.port = port;
    }

    /** The keys that a gateway of the demo has written down, by identity. */
    public static Map<String, String> demoKeys(Path folder) {
        try {
            Object keys = Codec.members(
                            Files.readString(folder.resolve("demo-keys.json")).strip())
                    .get("keys");
            Map<String, String> found = new TreeMap<>();
            ((Map<?, ?>) Objects.requireNonNull(keys))
                    .forEach((identity, key) -> found.put(String.valueOf(identity), String.valueOf(key)));
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A request under a key or token, or under none if it is empty. */
    public HttpRequest.Builder request(String path, String key) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        return key.isEmpty() ? request : request.header("Authorization", "Bearer " + key);
    }

    public HttpResponse<String> send(HttpRequest.Builder request) {
        return send(request, BodyHandlers.ofString());
    }

    /** The answer whose body is still to come. */
    public HttpResponse<InputStream> open(HttpRequest.Builder request) {
        return send(request, BodyHandlers.ofInputStream());
    }

    /** Sends without waiting for the answer. */
    public CompletableFuture<HttpResponse<String>> begin(HttpRequest.Builder request) {
        return client.sendAsync(request.build(), BodyHandlers.ofString());
    }

    private <T> HttpResponse<T> send(HttpRequest.Builder request, HttpResponse.BodyHandler<T> body) {
        try {
            return client.send(request.build(), body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public HttpResponse<String> get(String path, String key) {
        return send(request(path, key));
    }

    public HttpResponse<String> delete(String path, String key) {
        return send(request(path, key).DELETE());
    }

    /** Writes under a key; the request is the Idempotency-Key. */
    public HttpResponse<String> post(String path, String key, String request, String body) {
        return send(request(path, key)
                .header("Idempotency-Key", request)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    }

    /** A member of an answer, as text. */
    public static String text(HttpResponse<String> response, String member) {
        return String.valueOf(Codec.members(response.body()).get(member));
    }

    /** Status and code of a problem. */
    public static String problem(HttpResponse<String> response) {
        return response.statusCode() + " " + text(response, "code");
    }
}
