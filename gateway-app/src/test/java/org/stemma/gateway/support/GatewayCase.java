package org.stemma.gateway.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.stemma.api.Codec;
import org.stemma.gateway.GatewayApplication;
import org.stemma.gateway.ledger.FakeLedgerConfiguration;
import org.stemma.gateway.readmodel.ReadModel;

/**
 * Tests of a whole gateway over HTTP, by the demo's keys; only the peer is none. Classes with the same settings share one
 * gateway.
 */
@SpringBootTest(
        classes = {GatewayApplication.class, WholeGateway.class, FakeLedgerConfiguration.class},
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = "spring.main.allow-bean-definition-overriding=true")
public abstract class GatewayCase {
    @Autowired
    protected FakePeer peer;

    @Autowired
    protected ReadModel readModel;

    @LocalServerPort
    protected int port;

    @Value("${stemma.data-dir}")
    protected Path data = Path.of("");

    protected Http http = new Http(0);
    private Map<String, String> keys = Map.of();

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry properties) {
        WholeGateway.start(properties, "demo");
    }

    @BeforeEach
    void connect() {
        assertTrue(readModel.awaitBlock(1, Duration.ofSeconds(10)));
        http = new Http(port);
        keys = Http.demoKeys(data);
    }

    /** The key of an identity, and nothing for nobody. */
    protected String key(String identity) {
        return identity.isEmpty() ? "" : Objects.requireNonNull(keys.get(identity), identity);
    }

    /** Registers a department; the block that has it. */
    protected long register(String name) {
        HttpResponse<String> made =
                http.post("/v1/parties", key("owner"), name, "{\"name\":\"" + name + "\",\"kind\":\"department\"}");
        assertEquals(201, made.statusCode(), made.body());
        return (Long) Objects.requireNonNull(Codec.members(made.body()).get("block"));
    }

    /** Waits for what comes soon. */
    protected static void eventually(String what, BooleanSupplier holds) throws InterruptedException {
        for (int i = 0; i < 200 && !holds.getAsBoolean(); i++) {
            Thread.sleep(50);
        }
        assertTrue(holds.getAsBoolean(), what);
    }
}
