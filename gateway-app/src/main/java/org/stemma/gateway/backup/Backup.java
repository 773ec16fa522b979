package org.stemma.gateway.backup;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.sql.DataSource;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.stemma.gateway.database.Snapshot;

/**
 * Writes a gateway's own state into one file, while the gateway goes on: its tables as they are at one moment, and the
 * files of its data folder. The file holds the gateway's secret and its meter's key: it is its owner's alone (0600).
 */
final class Backup {
    static final long FORMAT = 1;
    static final String MANIFEST = "manifest.json";
    static final String TABLES = "tables/";
    static final String FILES = "files/";
    static final String KEYSTORE = "keystore.p12";

    private final DataSource source;
    private final Path dataDir;
    private final Optional<Path> keystore;

    Backup(DataSource source, Path dataDir, Optional<Path> keystore) {
        this.source = source;
        this.dataDir = dataDir;
        this.keystore = keystore;
    }

    /** Makes the file; nothing may be there. */
    void write(Path target, Instant now) throws IOException {
        Files.createFile(target, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (OutputStream out = Files.newOutputStream(target, StandardOpenOption.WRITE);
                ZipOutputStream zip = new ZipOutputStream(out, StandardCharsets.UTF_8)) {
            JsonObject manifest = new JsonObject();
            manifest.addProperty("format", FORMAT);
            manifest.addProperty("at", now.toString());
            entry(zip, MANIFEST, manifest.toString().getBytes(StandardCharsets.UTF_8));
            tables(zip);
            // After the tables: what a row names, such as an artifact, is never younger than it.
            for (Path file : OwnFiles.in(dataDir)) {
                entry(zip, FILES + file.toString().replace('\\', '/'), dataDir.resolve(file));
            }
            if (keystore.filter(Files::exists).isPresent()) {
                entry(zip, KEYSTORE, keystore.get());
            }
        }
        try (var channel = java.nio.channels.FileChannel.open(target, Set.of(StandardOpenOption.WRITE))) {
            channel.force(true);
        }
    }

    private void tables(ZipOutputStream zip) {
        JdbcTemplate jdbc = new JdbcTemplate(source);
        Snapshot.over(new DataSourceTransactionManager(source))
                .executeWithoutResult(status -> jdbc.execute((ConnectionCallback<Boolean>) connection -> {
                    for (String table : OwnTables.names()) {
                        table(zip, connection, table);
                    }
                    return true;
                }));
    }

    private static void table(ZipOutputStream zip, Connection connection, String table) throws SQLException {
        try {
            zip.putNextEntry(new ZipEntry(TABLES + table + ".jsonl"));
            new TableRows(connection, table).read(row -> line(zip, row));
            zip.closeEntry();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void line(ZipOutputStream zip, JsonObject row) {
        try {
            zip.write((row + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void entry(ZipOutputStream zip, String name, byte[] content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(content);
        zip.closeEntry();
    }

    private static void entry(ZipOutputStream zip, String name, Path file) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        Files.copy(file, zip);
        zip.closeEntry();
    }
}
