package org.stemma.gateway.serving;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.stemma.gateway.config.SettingsRefused;

/**
 * The logs of meters that the database holds. A gateway that lost its meter's key must not become another meter without a
 * word: what the old one has not reported would never be, and every grant names the old one.
 */
final class KnownLogs {
    /** Who lost the key for good puts an empty file of this name into the data folder. */
    private static final String WANTED = "another-meter";

    private static final Logger LOG = LoggerFactory.getLogger(KnownLogs.class);

    private final Set<String> logs;

    private KnownLogs(Set<String> logs) {
        this.logs = logs;
    }

    static KnownLogs in(DataSource source) {
        new ResourceDatabasePopulator(new ClassPathResource("meter.sql")).execute(source);
        // The outermost of the index alone: usage may be very much.
        List<String> found = JdbcClient.create(source)
                .sql("SELECT log FROM meter_self UNION SELECT MIN(log) FROM meter_event UNION SELECT MAX(log) FROM"
                        + " meter_event")
                .query((row, n) -> Objects.requireNonNullElse(row.getString(1), ""))
                .list();
        Set<String> logs = new TreeSet<>(found);
        logs.remove("");
        return new KnownLogs(logs);
    }

    /**
     * The key in the folder, or a new one if there is neither a key nor a log.
     *
     * @throws SettingsRefused if the database has a log and the folder not its key
     */
    MeterKey keyAt(Path folder) throws IOException {
        Path file = folder.resolve("meter.key");
        Path wanted = folder.resolve(WANTED);
        if (!logs.isEmpty() && !Files.exists(file) && !Files.exists(wanted)) {
            throw refused(file, "is not there");
        }
        MeterKey key = MeterKey.at(file);
        if (!logs.isEmpty() && !logs.contains(key.fingerprint())) {
            if (!Files.exists(wanted)) {
                throw refused(file, "is of another meter");
            }
            LOG.warn("this gateway is another meter from now on; of {} nothing more is reported", logs);
            Files.delete(wanted);
        }
        return key;
    }

    private SettingsRefused refused(Path file, String what) {
        return new SettingsRefused(
                "The database holds the log of meter key " + String.join(", ", logs) + ", and its key " + file + " "
                        + what + ": usage that waits would never be reported.",
                "restore the file from a backup (docs/how-to/operate.md); if it is lost for good, make an empty file "
                        + file.resolveSibling(WANTED) + ": the gateway becomes another meter, which grants must name");
    }
}
