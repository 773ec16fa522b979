package org.stemma.gateway.serving;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Makes a commit mean what the meter needs: that it survives. PostgreSQL's does. H2 writes commits some hundred
 * milliseconds later unless told otherwise, and forces them to the disk only when asked.
 */
final class Durability {
    private final JdbcClient jdbc;
    private final boolean asksForIt;

    private Durability(JdbcClient jdbc, boolean asksForIt) {
        this.jdbc = jdbc;
        this.asksForIt = asksForIt;
    }

    static Durability of(DataSource source) {
        JdbcClient jdbc = JdbcClient.create(source);
        boolean h2 = product(source).equals("H2");
        if (h2) {
            jdbc.sql("SET WRITE_DELAY 0").update();
        }
        return new Durability(jdbc, h2);
    }

    /** Returns when everything that was committed so far is on the disk. */
    void force() {
        if (asksForIt) {
            jdbc.sql("CHECKPOINT SYNC").update();
        }
    }

    private static String product(DataSource source) {
        try (Connection connection = source.getConnection()) {
            return connection.getMetaData().getDatabaseProductName();
        } catch (SQLException e) {
            throw new IllegalStateException("the database can't be reached", e);
        }
    }
}
