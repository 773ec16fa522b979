package org.stemma.gateway.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.stemma.gateway.support.TestDatabase;

@Tag("database")
class SchemaDataSourceTest {
    private static final ByteArrayResource TABLES = new ByteArrayResource(
            "CREATE TABLE IF NOT EXISTS fact (text VARCHAR(20) PRIMARY KEY)".getBytes(StandardCharsets.UTF_8));

    private final SchemaDataSource source = new SchemaDataSource(TestDatabase.fresh());
    private final JdbcTemplate jdbc = new JdbcTemplate(source);

    @BeforeEach
    void make() {
        for (String schema : List.of("one", "two")) {
            source.create(schema, TABLES);
            new JdbcTemplate(source.in(schema)).update("INSERT INTO fact (text) VALUES (?)", schema);
        }
        jdbc.execute("CREATE TABLE own (text VARCHAR(20) PRIMARY KEY)");
        source.live("one");
    }

    private String fact() {
        return fact(jdbc);
    }

    private static String fact(JdbcTemplate from) {
        return from.queryForList("SELECT text FROM fact", String.class).get(0);
    }

    @Test
    void the_same_statement_finds_what_is_live() {
        assertEquals("one", fact());
        source.live("two");
        assertEquals("two", fact());
        source.live("one");
        assertEquals("one", fact());
        assertEquals("two", fact(new JdbcTemplate(source.in("two"))));
        assertEquals("one", fact());
    }

    @Test
    void a_transaction_keeps_what_it_began_with() {
        new TransactionTemplate(new JdbcTransactionManager(source)).executeWithoutResult(status -> {
            assertEquals("one", fact());
            source.live("two");
            assertEquals("one", fact());
        });
        assertEquals("two", fact());
    }

    @Test
    void what_a_rollback_undoes_is_not_where_connections_look() {
        assertThrows(IllegalStateException.class, () -> new TransactionTemplate(new JdbcTransactionManager(source))
                .executeWithoutResult(status -> {
                    source.live("two");
                    assertEquals("two", fact(new JdbcTemplate(source.in("two"))));
                    throw new IllegalStateException("undone");
                }));
        assertEquals("two", fact());
    }

    @Test
    void new_tables_are_the_gateways_own_and_stay() {
        jdbc.execute("CREATE TABLE more (text VARCHAR(20) PRIMARY KEY)");
        jdbc.update("INSERT INTO more (text) VALUES ('kept')");
        source.live("two");
        jdbc.execute("DROP SCHEMA one CASCADE");
        assertEquals("kept", jdbc.queryForObject("SELECT text FROM more", String.class));
        assertEquals(0, jdbc.queryForObject("SELECT COUNT(*) FROM own", Integer.class));
        source.live("one");
        assertThrows(DataAccessException.class, this::fact);
    }

    @Test
    void tables_are_made_once() {
        source.create("one", TABLES);
        assertEquals("one", fact());
    }
}
