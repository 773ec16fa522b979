package org.stemma.it;

import java.nio.file.Path;

/** The members' gateway processes, started once for all tests. */
final class Gateways {
    private Gateways() {}

    static synchronized void up(NetworkFile network) {
        Path jar = Path.of(System.getProperty("stemma.it.gateway", "target/stemma-gateway.jar"))
                .toAbsolutePath()
                .normalize();
        NetworkScript.run(network, "gateway", "up", "--jar", jar.toString());
    }
}
