package org.stemma.it;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/** Stands between a client and its gateway and alters what goes through: a gateway that somebody has taken over. */
final class LyingGateway implements AutoCloseable {
    private final HttpClient http = HttpClient.newHttpClient();
    private final HttpServer server;
    private final String behind;
    private final UnaryOperator<JsonObject> asked;
    private final UnaryOperator<JsonObject> answered;
    private final String step;
    private final List<String> paths = new CopyOnWriteArrayList<>();

    /**
     * @param step of the three, of which requests and answers are altered
     * @param asked alters the client's request
     * @param answered alters the gateway's answer
     */
    LyingGateway(String behind, String step, UnaryOperator<JsonObject> asked, UnaryOperator<JsonObject> answered)
            throws IOException {
        this.behind = behind;
        this.step = step;
        this.asked = asked;
        this.answered = answered;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::relay);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** What the client has asked for, in order. */
    List<String> paths() {
        return List.copyOf(paths);
    }

    private void relay(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        paths.add(path);
        boolean lies = path.endsWith("/" + step);
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(behind + path))
                .POST(HttpRequest.BodyPublishers.ofString(lies ? altered(body, asked) : body));
        for (String name : List.of("Authorization", "Idempotency-Key", "Content-Type")) {
            request.header(name, exchange.getRequestHeaders().getFirst(name));
        }
        HttpResponse<String> response = send(request);
        boolean good = response.statusCode() < 300;
        byte[] answer = (lies && good ? altered(response.body(), answered) : response.body())
                .getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(response.statusCode(), answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException(e));
        }
    }

    private static String altered(String body, UnaryOperator<JsonObject> alter) {
        return alter.apply(JsonParser.parseString(body).getAsJsonObject()).toString();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
