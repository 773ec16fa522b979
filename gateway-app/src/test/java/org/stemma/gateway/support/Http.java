package org.stemma.gateway.support;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.stemma.api.Codec;

/** Calls of a whole gateway. */
public final class Http {
    private final HttpClient client =
            HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build();
    private final int port;

    public Http(int port) {
        this.port = port;
    }

    private HttpRequest.Builder request(String path, String key) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        return key.isEmpty() ? request : request.header("Authorization", "Bearer " + key);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Reads under a key or token, or under none if it is empty. */
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
