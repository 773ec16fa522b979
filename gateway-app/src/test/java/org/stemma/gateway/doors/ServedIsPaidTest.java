package org.stemma.gateway.doors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.stemma.api.Codec;
import org.stemma.api.Digest;
import org.stemma.api.Drawer;
import org.stemma.api.GrantId;
import org.stemma.api.MeterId;
import org.stemma.api.account.Lane;
import org.stemma.api.kernel.Order;
import org.stemma.api.license.Grant;
import org.stemma.api.license.LicenseCommand;
import org.stemma.api.license.Terms;
import org.stemma.contracts.license.LicenseRules;
import org.stemma.contracts.story.Story;
import org.stemma.gateway.GatewayApplication;
import org.stemma.gateway.ledger.FakeLedgerConfiguration;
import org.stemma.gateway.readmodel.ReadModel;
import org.stemma.gateway.support.FakePeer;

/**
 * A gateway whose peer runs the contracts, with callers at work while their grant ends. What the ledger said of a grant
 * would hold for an hour here: only the block can end it.
 */
@SpringBootTest(
        classes = {GatewayApplication.class, LawfulGateway.class, FakeLedgerConfiguration.class},
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.main.allow-bean-definition-overriding=true",
            "stemma.completions.authorized-for=1h",
            "stemma.completions.running=2",
            "stemma.completions.waiting=2"
        })
@DirtiesContext
class ServedIsPaidTest {
    private static final int CALLERS = 4;
    private static final String ASK = "{\"maxBytes\":64,\"prompt\":\"Once\",\"purpose\":\"commercial\"}";
    private static Path data = Path.of("");

    @Autowired
    @Qualifier("requestMappingHandlerMapping")
    private RequestMappingHandlerMapping mappings;

    @Autowired
    private Law law;

    @Autowired
    private FakePeer peer;

    @Autowired
    private ReadModel readModel;

    @LocalServerPort
    private int port;

