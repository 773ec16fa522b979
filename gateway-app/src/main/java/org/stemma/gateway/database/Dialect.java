package org.stemma.gateway.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** The supported databases, and what has to be said to each in its own words. Schemas are named in lower case. */
enum Dialect {
    H2 {
        @Override
        List<String> lookIn(String schema) {
            // H2 keeps statements that it has read, and forgets them at SET SCHEMA only.
            return List.of("SET SCHEMA_SEARCH_PATH " + schema, "SET SCHEMA public");
        }

        @Override
        List<String> createIn(String schema) {
            return List.of("SET SCHEMA " + schema);
        }

        @Override
        List<String> writeCommits() {
            return List.of("SET WRITE_DELAY 0");
        }

        @Override
        List<String> forceCommits() {
            return List.of("CHECKPOINT SYNC");
        }
    },
    POSTGRESQL {
        @Override
        List<String> lookIn(String schema) {
            // A plan that was made while the tables were empty reads them whole for ever after; planning costs little.
            return List.of("SET search_path TO public, " + schema, "SET plan_cache_mode TO force_custom_plan");
        }

        @Override
        List<String> createIn(String schema) {
            return List.of("SET search_path TO " + schema);
        }

        @Override
        List<String> writeCommits() {
            return List.of();
        }

        @Override
        List<String> forceCommits() {
            return List.of();
        }
    };

    /** Makes a connection find plain names in {@code public} first and then in a schema. */
    abstract List<String> lookIn(String schema);

    /** Makes a connection create and find plain names in a schema alone. */
    abstract List<String> createIn(String schema);

    /** Makes each commit of the whole database leave the process before it returns. */
    abstract List<String> writeCommits();

    /** Forces what was committed to the disk. */
    abstract List<String> forceCommits();

    static Dialect of(Connection connection) throws SQLException {
        String product = connection.getMetaData().getDatabaseProductName();
        return switch (product) {
            case "H2" -> H2;
            case "PostgreSQL" -> POSTGRESQL;
            default -> throw new IllegalStateException("H2 or PostgreSQL is expected, not " + product);
        };
    }
}
