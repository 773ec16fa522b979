package org.stemma.it;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * Another copy of a member's gateway, beside the network's, which have been up: its own port, folder and database; it
 * neither settles nor meters.
 */
final class OwnGateway implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final Path folder;
    private final int port;
    private final List<String> command = new ArrayList<>();
    private final Map<String, String> environment;
    private Process process;

    OwnGateway(
            NetworkFile network,
            String organisation,
            String name,
            int port,
            Map<String, String> environment,
            String... settings)
            throws IOException {
        this.port = port;
        this.environment = Map.copyOf(environment);
        this.folder = Path.of(System.getProperty("stemma.it.work", "target/it"))
                .toAbsolutePath()
                .resolve(name + "-" + UUID.randomUUID());
        Files.createDirectories(folder);
        String config = network.organisation(organisation)
                .getAsJsonObject("gateway")
                .get("config")
                .getAsString();
        Path running = network.stateDir().resolve("gateway/current");
        command.addAll(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "@" + running.resolve("java.options"),
                "-jar",
                running.resolve("stemma-gateway.jar").toString(),
                "--spring.config.additional-location=file:" + config,
                "--server.port=" + port,
                "--stemma.data-dir=" + folder.resolve("data"),
                "--stemma.scheduler.enabled=false",
                "--stemma.meter.enabled=false"));
        command.addAll(List.of(settings));
        this.process = launch();
    }

    private Process launch() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()));
        builder.environment().putAll(environment);
        return builder.start();
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    void restart() throws IOException {
        process = launch();
    }

    String key(String user) throws IOException {
        return JsonParser.parseString(Files.readString(folder.resolve("data").resolve("demo-keys.json")))
                .getAsJsonObject()
                .getAsJsonObject("keys")
                .get(user)
                .getAsString();
    }

    HttpResponse<String> get(String user, String path) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .timeout(Duration.ofSeconds(60))
                        .header("Authorization", "Bearer " + key(user))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> post(String user, String path, String request, String body)
            throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .timeout(Duration.ofSeconds(60))
                        .header("Authorization", "Bearer " + key(user))
                        .header("Idempotency-Key", request)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    JsonObject readModel() throws IOException, InterruptedException {
        return JsonParser.parseString(get("admin", "/v1/read-model").body()).getAsJsonObject();
    }

    /** Waits until it answers, is healthy and has all blocks. */
    OwnGateway awaitWell() throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        String last = "nothing";
        while (System.nanoTime() < end) {
            try {
                HttpResponse<String> health = get("admin", "/actuator/health");
                last = health.body();
                if (health.statusCode() == 200 && readModel().get("blocksBehind").getAsLong() <= 5) {
                    return this;
                }
            } catch (IOException e) {
                last = e.toString();
            }
            Thread.sleep(100);
        }
        throw new IllegalStateException("not well in time: " + last + "; see " + folder);
    }

    /** Waits until no rebuild runs, and returns the last one. */
    JsonObject awaitRebuild() throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        JsonObject shown = readModel();
        while (System.nanoTime() < end) {
            if (!shown.has("rebuild")) {
                return shown;
            }
            JsonObject rebuild = shown.getAsJsonObject("rebuild");
            if (rebuild.get("state").getAsString().equals("done")) {
                return rebuild;
            }
            Thread.sleep(50);
            shown = readModel();
        }
        throw new IllegalStateException("not rebuilt in time: " + shown);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                kill();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
