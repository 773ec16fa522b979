package org.stemma.it;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.springframework.util.FileSystemUtils;

/**
 * A PostgreSQL server of its own, which can be killed and started again on what it has written. Its folder is among the
 * tests' own; it is removed when the server is closed, or begun anew where one of before was not.
 */
final class PostgresServer implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(60);

    private final Path folder;
    private final Path data;
    private final int port;
    private EmbeddedPostgres server;

    PostgresServer(String name, int port) throws IOException {
        this.folder = NetworkScript.work().resolve(name);
        this.data = folder.resolve("postgresql");
        this.port = port;
        FileSystemUtils.deleteRecursively(folder.toFile());
        Files.createDirectories(folder);
        this.server = start();
    }

    private EmbeddedPostgres start() throws IOException {
        return EmbeddedPostgres.builder()
                .setPort(port)
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setLocaleConfig("locale", "C")
                // A commit is one, as on a server that somebody depends on.
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("fsync", "on")
                .setPGStartupWait(START)
                .start();
    }

    void createDatabase(String name) throws SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name + " TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'");
        }
    }

    /** Files that name the user and its password, as an operator gives them. */
    Path secrets() throws IOException {
        Path secrets = Files.createDirectories(folder.resolve("secrets"));
        Files.writeString(secrets.resolve("spring.datasource.username"), "postgres\n");
        Files.writeString(secrets.resolve("spring.datasource.password"), "postgres\n");
        return secrets;
    }

    String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    /** As {@code kill -9}: the server's children end by themselves. */
    void kill() throws IOException, InterruptedException {
        long pid = Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip());
        ProcessHandle postmaster = ProcessHandle.of(pid).orElseThrow();
        postmaster.destroyForcibly();
        while (postmaster.isAlive()) {
            Thread.sleep(20);
        }
        server.close();
    }

    /** After it was killed: recovers what was committed. */
    void restart() throws IOException {
        server = start();
    }

    @Override
    public void close() throws IOException {
        server.close();
        FileSystemUtils.deleteRecursively(folder.toFile());
    }
}
