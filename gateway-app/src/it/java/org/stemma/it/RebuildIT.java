package org.stemma.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.stemma.api.Digest;

/**
 * Under load, two more copies of Studio's gateway, one on H2 and one on PostgreSQL, are rebuilt, killed, and left without
 * their database: at the same height they dump the same bytes as Lab's, whose read model only ever grew.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RebuildIT {
    private static final int BUYERS = 4;

    /** Blocks that come while all are asked for the same height. */
    private static final int AHEAD = 8;

    private final NetworkFile network = NetworkFile.read();
    private final Clients clients = new Clients(network);
    private final Rest lab = new Rest(network, "LabMSP");
    private final ExecutorService threads = Executors.newFixedThreadPool(6);

    @BeforeAll
    void start() {
        Gateways.up(network);
    }

    @AfterAll
    void close() {
        threads.shutdownNow();
        clients.close();
    }

    @Test
    void what_is_rebuilt_under_load_equals_what_grew_on_both_databases() throws Exception {
        int port = network.basePort() + 100;
        try (PostgresServer server = new PostgresServer("postgresql-of-rebuild", port)) {
            server.createDatabase("studio");
            try (OwnGateway h2 = new OwnGateway(network, "StudioMSP", "h2", port + 1, Map.of());
                    OwnGateway postgresql = new OwnGateway(
                            network,
                            "StudioMSP",
                            "postgresql",
                            port + 2,
                            Map.of("STEMMA_SECRETS", server.secrets().toString()),
                            "--spring.profiles.active=postgresql",
                            "--spring.datasource.url=" + server.url("studio"));
                    Traffic traffic = new Traffic(
                            network, new Market(new Chaincode(clients)), BUYERS, Duration.ofMillis(20)).begin()) {
                h2.awaitWell();
                postgresql.awaitWell();
                same("grown", h2, postgresql);
                rebuildUnderReads(h2, postgresql);
                same("rebuilt", h2, postgresql);
                killInTheMiddle(h2, postgresql);
                same("killed in the middle of rebuilding", h2, postgresql);
                loseTheDatabase(server, postgresql);
                same("after the database was killed", h2, postgresql);
                System.out.println("traffic meanwhile: " + traffic.check());
                for (OwnGateway gateway : List.of(h2, postgresql)) {
                    rebuild(gateway);
                    System.out.println("rebuilt while nobody writes: " + gateway.awaitRebuild());
                }
            }
        }
    }

    /** All three at one height, while blocks come. */
    private void same(String when, OwnGateway... others) throws Exception {
        long height = others[0].readModel().get("height").getAsLong() + AHEAD;
        String path = "/v1/read-model/dump?height=" + height;
        List<Future<String>> dumps = new ArrayList<>();
        dumps.add(threads.submit(() -> labDump(path)));
        for (OwnGateway other : others) {
            dumps.add(threads.submit(() -> ok(other.get("admin", path)).body()));
        }
        String grown = dumps.get(0).get();
        assertTrue(grown.startsWith("{\"format\":3,\"height\":" + height + "}"), () -> grown.substring(0, 200));
        for (Future<String> dump : dumps) {
            assertEquals(Digest.of(grown), Digest.of(dump.get()), when);
        }
        System.out.printf(
                "%s: %d dumps of %d lines at height %d are equal%n",
                when, dumps.size(), grown.lines().count(), height);
    }

    private String labDump(String path) throws IOException, InterruptedException {
        String url = network.organisation("LabMSP")
                .getAsJsonObject("gateway")
                .get("url")
                .getAsString();
        return ok(java.net.http.HttpClient.newHttpClient()
                        .send(
                                java.net.http.HttpRequest.newBuilder(java.net.URI.create(url + path))
                                        .header("Authorization", "Bearer " + lab.key("admin"))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8)))
                .body();
    }

    private static HttpResponse<String> ok(HttpResponse<String> answer) {
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(answer.statusCode() + " " + answer.body());
        }
        return answer;
    }

    private static void rebuild(OwnGateway gateway) throws IOException, InterruptedException {
        String request = UUID.randomUUID().toString();
        HttpResponse<String> asked = gateway.post("admin", "/v1/read-model/rebuild", request, "{}");
        assertEquals(202, asked.statusCode(), asked.body());
    }

    private void rebuildUnderReads(OwnGateway... gateways) throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger reads = new AtomicInteger();
        List<Future<Void>> readers = new ArrayList<>();
        for (OwnGateway gateway : gateways) {
            readers.add(threads.submit(() -> {
                while (!stop.get()) {
                    assertTrue(ok(gateway.get("buyer", "/v1/grants?limit=20")).body().contains("grt_"));
                    reads.incrementAndGet();
                }
                return null;
            }));
        }
        for (OwnGateway gateway : gateways) {
            rebuild(gateway);
        }
        for (OwnGateway gateway : gateways) {
            JsonObject done = gateway.awaitRebuild();
            System.out.println("rebuilt under load: " + done);
            assertEquals("done", done.get("state").getAsString());
        }
        stop.set(true);
        for (Future<Void> reader : readers) {
            reader.get();
        }
        System.out.printf("%d reads answered meanwhile%n", reads.get());
        assertTrue(reads.get() > 0);
    }

    private static void killInTheMiddle(OwnGateway... gateways) throws Exception {
        for (OwnGateway gateway : gateways) {
            rebuild(gateway);
            gateway.kill();
            gateway.restart();
        }
        for (OwnGateway gateway : gateways) {
            gateway.awaitWell();
            System.out.println("after the kill: " + gateway.awaitRebuild());
        }
    }

    private void loseTheDatabase(PostgresServer server, OwnGateway gateway) throws Exception {
        server.kill();
        HttpResponse<String> read = gateway.get("buyer", "/v1/grants");
        assertEquals(503, read.statusCode(), read.body());
        assertTrue(read.body().contains("gateway.database_unavailable"), read.body());
        assertTrue(read.headers().firstValue("Retry-After").isPresent());
        assertEquals(503, gateway.get("buyer", "/actuator/health").statusCode());

        String request = UUID.randomUUID().toString();
        Future<String> write = threads.submit(() -> untilCreated(gateway, request));
        Thread.sleep(3_000);
        server.restart();
        gateway.awaitWell();
        String id = write.get();
        assertEquals(200, gateway.get("buyer", "/v1/parties/" + id).statusCode());
        assertEquals(id, untilCreated(gateway, request), "the same request is the same party");
        System.out.println("back by itself after its database was killed; " + id + " was registered");
    }

    private static String untilCreated(OwnGateway gateway, String request) throws IOException, InterruptedException {
        while (true) {
            HttpResponse<String> answer = gateway.post(
                    "buyer", "/v1/parties", request, "{\"name\":\"A department\",\"kind\":\"department\"}");
            if (answer.statusCode() == 201) {
                return com.google.gson.JsonParser.parseString(answer.body())
                        .getAsJsonObject()
                        .get("id")
                        .getAsString();
            }
            assertTrue(answer.statusCode() == 503 || answer.statusCode() == 202, answer.body());
            Thread.sleep(200);
        }
    }
}
