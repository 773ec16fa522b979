package org.stemma.gateway.database;

import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Makes a commit mean that it survives the end of the process and, where that is asked for, of the machine. PostgreSQL's
 * does both. H2 writes commits some hundred milliseconds later unless told otherwise, and forces them to the disk only
 * when asked.
 */
public final class Durability {
    private final JdbcTemplate jdbc;
    private final List<String> forcing;

    private Durability(JdbcTemplate jdbc, List<String> forcing) {
        this.jdbc = jdbc;
        this.forcing = forcing;
    }

    /** From now on every commit of this database survives the end of the process. */
    public static Durability of(DataSource source) {
        JdbcTemplate jdbc = new JdbcTemplate(source);
        Dialect dialect = Objects.requireNonNull(jdbc.execute((ConnectionCallback<Dialect>) Dialect::of));
        dialect.writeCommits().forEach(jdbc::execute);
        return new Durability(jdbc, dialect.forceCommits());
    }

    /** Returns when everything that was committed so far is on the disk. */
    public void force() {
        forcing.forEach(jdbc::execute);
    }
}
