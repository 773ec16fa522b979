package org.stemma.gateway.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.CannotCreateTransactionException;
import org.stemma.gateway.support.TestDatabase;

@Tag("database")
class DatabaseFailureTest {
    @Test
    void a_database_that_is_away_is_told_from_a_wrong_statement() {
        for (SQLException away : List.of(
                new SQLTransientConnectionException("no connection in time"),
                new SQLException("terminating connection", "57P01"),
                new SQLException("starting up", "57P03"),
                new SQLException("connection refused", "08001"),
                new SQLException("closed", "90098", 90098))) {
            assertTrue(DatabaseFailure.isUnavailable(away));
            assertTrue(DatabaseFailure.isUnavailable(new DataAccessResourceFailureException("read", away)));
            assertTrue(DatabaseFailure.isUnavailable(new CannotCreateTransactionException("begin", away)));
        }
        DataAccessException wrong = assertThrows(DataAccessException.class, () -> new JdbcTemplate(TestDatabase.fresh())
                .queryForList("SELECT * FROM nothing"));
        assertFalse(DatabaseFailure.isUnavailable(wrong));
        assertFalse(DatabaseFailure.isUnavailable(new IllegalStateException("no database in it")));
    }

    @Test
    void text_is_ordered_by_its_bytes() {
        DataSource source = TestDatabase.fresh();
        ByteOrder.require(source);
        assertEquals(
                List.of("Z", "a", "a-b", "a/b", "a0", "a_", "aa", "z", "\u00e9"),
                new JdbcTemplate(source)
                        .queryForList(
                                "SELECT t FROM (VALUES ('z'), ('aa'), ('a'), ('Z'), ('a_'), ('a/b'), ('\u00e9'),"
                                        + " ('a-b'), ('a0')) AS texts (t) ORDER BY t",
                                String.class));
    }
}
