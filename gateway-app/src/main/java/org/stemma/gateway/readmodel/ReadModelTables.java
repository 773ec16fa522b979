package org.stemma.gateway.readmodel;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.transaction.support.TransactionTemplate;

/** The read model's tables: makes them, and drops them when they belong to another ledger. */
final class ReadModelTables {
    private static final Logger LOG = LoggerFactory.getLogger(ReadModelTables.class);
    private static final List<String> NAMES =
            List.of("event", "posting", "state_field", "ended", "state", "tx", "block", "checkpoint");

    private final JdbcTemplate jdbc;
    private final TransactionTemplate inTransaction;

    ReadModelTables(JdbcTemplate jdbc, TransactionTemplate inTransaction) {
        this.jdbc = jdbc;
        this.inTransaction = inTransaction;
    }

    void create() {
        new ResourceDatabasePopulator(new ClassPathResource("readmodel.sql"))
                .execute(java.util.Objects.requireNonNull(jdbc.getDataSource()));
    }

    /** Binds the tables to the ledger that begins with this block; those of another ledger are emptied. */
    void bind(String genesisHash) {
        List<String> bound = jdbc.queryForList("SELECT genesis FROM checkpoint WHERE id = 1", String.class);
        if (!bound.isEmpty() && !bound.get(0).equals(genesisHash)) {
            LOG.warn("the read model is of another ledger and is built anew");
            empty();
            bound = List.of();
        }
        if (bound.isEmpty()) {
            jdbc.update("INSERT INTO checkpoint (id, next_block, genesis) VALUES (1, 0, ?)", genesisHash);
        }
    }

    void empty() {
        inTransaction.executeWithoutResult(status -> NAMES.forEach(name -> jdbc.update("DELETE FROM " + name)));
    }
}
