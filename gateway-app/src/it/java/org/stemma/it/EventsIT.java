package org.stemma.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.stemma.api.member.MemberCommand;
import org.stemma.api.member.Party;
import org.stemma.gateway.support.Receiver;

/**
 * Events of a ledger under traffic, told by a gateway that is killed twice: every stream and a webhook whose receiver
 * fails half of the time get all of them, in the ledger's order, and what comes twice bears the same id.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class EventsIT {
    private static final String ARCHIVE = "ArchiveMSP";
    private static final String TYPE = "member.partyRegistered";
    private static final int EVENTS = NetworkFile.full() ? 20_000 : 600;
    private static final int CLIENTS = NetworkFile.full() ? 200 : 20;
    private static final int WRITERS = NetworkFile.full() ? 64 : 16;
    private static final int KILLS = 2;
    private static final Duration PATIENCE = NetworkFile.full() ? Duration.ofMinutes(15) : Duration.ofMinutes(2);

    private final NetworkFile network = NetworkFile.read();
    private final Clients clients = new Clients(network);
    private final Rest archive = new Rest(network, ARCHIVE);
    private final Rest lab = new Rest(network, "LabMSP");
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger written = new AtomicInteger();

    /** Settings that a gateway finds where it is started. Pauses between attempts are for people otherwise. */
    private final Path settings = Path.of(network.organisation(ARCHIVE)
                    .getAsJsonObject("gateway")
                    .get("config")
                    .getAsString())
            .resolveSibling("application.properties");

    @BeforeAll
    void start() throws IOException, InterruptedException {
        Gateways.up(network);
        Files.writeString(settings, "stemma.webhooks.retry-after=1ms,5ms,20ms\n");
        kill();
    }

    @AfterAll
    void close() throws IOException {
        Files.deleteIfExists(settings);
        threads.shutdownNow();
        clients.close();
    }

    /** Ends the gateway as a crash does; it comes back by itself. Returns when it has. */
    private void kill() throws InterruptedException {
        long pid = network.pid(ARCHIVE, "archive-gateway");
        assertTrue(ProcessHandle.of(pid).map(ProcessHandle::destroyForcibly).orElse(false), "no gateway to kill");
        Instant end = Instant.now().plus(PATIENCE);
        while (!isBack(pid)) {
            assertTrue(Instant.now().isBefore(end), "the gateway does not come back");
            Thread.sleep(200);
        }
    }

    private boolean isBack(long before) {
        try {
            return network.pid(ARCHIVE, "archive-gateway") != before
                    && archive.get("auditor", "/actuator/health").status() == 200;
        } catch (IOException | RuntimeException e) {
            return false;
        }
    }

    @Test
    void nothing_is_missing_and_order_is_kept_whoever_dies() throws Exception {
        Instant began = Instant.now();
        Random seeded = new Random(7);
        String after = archive.get("auditor", "/v1/events?after=latest").text("position");
        try (Receiver receiver = new Receiver(call -> {
            synchronized (seeded) {
                return seeded.nextBoolean() ? 204 : 503;
            }
        })) {
            Rest.Answer webhook = archive.post(
                            "admin",
                            "/v1/webhooks",
                            "{\"after\":\"" + after + "\",\"types\":[\"" + TYPE + "\"],\"url\":\"" + receiver.url()
                                    + "\"}")
                    .created();
            receiver.expect(webhook.text("secret"));
            List<Future<EventFollower>> followers = follow(after);
            List<Future<?>> writers = write();
            for (int kill = 1; kill <= KILLS; kill++) {
                int at = EVENTS * kill / (KILLS + 1);
                await(() -> written.get() >= at, "traffic");
                kill();
            }
            for (Future<?> writer : writers) {
                writer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            }
            Duration writing = Duration.between(began, Instant.now());
            List<String> expected = expected(after);
            assertEquals(EVENTS, expected.size(), "events of another gateway");
            check(followers, expected);
            Duration following = Duration.between(began, Instant.now());
            check(receiver, webhook, expected);
            System.out.printf(
                    "events: %d written in %d s, told to %d streams after %d s, to the webhook after %d s%n",
                    EVENTS,
                    writing.toSeconds(),
                    CLIENTS,
                    following.toSeconds(),
                    Duration.between(began, Instant.now()).toSeconds());
            again(after, expected);
            archive.send("DELETE", "/v1/webhooks/" + webhook.text("id"), archive.as("admin"), new byte[0]);
        }
    }

    /** Once more to everyone at once, from the beginning and without a death: what this takes is worth knowing. */
    private void again(String after, List<String> expected)
            throws InterruptedException, ExecutionException, TimeoutException {
        Instant began = Instant.now();
        check(follow(after), expected);
        long millis = Math.max(1, Duration.between(began, Instant.now()).toMillis());
        System.out.printf(
                "events: %d to each of %d streams once more, in %d ms: %d events/s%n",
                expected.size(), CLIENTS, millis, 1000L * expected.size() * CLIENTS / millis);
    }

    private List<Future<EventFollower>> follow(String after) {
        HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(5))
                .build();
        URI uri = URI.create(network.organisation(ARCHIVE)
                        .getAsJsonObject("gateway")
                        .get("url")
                        .getAsString()
                + "/v1/events?type=" + TYPE);
        List<String> users = new ArrayList<>();
        for (JsonElement user : network.organisation(ARCHIVE).getAsJsonArray("users")) {
            String name = user.getAsJsonObject().get("name").getAsString();
            if (hasKey(name)) {
                users.add(name);
            }
        }
        List<Future<EventFollower>> followers = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            String key = archive.key(users.get(i % users.size()));
            followers.add(threads.submit(new EventFollower(http, uri, key, after, () -> EVENTS)));
        }
        return followers;
    }

    private boolean hasKey(String user) {
        try {
            return archive.key(user).startsWith("sak_");
        } catch (RuntimeException e) {
            return false;
        }
    }

    /** Parties that are registered: a transaction and an event each. */
    private List<Future<?>> write() {
        Chaincode chaincode = new Chaincode(clients);
        AtomicInteger left = new AtomicInteger(EVENTS);
        List<Future<?>> writers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            writers.add(threads.submit(() -> {
                while (left.getAndDecrement() > 0) {
                    register(chaincode);
                }
            }));
        }
        return writers;
    }

    private void register(Chaincode chaincode) {
        MemberCommand.RegisterParty command =
                new MemberCommand.RegisterParty(Chaincode.request(), "A department", Party.Kind.DEPARTMENT);
        String code = "";
        while (!code.equals("VALID")) {
            code = Chaincode.submit(
                    chaincode.endorse(Market.LAB_OWNER, "member:registerParty", command, Chaincode.ALL));
        }
        written.incrementAndGet();
    }

    /** What another gateway tells, page by page. */
    private List<String> expected(String after) throws IOException, InterruptedException {
        List<String> ids = new ArrayList<>();
        String path = "/v1/events?limit=100&type=" + TYPE;
        JsonObject page = lab.get("auditor", path + "&after=" + after).body();
        Instant end = Instant.now().plus(PATIENCE);
        while (true) {
            page.getAsJsonArray("items")
                    .forEach(item ->
                            ids.add(item.getAsJsonObject().get("id").getAsString()));
            if (!page.has("next") && (ids.size() >= EVENTS || Instant.now().isAfter(end))) {
                return ids;
            }
            if (!page.has("next")) {
                Thread.sleep(100);
            }
            page = lab.get(
                            "auditor",
                            page.has("next")
                                    ? path + "&cursor=" + page.get("next").getAsString()
                                    : path + "&after=" + page.get("position").getAsString())
                    .body();
        }
    }

    private static void check(List<Future<EventFollower>> followers, List<String> expected)
            throws InterruptedException, ExecutionException, TimeoutException {
        long[] places = expected.stream().mapToLong(EventFollower::place).toArray();
        int repeated = 0;
        int resumed = 0;
        for (Future<EventFollower> future : followers) {
            EventFollower follower = future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertArrayEquals(places, follower.places());
            repeated += follower.repeated();
            resumed += follower.resumed();
        }
        System.out.printf("events: streams resumed %d times, %d events came again%n", resumed, repeated);
    }

    private void check(Receiver receiver, Rest.Answer webhook, List<String> expected) throws InterruptedException {
        String id = webhook.text("id");
        await(() -> new LinkedHashSet<>(ids(receiver)).size() >= EVENTS, "the webhook");
        List<String> taken = ids(receiver);
        Set<String> distinct = new LinkedHashSet<>(taken);
        assertEquals(
                expected.stream().map(event -> id + "_" + event).toList(), List.copyOf(distinct), "order of the webhook");
        // An event that comes twice does so before the next one: nothing ever goes back.
        String before = "";
        for (Receiver.Call call : receiver.taken()) {
            assertTrue(
                    before.isEmpty() || EventFollower.place(place(before)) <= EventFollower.place(place(call.id())),
                    () -> "out of order: " + call.id());
            before = call.id();
        }
        assertEquals(List.of(), receiver.notSigned());
        System.out.printf(
                "events: the webhook was called %d times, %d events were taken again%n",
                receiver.calls().size(), taken.size() - distinct.size());
    }

    private static String place(String webhookId) {
        return webhookId.substring(webhookId.lastIndexOf('_') + 1);
    }

    private static List<String> ids(Receiver receiver) {
        return receiver.taken().stream().map(Receiver.Call::id).toList();
    }

    private static void await(java.util.function.BooleanSupplier holds, String what) throws InterruptedException {
        Instant end = Instant.now().plus(PATIENCE);
        while (!holds.getAsBoolean()) {
            assertTrue(Instant.now().isBefore(end), what + " takes too long");
            Thread.sleep(100);
        }
    }
}
