package org.stemma.it;

import java.nio.file.Path;

/** The members' gateway processes. Whoever needs them brings them up; that they run already costs nothing. */
final class Gateways {
    private Gateways() {}

    static synchronized void up(NetworkFile network) {
        Path jar = Path.of(System.getProperty("stemma.it.gateway", "target/stemma-gateway.jar"))
                .toAbsolutePath()
                .normalize();
        GatewayDatabases.provide(network);
        NetworkScript.run(network, "gateway", "up", "--jar", jar.toString());
    }

    /** Ends them, for tests that settle themselves: a gateway's agent is often faster. */
    static synchronized void down(NetworkFile network) {
        NetworkScript.run(network, "gateway", "down");
    }
}
