package org.stemma.gateway.security;

import java.nio.file.Path;

/** A gateway's secret for tests of other packages. */
public final class TestSecret {
    private TestSecret() {}

    public static GatewaySecret in(Path folder) {
        return GatewaySecret.in(folder);
    }
}
