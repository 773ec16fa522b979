package org.stemma.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.stemma.api.Codec;
import org.stemma.api.Command;
import org.stemma.api.GrantId;
import org.stemma.api.WalletId;

/** The chaincode is replaced while purchases and reports run: none is lost, none counts twice, the state stays. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class UpgradeIT {
    private static final int BUYERS = NetworkFile.size("buyers", 4);
    private static final int UPGRADES = NetworkFile.size("upgrades", 1);
    private static final int UNITS = 10;
    private static final long QUOTA = 1_000_000;

    private final NetworkFile network = NetworkFile.read();
    private final Clients clients = new Clients(network);
    private final Rest studio = new Rest(network, "StudioMSP");
    private final Rest lab = new Rest(network, "LabMSP");

    @BeforeAll
    void start() {
        Gateways.up(network);
    }

    @AfterAll
    void close() {
        clients.close();
    }

    /** What one buyer did: its wallet had enough for a hundred thousand grants. */
    private record Bought(WalletId wallet, List<String> grants) {}

    @Test
    void an_upgrade_under_load_loses_nothing() throws Exception {
        Market market = new Market(new Chaincode(clients));
        GrantId metered = market.grant("100");
        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger reports = new AtomicInteger();
        ExecutorService load = Executors.newFixedThreadPool(BUYERS + 1);
        try {
            List<Future<Bought>> buyers = new ArrayList<>();
            for (int i = 0; i < BUYERS; i++) {
                WalletId wallet = market.wallet("100000");
                buyers.add(load.submit(() -> buy(market, wallet, stop)));
            }
            Future<?> meter = load.submit(() -> report(market, metered, reports, stop));
            upgrade();
            stop.set(true);
            meter.get();
            int bought = 0;
            for (Future<Bought> buyer : buyers) {
                bought += check(buyer.get());
            }
            System.out.printf("%d upgrades under load: %d purchases, %d reports%n", UPGRADES, bought, reports.get());
            checkLane(metered, reports.get());
        } finally {
            stop.set(true);
            load.shutdownNow();
        }
    }

    private void upgrade() throws IOException {
        for (int i = 0; i < UPGRADES; i++) {
            String word = "upgrade " + System.nanoTime();
            var jar =
                    Jars.version(NetworkScript.contracts(), NetworkScript.work().resolve("upgrade.jar"), word);
            System.out.print(NetworkScript.run(network, "deployCC", "-ccp", jar.toString()));
        }
    }

    private Bought buy(Market market, WalletId wallet, AtomicBoolean stop) throws IOException {
        List<String> grants = new ArrayList<>();
        while (!stop.get()) {
            grants.add(studio.post("buyer", "/v1/grants", body(market.purchase(wallet, "1")))
                    .created()
                    .text("id"));
        }
        return new Bought(wallet, grants);
    }

    private Object report(Market market, GrantId grant, AtomicInteger reports, AtomicBoolean stop) throws IOException {
        while (!stop.get()) {
            long sequence = reports.get() + 1L;
            String body = body(market.report(sequence, grant, UNITS), "meter");
            // A report's request id is the meter's own numbering.
            Map<String, String> headers = lab.as("meter", market.meter() + "." + sequence);
            lab.send(
                            "POST",
                            "/v1/meters/" + market.meter() + "/reports",
                            headers,
                            body.getBytes(StandardCharsets.UTF_8))
                    .created();
            reports.incrementAndGet();
        }
        return reports;
    }

    private int check(Bought bought) throws IOException {
        Set<String> distinct = new TreeSet<>(bought.grants());
        assertEquals(bought.grants().size(), distinct.size());
        for (String grant : distinct) {
            assertEquals(200, studio.get("buyer", "/v1/grants/" + grant).status(), grant);
        }
        JsonObject wallet =
                studio.get("buyer", "/v1/wallets/" + bought.wallet()).body();
        assertEquals(
                Integer.toString(100_000 - distinct.size()),
                wallet.getAsJsonObject("balance").get("amount").getAsString());
        return distinct.size();
    }

    private void checkLane(GrantId grant, int reports) throws IOException {
        JsonObject lane = studio.get("buyer", "/v1/grants/" + grant)
                .body()
                .getAsJsonArray("lanes")
                .get(0)
                .getAsJsonObject();
        assertEquals(QUOTA - (long) UNITS * reports, lane.get("quotaLeft").getAsLong());
    }

    private static String body(Command command, String... inPath) {
        var body = new java.util.TreeMap<>(Codec.members(Codec.encode(command)));
        body.keySet().removeAll(Set.of("request", "v", "folds"));
        body.keySet().removeAll(Set.of(inPath));
        return Codec.write(body);
    }
}
