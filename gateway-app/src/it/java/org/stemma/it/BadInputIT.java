package org.stemma.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Every write operation refuses bad input with a problem of its own, and writes nothing. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BadInputIT {
    private static final int SENDERS = 8;

    /** What gateways do by themselves, whatever a client sends. */
    private static final Set<String> BY_THEMSELVES =
            Set.of("kernel:closeEpochs", "royalty:settle", "member:registerMeter");

    private static final String COMPLETIONS = "POST /v1/assets/{}/completions";

    private final NetworkFile network = NetworkFile.read();
    private final Clients clients = new Clients(network);
    private final List<String> wrong = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger sent = new AtomicInteger();
    private WriteOperations operations;

    @BeforeAll
    void prepare() throws IOException {
        Gateways.up(network);
        operations = new WriteOperations(new Market(new Chaincode(clients)), network);
    }

    @AfterAll
    void close() {
        clients.close();
    }

    /** An operation without cases fails here. */
    @Test
    void every_write_operation_of_the_api_has_cases() throws IOException {
        Set<String> described = new TreeSet<>();
        JsonObject paths = new Rest(network, "LabMSP")
                .get("buyer", "/v1/openapi.json")
                .body()
                .getAsJsonObject("paths");
        for (Map.Entry<String, JsonElement> path : paths.entrySet()) {
            for (String method : path.getValue().getAsJsonObject().keySet()) {
                if (Set.of("post", "put", "patch", "delete").contains(method)) {
                    described.add(WriteOperations.template(method, path.getKey()));
                }
            }
        }
        Set<String> tested = new TreeSet<>();
        operations.all().forEach(operation -> tested.add(operation.template()));
        assertEquals(described, tested);
    }

    @Test
    void bad_input_is_refused_with_a_code_and_nothing_is_written() throws Exception {
        Blocks blocks = new Blocks(clients);
        long before = blocks.height();
        ExecutorService senders = Executors.newFixedThreadPool(SENDERS);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (WriteOperations.Operation operation : operations.all()) {
                tasks(operation).forEach(task -> all.add(senders.submit(task)));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            senders.shutdownNow();
        }
        List<Blocks.Ordered> written = blocks.since(before).stream()
                .filter(ordered -> !BY_THEMSELVES.contains(ordered.function()))
                .toList();
        System.out.printf(
                "bad input: %d operations, %d requests, %d blocks meanwhile%n",
                operations.all().size(), sent.get(), blocks.height() - before);
        assertEquals(List.of(), written, () -> "written; and " + String.join("\n", wrong));
        assertEquals("", String.join("\n", wrong));
    }

    private List<Runnable> tasks(WriteOperations.Operation operation) {
        List<Runnable> tasks = new ArrayList<>();
        Rest rest = new Rest(network, operation.organisation());
        Map<String, String> good = rest.as(operation.user());
        if (operation.template().endsWith("/artifact")) {
            good.put("Content-Type", "application/octet-stream");
        }
        byte[] body = operation.method().equals("DELETE")
                ? new byte[0]
                : operation.body().toString().getBytes(StandardCharsets.UTF_8);
        if (operation.hasJson()) {
            // With the key of an identity, completions are refused before their body is read; still with a problem.
            for (Mutations.Bad bad : Mutations.of(operation.body(), operation.mayBeMissing())) {
                tasks.add(() -> send(
                        rest,
                        operation,
                        bad.what(),
                        renewed(operation, good),
                        bad.body().getBytes(StandardCharsets.UTF_8)));
            }
            tasks.add(() -> send(
                    rest, operation, "not UTF-8", renewed(operation, good), new byte[] {'{', '"', (byte) 0xff, '"'}));
            if (body.length > 2) {
                tasks.add(() -> send(
                        rest, operation, "text/plain", changed(operation, good, "Content-Type", "text/plain"), body));
                tasks.add(() -> send(rest, operation, "no body", renewed(operation, good), new byte[0]));
            }
        } else if (operation.method().equals("PUT")) {
            tasks.add(() -> send(rest, operation, "other bytes", renewed(operation, good), new byte[1000]));
        }
        if (operation.template().contains("{}")) {
            paths(operation)
                    .forEach(
                            path -> tasks.add(() -> send(rest, operation, path, path, renewed(operation, good), body)));
        }
        tasks.addAll(strangers(rest, operation, good, body));
        return tasks;
    }

    /** Who must not ask, or does not say who asks. */
    private List<Runnable> strangers(
            Rest rest, WriteOperations.Operation operation, Map<String, String> good, byte[] body) {
        List<Runnable> tasks = new ArrayList<>();
        Map<String, String> nobody = renewed(operation, good);
        nobody.remove("Authorization");
        tasks.add(() -> send(rest, operation, "no key", nobody, body));
        for (String key : List.of("Bearer sak_wrong", "Bearer sgk_wrong", "Bearer ", "Basic eDp5", "x", "Bearer x y")) {
            tasks.add(() ->
                    send(rest, operation, "the key " + key, changed(operation, good, "Authorization", key), body));
        }
        tasks.add(() -> send(
                rest,
                operation,
                "an auditor",
                changed(operation, good, "Authorization", "Bearer " + rest.key("auditor")),
                body));
        tasks.add(() -> send(
                rest,
                operation,
                "an expired key",
                changed(operation, good, "Authorization", "Bearer " + expired(rest)),
                body));
        boolean named = !operation.method().equals("PUT")
                && !Set.of("DELETE /v1/keys/{}", "DELETE /v1/webhooks/{}", "POST /v1/meters/{}/flush", "POST /v1/meters/{}/aside/retry", COMPLETIONS)
                        .contains(operation.template());
        if (named) {
            Map<String, String> unnamed = renewed(operation, good);
            unnamed.remove("Idempotency-Key");
            tasks.add(() -> send(rest, operation, "no Idempotency-Key", unnamed, body));
            for (String key : List.of("x".repeat(129), "a b", "-a", "a/b", "\u00e9")) {
                tasks.add(() -> send(
                        rest,
                        operation,
                        "the request id " + key,
                        changed(operation, good, "Idempotency-Key", key),
                        body));
            }
        }
        operation.foreign().ifPresent(other -> {
            Rest elsewhere = new Rest(network, other);
            Map<String, String> theirs =
                    changed(operation, good, "Authorization", "Bearer " + elsewhere.key(operation.user()));
            tasks.add(() -> send(elsewhere, operation, "from " + other, theirs, body));
        });
        return tasks;
    }

    /** The same path with ids that are unknown, of another kind, or none. */
    private static List<String> paths(WriteOperations.Operation operation) {
        List<String> paths = new ArrayList<>();
        String[] parts = operation.path().split("/", -1);
        for (int i = 0; i < parts.length; i++) {
            if (parts[i].contains("_") || parts[i].startsWith("sha256:") || parts[i].equals("1")) {
                for (String other : List.of(
                        parts[i].replaceAll("[0-9a-f]{32,}", "0".repeat(32)) + (parts[i].equals("1") ? "000" : ""),
                        "zzz_0",
                        "x".repeat(2000),
                        "%00",
                        "%2e%2e%2fx",
                        "-1")) {
                    String[] changed = parts.clone();
                    changed[i] = other;
                    paths.add(String.join("/", changed));
                }
            }
        }
        return paths;
    }

    /** A key that was good for three seconds. */
    private static synchronized String expired(Rest rest) {
        return EXPIRED.computeIfAbsent(rest.organisation(), organisation -> {
            try {
                JsonObject body = new JsonObject();
                body.addProperty("identity", "buyer");
                body.addProperty("label", "soon expired");
                body.addProperty("expiresAt", Instant.now().plusSeconds(3).toString());
                String key = rest.post("admin", "/v1/keys", body.toString())
                        .created()
                        .text("key");
                Thread.sleep(3100);
                return key;
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException("making a key that expires", e);
            }
        });
    }

    private static final Map<String, String> EXPIRED = new TreeMap<>();

    private static Map<String, String> renewed(WriteOperations.Operation operation, Map<String, String> headers) {
        return changed(operation, headers, "Idempotency-Key", operation.requestId());
    }

    private static Map<String, String> changed(
            WriteOperations.Operation operation, Map<String, String> headers, String name, String value) {
        Map<String, String> copy = new TreeMap<>(headers);
        copy.put("Idempotency-Key", operation.requestId());
        copy.put(name, value);
        return copy;
    }

    private void send(
            Rest rest, WriteOperations.Operation operation, String what, Map<String, String> headers, byte[] body) {
        send(rest, operation, what, operation.path(), headers, body);
    }

    private void send(
            Rest rest,
            WriteOperations.Operation operation,
            String what,
            String path,
            Map<String, String> headers,
            byte[] body) {
        String name = operation.template() + " with " + shortened(what);
        try {
            sent.incrementAndGet();
            Rest.Answer answer = rest.send(operation.method(), path, headers, body);
            judge(name, answer);
        } catch (IOException | IllegalArgumentException e) {
            wrong.add(name + ": no answer: " + e);
        }
    }

    private void judge(String name, Rest.Answer answer) {
        boolean problem = answer.type().startsWith("application/problem+json")
                && answer.text("code").matches("[a-z]+\\.[a-z_]+")
                && answer.text("status").equals(Integer.toString(answer.status()));
        boolean refused = answer.status() >= 400 && answer.status() < 500;
        if (!problem || !refused) {
            wrong.add(name + ": " + shortened(answer.toString()));
        }
    }

    private static String shortened(String text) {
        return text.length() > 300 ? text.substring(0, 300) + "…" : text;
    }
}
