package org.stemma.gateway.support;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * Databases for tests, of the kind that the run is for: H2, or with {@code -Dstemma.test.database=postgresql} PostgreSQL
 * on a server of its own. Tests that use one are tagged {@code database} and run on both.
 */
public final class TestDatabase {
    private static final AtomicInteger MADE = new AtomicInteger();
    private static final Map<Path, String> OF_FOLDERS = new ConcurrentHashMap<>();
    private static @Nullable EmbeddedPostgres server;

    private TestDatabase() {}

    public static boolean isPostgresql() {
        return System.getProperty("stemma.test.database", "h2").equals("postgresql");
    }

    /** An empty one, as long as the tests run. */
    public static DataSource fresh() {
        return open(url());
    }

    /** The address of an empty one. */
    public static String url() {
        return isPostgresql() ? made() : "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
    }

    /**
     * One that is kept in the folder, or goes by its name: whoever asks for it again finds what was written. No hook of H2's
     * closes it at the end, beside whoever deletes the folder.
     */
    public static String url(Path folder) {
        return isPostgresql()
                ? OF_FOLDERS.computeIfAbsent(folder, absent -> made())
                : "jdbc:h2:file:" + folder.resolve("database") + ";DB_CLOSE_DELAY=-1;DB_CLOSE_ON_EXIT=FALSE";
    }

    public static String user() {
        return isPostgresql() ? "postgres" : "sa";
    }

    public static DataSource open(String url) {
        if (!isPostgresql()) {
            return new DriverManagerDataSource(url, user(), "");
        }
        // A connection to a server costs milliseconds; tests ask for thousands.
        HikariConfig pool = new HikariConfig();
        pool.setJdbcUrl(url);
        pool.setUsername(user());
        pool.setMinimumIdle(0);
        pool.setMaximumPoolSize(6);
        pool.setIdleTimeout(10_000);
        return new HikariDataSource(pool);
    }

    private static String made() {
        String name = "test_" + MADE.incrementAndGet();
        try (Connection connection = server().getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "CREATE DATABASE " + name + " TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return server().getJdbcUrl("postgres", name) + "&reWriteBatchedInserts=true";
    }

    private static synchronized EmbeddedPostgres server() {
        EmbeddedPostgres running = server;
        if (running == null) {
            try {
                running = EmbeddedPostgres.builder()
                        .setLocaleConfig("locale", "C")
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            server = running;
        }
        return running;
    }
}
