package org.stemma.gateway.backup;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** Rows of a table as JSON objects, and back. Columns are text, whole numbers or truth values; what is null is left out. */
final class TableRows {
    private static final int FETCHED = 1_000;

    private final Connection connection;
    private final String table;

    /** @param table a name of {@link OwnTables}, which comes from no client */
    TableRows(Connection connection, String table) {
        this.connection = connection;
        this.table = table;
    }

    long read(Consumer<JsonObject> rows) throws SQLException {
        long count = 0;
        try (Statement statement = connection.createStatement()) {
            statement.setFetchSize(FETCHED);
            try (ResultSet row = statement.executeQuery("SELECT * FROM " + table)) {
                while (row.next()) {
                    rows.accept(json(row));
                    count++;
                }
            }
        }
        return count;
    }

    private static JsonObject json(ResultSet row) throws SQLException {
        ResultSetMetaData columns = row.getMetaData();
        JsonObject json = new JsonObject();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            Object value = row.getObject(i);
            String name = columns.getColumnLabel(i).toLowerCase(Locale.ROOT);
            if (value instanceof Number number) {
                json.addProperty(name, number.longValue());
            } else if (value instanceof Boolean truth) {
                json.addProperty(name, truth);
            } else if (value != null) {
                // TEXT is a CLOB in H2.
                json.addProperty(name, row.getString(i));
            }
        }
        return json;
    }

    boolean isEmpty() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT 1 FROM " + table + " LIMIT 1")) {
            return !row.next();
        }
    }

    /** Adds a row under its own id, also where the database would give one. */
    void add(JsonObject row) throws SQLException {
        List<String> columns = new ArrayList<>(row.keySet());
        String marks = String.join(", ", columns.stream().map(column -> "?").toList());
        String sql = "INSERT INTO " + table + " (" + String.join(", ", columns) + ") OVERRIDING SYSTEM VALUE VALUES ("
                + marks + ")";
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            for (int i = 0; i < columns.size(); i++) {
                insert.setObject(i + 1, value(row.get(columns.get(i))));
            }
            insert.executeUpdate();
        }
    }

    private static Object value(JsonElement element) {
        JsonPrimitive value = element.getAsJsonPrimitive();
        if (value.isNumber()) {
            return value.getAsLong();
        }
        if (value.isBoolean()) {
            return value.getAsBoolean();
        }
        return value.getAsString();
    }

    boolean has(String column, JsonObject row) throws SQLException {
        try (PreparedStatement find =
                connection.prepareStatement("SELECT 1 FROM " + table + " WHERE " + column + " = ?")) {
            find.setObject(1, value(row.get(column)));
            try (ResultSet found = find.executeQuery()) {
                return found.next();
            }
        }
    }

    /** The next id that the database gives is above all that are there. */
    void numberOn() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            List<String> numbered = new ArrayList<>();
            for (String name : List.of(table, table.toUpperCase(Locale.ROOT))) {
                try (ResultSet column = connection.getMetaData().getColumns(null, null, name, null)) {
                    while (column.next()) {
                        if ("YES".equals(column.getString("IS_AUTOINCREMENT"))) {
                            numbered.add(column.getString("COLUMN_NAME").toLowerCase(Locale.ROOT));
                        }
                    }
                }
            }
            for (String column : numbered) {
                long next;
                try (ResultSet row =
                        statement.executeQuery("SELECT COALESCE(MAX(" + column + "), 0) + 1 FROM " + table)) {
                    row.next();
                    next = row.getLong(1);
                }
                statement.execute("ALTER TABLE " + table + " ALTER COLUMN " + column + " RESTART WITH " + next);
            }
        }
    }
}
