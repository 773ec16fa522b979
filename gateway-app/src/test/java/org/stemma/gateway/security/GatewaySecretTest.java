package org.stemma.gateway.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.stemma.gateway.config.DataFolder;
import org.stemma.gateway.config.SettingsRefused;
import org.stemma.gateway.support.TestDatabase;

/** What lies in the data folder: known again by the database, and nobody else's. */
class GatewaySecretTest {
    @TempDir
    private Path folder;

    private final JdbcTemplate jdbc = new JdbcTemplate(TestDatabase.fresh());

    private GatewaySecret known() {
        new ResourceDatabasePopulator(new ClassPathResource("gateway.sql"))
                .execute(java.util.Objects.requireNonNull(jdbc.getDataSource()));
        return GatewaySecret.known(folder, jdbc);
    }

    @Test
    void a_lost_secret_is_refused_rather_than_replaced() throws IOException {
        String key = known().key("sak_", "a");
        assertEquals(key, known().key("sak_", "a"));
        Files.delete(folder.resolve("secret"));
        SettingsRefused refused = assertThrows(SettingsRefused.class, this::known);
        assertTrue(String.valueOf(refused.getMessage()).contains("is lost"), refused.toString());
        assertFalse(Files.exists(folder.resolve("secret")));
    }

    @Test
    void another_secret_is_refused() throws IOException {
        known();
        Files.write(folder.resolve("secret"), new byte[32]);
        SettingsRefused refused = assertThrows(SettingsRefused.class, this::known);
        assertTrue(String.valueOf(refused.getMessage()).contains("another one"), refused.toString());
    }

    @Test
    void a_data_folder_is_made_for_its_owner_alone_and_a_looser_one_refused() throws IOException {
        Path data = folder.resolve("a/data");
        DataFolder.ofOwnerAlone(data);
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(data)));
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-xr-x"));
        SettingsRefused refused = assertThrows(SettingsRefused.class, () -> DataFolder.ofOwnerAlone(data));
        assertTrue(refused.next().contains("chmod 700"), refused.next());
    }
}
