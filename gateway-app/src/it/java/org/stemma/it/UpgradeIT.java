package org.stemma.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The chaincode is replaced while purchases and reports run: none is lost, none counts twice, the state stays. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class UpgradeIT {
    private static final int BUYERS = NetworkFile.size("buyers", 4);
    private static final int UPGRADES = NetworkFile.size("upgrades", 1);

    private final NetworkFile network = NetworkFile.read();
    private final Clients clients = new Clients(network);

    @BeforeAll
    void start() {
        Gateways.up(network);
    }

    @AfterAll
    void close() {
        clients.close();
    }

    @Test
    void an_upgrade_under_load_loses_nothing() throws Exception {
        try (Traffic traffic = new Traffic(network, new Market(new Chaincode(clients)), BUYERS, Duration.ZERO).begin()) {
            upgrade();
            Traffic.Total total = traffic.check();
            System.out.printf("%d upgrades under load: %s%n", UPGRADES, total);
            assertEquals(0, total.repeated(), "nobody has to ask twice");
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
}
