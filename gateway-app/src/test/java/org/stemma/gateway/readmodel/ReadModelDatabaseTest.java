package org.stemma.gateway.readmodel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.stemma.gateway.database.Durability;
import org.stemma.gateway.database.SchemaDataSource;
import org.stemma.gateway.support.TestDatabase;

@Tag("database")
class ReadModelDatabaseTest {
    private final HikariDataSource pool = pool(TestDatabase.url());
    private final DataSource own = SchemaDataSource.checked(pool);

    private static HikariDataSource pool(String url) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setUsername(TestDatabase.user());
        config.setMaximumPoolSize(4);
        return new HikariDataSource(config);
    }

    @BeforeEach
    void make() {
        new JdbcTemplate(own).execute("CREATE TABLE kept (id INT PRIMARY KEY)");
    }

    @AfterEach
    void close() {
        pool.close();
    }

    private static List<String> tables(DataSource source) {
        return new JdbcTemplate(source)
                .queryForList(
                        "SELECT LOWER(table_name) FROM information_schema.tables"
                                + " WHERE LOWER(table_schema) = 'public' OR LOWER(table_schema) LIKE 'readmodel%'"
                                + " ORDER BY 1",
                        String.class);
    }

    @Test
    void without_an_address_it_lies_among_the_gateways_own_tables() {
        try (ReadModelDatabase same = ReadModelDatabase.open(own, pool.getJdbcUrl());
                ReadModelDatabase database = ReadModelDatabase.open(own, "")) {
            assertTrue(same.isAmong(own));
            assertTrue(database.isAmong(own));
            Generations.open(database.source());
        }
        assertTrue(tables(own).containsAll(List.of("kept", "checkpoint", "read_model_generation")));
    }

    @Test
    void with_an_address_it_lies_beside_them() {
        try (ReadModelDatabase database = ReadModelDatabase.open(own, TestDatabase.url())) {
            assertFalse(database.isAmong(own));
            Generations.open(database.source());

            assertEquals(List.of("kept"), tables(own));
            assertTrue(tables(database.source()).containsAll(List.of("checkpoint", "read_model_generation")));
        }
    }

    @Test
    void what_moved_out_is_dropped_and_nothing_else() {
        Generations.open(own).begin("asked");
        Generations.dropFrom(own);

        assertEquals(List.of("kept"), tables(own));
        Generations.dropFrom(own);
        assertEquals(List.of("kept"), tables(own));
    }

    @Test
    void on_h2_the_gateways_own_commits_are_written_at_once_and_blocks_later(@TempDir Path folder) {
        try (HikariDataSource h2 = pool("jdbc:h2:file:" + folder.resolve("gateway"));
                ReadModelDatabase database =
                        ReadModelDatabase.open(h2, "jdbc:h2:file:" + folder.resolve("read-model"))) {
            Durability.of(h2);
            assertEquals("0", writeDelay(h2));
            assertEquals("500", writeDelay(database.source()));
        }
    }

    /** In milliseconds. */
    private static String writeDelay(DataSource source) {
        return new JdbcTemplate(source)
                        .queryForList(
                                "SELECT setting_value FROM information_schema.settings WHERE setting_name = 'WRITE_DELAY'",
                                String.class)
                        .stream()
                        .findFirst()
                        .orElse("500");
    }
}
