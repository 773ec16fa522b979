package org.stemma.gateway.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.EncodedResource;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.init.ScriptUtils;

/**
 * Gives connections that find the gateway's own tables and, after them, those of the live schema. A connection keeps the
 * schema with which it was given, so what is read within one database transaction is of one schema, whatever becomes
 * live meanwhile. Safe for use by many threads.
 */
public final class SchemaDataSource extends DelegatingDataSource {
    /** Where the database's own connections look, which a pool gives out again and again. */
    private final Map<Connection, String> looking = Collections.synchronizedMap(new WeakHashMap<>());

    private volatile Optional<String> live = Optional.empty();
    private volatile @Nullable Dialect dialect;

    public SchemaDataSource(DataSource source) {
        super(source);
    }

    /** As above, of a database that orders text as the ledger does; fails if it doesn't. */
    public static SchemaDataSource checked(DataSource source) {
        SchemaDataSource schemas = new SchemaDataSource(source);
        ByteOrder.require(schemas);
        return schemas;
    }

    /** The application's data source as what it is. */
    public static SchemaDataSource of(DataSource source) {
        if (source instanceof SchemaDataSource schemas) {
            return schemas;
        }
        throw new IllegalStateException("the data source knows no schemas: " + source.getClass());
    }

    /** From now on connections find what lies in this schema. */
    public void live(String schema) {
        live = Optional.of(schema);
    }

    /** The same database, seen with another schema than the live one. */
    public DataSource in(String schema) {
        return new DelegatingDataSource(this) {
            @Override
            public Connection getConnection() throws SQLException {
                return connection(Optional.of(schema));
            }
        };
    }

    @Override
    public Connection getConnection() throws SQLException {
        return connection(live);
    }

    private Connection connection(Optional<String> schema) throws SQLException {
        Connection connection = super.getConnection();
        if (schema.isPresent()) {
            try {
                look(connection, schema.get());
            } catch (SQLException | RuntimeException e) {
                connection.close();
                throw e;
            }
        }
        return connection;
    }

    private void look(Connection connection, String schema) throws SQLException {
        Connection own = connection.unwrap(Connection.class);
        if (!schema.equals(looking.get(own))) {
            looking.remove(own);
            execute(connection, dialect(connection).lookIn(schema));
            looking.put(own, schema);
        }
    }

    /** Makes a schema, if there is none of the name, and runs a script of plain names in it. */
    public void create(String schema, Resource script) {
        try (Connection connection = super.getConnection()) {
            looking.remove(connection.unwrap(Connection.class));
            Dialect words = dialect(connection);
            execute(connection, List.of("CREATE SCHEMA IF NOT EXISTS " + schema));
            try {
                execute(connection, words.createIn(schema));
                ScriptUtils.executeSqlScript(connection, new EncodedResource(script, "UTF-8"));
            } finally {
                // Given out without a live schema it must find what everybody finds.
                execute(connection, words.lookIn("public"));
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the schema " + schema + " can't be made", e);
        }
    }

    private Dialect dialect(Connection connection) throws SQLException {
        Dialect known = dialect;
        if (known == null) {
            known = Dialect.of(connection);
            dialect = known;
        }
        return known;
    }

    private static void execute(Connection connection, List<String> statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
