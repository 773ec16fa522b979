package org.stemma.client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.stemma.client.gateway.Printable;

/** Commands against a gateway of fixed answers. */
abstract class CommandCase {
    /** What ends so is not closed: the gateway says nothing more. */
    static final String HANG = "(hangs)";

    @TempDir
    Path folder = Path.of("");

    final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    final List<String> preferred = new ArrayList<>();
    final List<String> kinds = new ArrayList<>();
    final List<String> lastIds = new ArrayList<>();
    final Map<String, String> answers = new java.util.HashMap<>();
    /** Answers of their own to the first calls, and statuses of single addresses. */
    final Map<String, List<String>> later = new java.util.HashMap<>();

    final Map<String, Integer> refusals = new java.util.HashMap<>();
    int status = 200;
    final HttpServer server = Servers.fresh();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    final StringWriter out = new StringWriter();
    final StringWriter err = new StringWriter();

    @BeforeEach
    void start() {
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                + exchange.getRequestHeaders().getFirst("Authorization") + " "
                + exchange.getRequestHeaders().getFirst("Idempotency-Key") + " " + body);
        kinds.add(String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type")));
        preferred.add(String.valueOf(exchange.getRequestHeaders().getFirst("Prefer")));
        if (exchange.getRequestURI().getPath().equals("/v1/events")) {
            lastIds.add(String.valueOf(exchange.getRequestHeaders().getFirst("Last-Event-ID")));
        }
        String text = answers.getOrDefault(exchange.getRequestURI().toString(), "{}");
        List<String> turns = later.getOrDefault(exchange.getRequestURI().toString(), List.of());
        if (!turns.isEmpty()) {
            text = turns.get(0);
            later.put(exchange.getRequestURI().toString(), turns.subList(1, turns.size()));
        }
        boolean hangs = text.endsWith(HANG);
        byte[] answer = text.replace(HANG, "").getBytes(StandardCharsets.UTF_8);
        int code = refusals.getOrDefault(exchange.getRequestURI().toString(), status);
        exchange.sendResponseHeaders(code, hangs ? 0 : answer.length);
        exchange.getResponseBody().write(answer);
        exchange.getResponseBody().flush();
        if (!hangs) {
            exchange.close();
        }
    }

    int stemma(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        if (!all.contains("--gateway")) {
            all.add("--gateway");
            all.add("http://127.0.0.1:" + server.getAddress().getPort());
        }
        return Stemma.run(
                Map.of("STEMMA_KEY", "sak_environment"),
                Printable.writer(out),
                Printable.writer(err),
                all.toArray(String[]::new));
    }

    Path file(String name, int bytes) throws IOException {
        return Files.write(folder.resolve(name), new byte[bytes]);
    }
}
