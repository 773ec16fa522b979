package org.stemma.gateway.serving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stemma.api.MeterId;
import org.stemma.gateway.config.SettingsRefused;
import org.stemma.gateway.support.TestDatabase;

/** A gateway is the meter that its log is of, or does not start. */
class KnownLogsTest {
    @TempDir
    private Path folder;

    private final DataSource source = TestDatabase.fresh();

    private MeterKey keyOfALog() throws IOException {
        MeterKey key = KnownLogs.in(source).keyAt(folder);
        new MeterLog(source, key.fingerprint()).registered(new MeterId("mtr_1"));
        return key;
    }

    @Test
    void the_key_of_a_log_is_taken_again() throws IOException {
        MeterKey key = keyOfALog();
        assertEquals(key.fingerprint(), KnownLogs.in(source).keyAt(folder).fingerprint());
    }

    @Test
    void a_lost_key_is_refused_rather_than_replaced() throws IOException {
        keyOfALog();
        Files.delete(folder.resolve("meter.key"));
        SettingsRefused refused =
                assertThrows(SettingsRefused.class, () -> KnownLogs.in(source).keyAt(folder));
        assertTrue(String.valueOf(refused.getMessage()).contains("would never be reported"), refused.toString());
        assertFalse(Files.exists(folder.resolve("meter.key")));
    }

    @Test
    void another_meters_key_is_refused_until_that_is_wanted() throws IOException {
        MeterKey before = keyOfALog();
        Files.delete(folder.resolve("meter.key"));
        MeterKey.at(folder.resolve("meter.key"));
        assertThrows(SettingsRefused.class, () -> KnownLogs.in(source).keyAt(folder));
        Files.createFile(folder.resolve("another-meter"));
        MeterKey after = KnownLogs.in(source).keyAt(folder);
        assertNotEquals(before.fingerprint(), after.fingerprint());
        assertFalse(Files.exists(folder.resolve("another-meter")));
    }
}
