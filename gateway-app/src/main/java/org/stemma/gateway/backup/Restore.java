package org.stemma.gateway.backup;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.stemma.gateway.config.SettingsRefused;

/**
 * Puts the rows of a backup into a database without any, all or none, before anything else uses it. Of H2 or PostgreSQL,
 * whichever the backup came from.
 */
final class Restore {
    private static final Logger LOG = LoggerFactory.getLogger(Restore.class);
    private static final String EVENTS = "meter_event";
    private static final String ANSWERS = "meter_answer";

    private final Path dataDir;

    Restore(Path dataDir) {
        this.dataDir = dataDir;
    }

    /** Restores what lies in the data folder for it, if anything does. */
    void into(DataSource source) {
        Path file = dataDir.resolve(OwnFiles.RESTORE);
        if (!Files.exists(file)) {
            return;
        }
        OwnTables.make(source);
        JdbcTemplate jdbc = new JdbcTemplate(source);
        TransactionTemplate transaction = new TransactionTemplate(new DataSourceTransactionManager(source));
        transaction.executeWithoutResult(status -> jdbc.execute((ConnectionCallback<Boolean>) connection -> {
            rows(connection, file);
            return true;
        }));
        jdbc.execute((ConnectionCallback<Boolean>) connection -> {
            for (String table : OwnTables.names()) {
                new TableRows(connection, table).numberOn();
            }
            return true;
        });
        remove(file);
        remove(dataDir.resolve(OwnFiles.COPIED));
        LOG.info("the gateway's own state was restored");
    }

    private static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " is restored, but can't be removed", e);
        }
    }

    private void rows(Connection connection, Path file) throws SQLException {
        try (ZipFile zip = new ZipFile(file.toFile(), StandardCharsets.UTF_8)) {
            for (String table : OwnTables.names()) {
                TableRows rows = new TableRows(connection, table);
                if (!rows.isEmpty()) {
                    throw new SettingsRefused(
                            "There is a backup to restore, " + file + ", but the database has rows in " + table + ".",
                            "restore into an empty database; if it was restored already, remove the file");
                }
                ZipEntry entry = zip.getEntry(Backup.TABLES + table + ".jsonl");
                if (entry != null) {
                    add(
                            rows,
                            new BufferedReader(
                                    new InputStreamReader(zip.getInputStream(entry), StandardCharsets.UTF_8)));
                }
            }
            copied(connection);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " can't be read", e);
        }
    }

    private static void add(TableRows rows, BufferedReader lines) throws IOException, SQLException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            rows.add(JsonParser.parseString(line).getAsJsonObject());
        }
    }

    /** What was acknowledged after the backup, and is in it in part. */
    private void copied(Connection connection) throws IOException, SQLException {
        Path file = dataDir.resolve(OwnFiles.COPIED);
        if (!Files.exists(file)) {
            return;
        }
        TableRows events = new TableRows(connection, EVENTS);
        TableRows answers = new TableRows(connection, ANSWERS);
        long added = 0;
        for (JsonObject line : RowCopy.lines(List.of(file))) {
            JsonObject event = line.getAsJsonObject("event");
            if (!events.has("id", event)) {
                events.add(event);
                added++;
                if (line.has("answer")) {
                    answers.add(line.getAsJsonObject("answer"));
                }
            }
        }
        LOG.info("{} events of the meter's log came from its copy", added);
    }
}
