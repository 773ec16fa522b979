package org.stemma.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The databases of the network's gateways: H2 of their own, or with {@code run.sh --database postgresql} one each on a
 * PostgreSQL server, which lives as long as the tests.
 */
final class GatewayDatabases {
    private static final int PORT_ABOVE_BASE = 99;
    private static @Nullable PostgresServer server;

    private GatewayDatabases() {}

    static boolean arePostgresql() {
        return System.getProperty("stemma.it.database", "h2").equals("postgresql");
    }

    /** Once, before the gateways are started for the first time. */
    static synchronized void provide(NetworkFile network) {
        if (!arePostgresql() || server != null) {
            return;
        }
        try {
            PostgresServer started =
                    new PostgresServer("postgresql-of-gateways", network.basePort() + PORT_ABOVE_BASE);
            for (String organisation : network.organisations()) {
                String name = organisation.toLowerCase(Locale.ROOT);
                started.createDatabase(name);
                Path config = Path.of(network.organisation(organisation)
                        .getAsJsonObject("gateway")
                        .get("config")
                        .getAsString());
                Files.writeString(
                        config.resolveSibling("database.yaml"),
                        String.join(
                                "\n",
                                "spring:",
                                "  profiles: {active: postgresql}",
                                "  datasource: {url: '" + started.url(name) + "', username: postgres}",
                                ""));
            }
            server = started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The server of all gateways, for a test that kills it. */
    static synchronized PostgresServer server() {
        PostgresServer started = server;
        if (started == null) {
            throw new IllegalStateException("the gateways have databases of their own");
        }
        return started;
    }
}
