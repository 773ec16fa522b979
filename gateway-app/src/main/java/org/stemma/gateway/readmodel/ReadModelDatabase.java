package org.stemma.gateway.readmodel;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.stemma.gateway.database.SchemaDataSource;

/**
 * Where the read model lies: among the gateway's own tables, or in a database beside them. There, a kill may cost the last
 * moments of what was committed, which the ledger has and which are projected again. What is the gateway's own is nowhere
 * else, so each of its commits is written at once; blocks need not pay for that.
 */
public final class ReadModelDatabase implements AutoCloseable {
    private final SchemaDataSource source;
    private final Optional<HikariDataSource> pool;

    private ReadModelDatabase(SchemaDataSource source, Optional<HikariDataSource> pool) {
        this.source = source;
        this.pool = pool;
    }

    /**
     * Opens it.
     *
     * @param own the gateway's own database
     * @param url of the one beside it, with the same user and bounds; empty, or its own, for none
     */
    static ReadModelDatabase open(DataSource own, String url) {
        HikariDataSource model = pool(own);
        if (url.isEmpty() || url.equals(model.getJdbcUrl())) {
            return new ReadModelDatabase(SchemaDataSource.of(own), Optional.empty());
        }
        HikariDataSource pool = new HikariDataSource(beside(model, url));
        return new ReadModelDatabase(SchemaDataSource.checked(pool), Optional.of(pool));
    }

    private static HikariDataSource pool(DataSource own) {
        try {
            return own.unwrap(HikariDataSource.class);
        } catch (SQLException e) {
            throw new IllegalStateException("a pool of connections is expected", e);
        }
    }

    private static HikariConfig beside(HikariDataSource model, String url) {
        HikariConfig pool = new HikariConfig();
        pool.setPoolName("read-model");
        pool.setJdbcUrl(url);
        pool.setUsername(model.getUsername());
        pool.setPassword(model.getPassword());
        pool.setMaximumPoolSize(model.getMaximumPoolSize());
        pool.setConnectionTimeout(model.getConnectionTimeout());
        return pool;
    }

    /** Gives connections that find the read model's tables under their plain names. */
    public DataSource source() {
        return source;
    }

    /** Whether the read model lies among the tables of this database. */
    boolean isAmong(DataSource own) {
        return source.equals(own);
    }

    /** Transactions of these connections. */
    public PlatformTransactionManager transactions() {
        return new JdbcTransactionManager(source);
    }

    @Override
    public void close() {
        pool.ifPresent(HikariDataSource::close);
    }
}