    private final AtomicLong calls = new AtomicLong();

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry properties) {
        data = LawfulGateway.start(properties);
    }

    @Test
    void no_call_begins_after_the_block_that_ends_its_grant_and_all_that_was_served_is_charged() throws Exception {
        Door door = new Door(mappings, data, port);
        assertTrue(readModel.awaitBlock(1, Duration.ofSeconds(20)));
        MeterId meter = serve(door);
        Map<GrantId, Long> served = new TreeMap<>(java.util.Comparator.comparing(GrantId::value));

        whileCalled(
                door,
                meter,
                "closing",
                served,
                grant -> law.world.network.submit(
                        Story.STUDIO_BUYER,
                        "license:closeGrant",
                        new LicenseCommand.CloseGrant(law.world.story.request(), grant)));
        whileCalled(
                door,
                meter,
                "revocation",
                served,
                grant -> law.world.network.submit(
                        Story.STUDIO_BUYER,
                        "license:revokeKey",
                        new LicenseCommand.RevokeKey(law.world.story.request(), grant, Digest.of(key("revocation")))));
        whileCalled(
                door,
                meter,
                "suspension",
                served,
                grant -> law.world.network.put(
                        Drawer.GRANT,
                        LicenseRules.suspend(law.world
                                .network
                                .find(Drawer.GRANT, Grant.class, grant)
                                .orElseThrow()),
                        grant));
        whileCalled(
                door,
                meter,
                "hold",
                served,
                grant -> law.world.network.impose(
                        new Order("asset/" + law.stage.served, Order.Standing.HELD, Optional.empty(), "a ruling")));

        reportAll(door, meter);
        served.forEach((grant, units) -> assertEquals(
                units,
                law.world
                        .network
                        .find(Drawer.LANE, Lane.class, grant, meter)
                        .orElseThrow()
                        .units(),
                "charged under " + grant));
        assertEquals(4, served.size());
        // The last one left the asset held.
        release();
        whoHasItsPlacesIsRefusedAtOnce(door, meter);
    }

    private MeterId serve(Door door) throws IOException {
        MeterId meter = law.register(door);
        law.is(law.world.network, Story.LAB_METER);
        law.allowed(Law.Then.COMMITS);
        HttpResponse<String> put = door.send(
                door.request("/v1/assets/" + law.stage.served + "/versions/1/artifact", door.key("owner"), "artifact")
                        .setHeader("Content-Type", "application/octet-stream")
                        .header("X-File-Name", Stage.FILE)
                        .PUT(BodyPublishers.ofByteArray(law.stage.model())));
        assertEquals(200, put.statusCode(), put.body());
        return meter;
    }

    private static String key(String name) {
        return "sgk_" + (name + "A".repeat(43)).substring(0, 43);
    }

    /** Does what no simulation of the peer may meet half done. */
    private <T> T atPeer(Supplier<T> change) {
        FakePeer held = peer;
        synchronized (held) {
            return change.get();
        }
    }

    private GrantId sell(MeterId meter, String name) {
        GrantId grant = atPeer(() -> law.stage.sell(law.stage.served, Terms.Unit.OUTPUT_BYTE, meter, key(name)));
        law.publish(peer, readModel, "sold-" + name);
        return grant;
    }

    /** Ends a grant while its callers are at work, and counts what they were given. */
    private void whileCalled(Door door, MeterId meter, String name, Map<GrantId, Long> served, Consumer<GrantId> ending)
            throws Exception {
        GrantId grant = sell(meter, name);
        AtomicBoolean ended = new AtomicBoolean();
        AtomicBoolean over = new AtomicBoolean();
        AtomicLong units = new AtomicLong();
        List<String> late = new ArrayList<>();
        ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
        try {
            List<Future<?>> working = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                working.add(callers.submit(() -> {
                    while (!over.get()) {
                        boolean after = ended.get();
                        HttpResponse<String> answer = complete(door, key(name));
                        if (answer.statusCode() == 200) {
                            units.addAndGet((Long) Codec.members(answer.body()).getOrDefault("units", 0L));
                            if (after) {
                                synchronized (late) {
                                    late.add(answer.body());
                                }
                            }
                        }
                    }
                    return null;
                }));
            }
            Thread.sleep(400);
            atPeer(() -> {
                law.is(law.world.network, Story.LAB_METER);
                ending.accept(grant);
                return grant;
            });
            law.publish(peer, readModel, "ended-" + name);
            ended.set(true);
            Thread.sleep(300);
            over.set(true);
            for (Future<?> one : working) {
                one.get(60, TimeUnit.SECONDS);
            }
        } finally {
            callers.shutdownNow();
        }
        assertEquals(List.of(), late, "answered after the block of the " + name);
        assertTrue(units.get() > 0, "nobody was served before the " + name);
        served.put(grant, units.get());
    }

    /** Each under a request of its own. */
    private HttpResponse<String> complete(Door door, String key) throws IOException {
        return door.send(
                door.request("/v1/assets/" + law.stage.served + "/completions", key, "call-" + calls.incrementAndGet())
                        .POST(BodyPublishers.ofString(ASK)));
    }

    /** The grants began by a clock that is ahead of the gateway's: until then their usage waits. */
    private void reportAll(Door door, MeterId meter) throws Exception {
        String path = "/v1/meters/" + meter;
        String admin = door.key("admin");
        long quiet = 0;
        for (int i = 0; i < 60 && quiet < 12_000; i++) {
            atPeer(() -> {
                law.is(law.world.network, Story.LAB_METER);
                return meter;
            });
            HttpResponse<String> flushed =
                    door.send(door.request(path + "/flush", admin, "flush-" + calls.incrementAndGet())
                            .POST(BodyPublishers.noBody()));
            assertEquals(200, flushed.statusCode(), flushed.body());
            quiet = Objects.equals(Codec.members(flushed.body()).get("units"), 0L) ? quiet + 500 : 0;
            Thread.sleep(500);
        }
        HttpResponse<String> aside =
                door.send(door.request(path + "/aside", admin, "aside").GET());
        assertEquals(Map.of("events", 0L, "lines", List.of(), "units", 0L), Codec.members(aside.body()));
    }

    private void release() {
        atPeer(() -> {
            law.world.network.impose(
                    new Order("asset/" + law.stage.served, Order.Standing.LISTED, Optional.empty(), "another ruling"));
            return law;
        });
        law.publish(peer, readModel, "released");
    }

    private void whoHasItsPlacesIsRefusedAtOnce(Door door, MeterId meter) throws Exception {
        sell(meter, "slow");
        sell(meter, "other");
        try (Socket one = announce("slow");
                Socket two = announce("slow")) {
            HttpResponse<String> third = complete(door, key("slow"));
            for (int i = 0; i < 200 && third.statusCode() == 200; i++) {
                // Both are on their way, and a busy server may not have heard of them yet.
                Thread.sleep(50);
                third = complete(door, key("slow"));
            }
            assertEquals("gateway.busy", Door.code(third), third.body());
            assertEquals(429, third.statusCode());
            assertEquals("1", third.headers().firstValue("Retry-After").orElse(""));
            assertEquals(200, complete(door, key("other")).statusCode(), "another grant has places of its own");
            assertTrue(one.isConnected() && two.isConnected());
        }
    }

    /** A call that says what it will send, and sends none of it. */
    private Socket announce(String name) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.getOutputStream()
                .write(("POST /v1/assets/" + law.stage.served + "/completions HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                                + "Authorization: Bearer " + key(name) + "\r\nContent-Type: application/json\r\n"
                                + "Content-Length: 100\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
        return socket;
    }
}
