package org.stemma.gateway.readmodel;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.stemma.gateway.database.SchemaDataSource;

/**
 * The read model's tables, in generations: the live one answers and grows, and a rebuild fills another one beside it and
 * takes its place by one row of one table. A process that ends at any point leaves one live generation, and at most one
 * that is being built, on which the next process goes on. One process uses a database; its threads may use this at once,
 * and a generation's tables are complete before anybody finds it.
 */
final class Generations {
    /**
     * What the tables hold for the same blocks. Raise it whenever that changes: gateways then rebuild by themselves.
     * Format 1 lay in the schema {@code public}.
     */
    static final int FORMAT = 3;

    /** The oldest format that this program's SQL can read and extend while the present one is being built. */
    static final int OLDEST_READABLE = 3;

    private static final Logger LOG = LoggerFactory.getLogger(Generations.class);
    private static final Resource TABLES = new ClassPathResource("readmodel.sql");

    private final SchemaDataSource source;
    private final JdbcTemplate jdbc;
    private final TransactionTemplate inTransaction;
    private final int format;
    private final int oldestReadable;
    private volatile Generation live;

    private Generations(SchemaDataSource source, int format, int oldestReadable) {
        this.source = source;
        this.format = format;
        this.oldestReadable = oldestReadable;
        this.jdbc = new JdbcTemplate(source);
        this.inTransaction = new TransactionTemplate(new JdbcTransactionManager(source));
        new ResourceDatabasePopulator(new ClassPathResource("readmodel-generation.sql")).execute(source);
        dropFirstFormat();
        this.live = find("live").filter(this::isReadable).orElseGet(() -> begin("first"));
        makeLive(live);
        dropRetired();
    }

    /** Opens what the database holds, making what is missing. From then on the source's connections find it. */
    static Generations open(DataSource source) {
        return open(source, FORMAT, OLDEST_READABLE);
    }

    /** As a program with these formats does. */
    static Generations open(DataSource source, int format, int oldestReadable) {
        return new Generations(SchemaDataSource.of(source), format, oldestReadable);
    }

    /** Whether the generation is of the format that this program makes. */
    boolean isPresentFormat(Generation generation) {
        return generation.format() == format;
    }

    Generation live() {
        return live;
    }

    /** The generation that was begun and is not live yet. */
    synchronized Optional<Generation> building() {
        return find("building");
    }

    /** What was begun, as long as it is being built or live; else what is being built instead, begun if nothing is. */
    synchronized Generation orAnother(Generation begun) {
        boolean kept = Stream.of("building", "live").map(this::all).anyMatch(found -> found.contains(begun));
        return kept ? begun : building().orElseGet(() -> begin(begun.cause()));
    }

    /** Begins another generation, empty, with all tables. There must be none that is being built. */
    synchronized Generation begin(String cause) {
        long last = Objects.requireNonNull(
                jdbc.queryForObject("SELECT COALESCE(MAX(number), 0) FROM read_model_generation", Long.class));
        Generation begun = new Generation(last + 1, format, cause);
        // A process that ended in the middle of this left some of its tables, perhaps of another format.
        drop(begun);
        source.create(begun.schema(), TABLES);
        jdbc.update(
                "INSERT INTO read_model_generation (number, state, format, cause) VALUES (?, 'building', ?, ?)",
                begun.number(),
                begun.format(),
                cause);
        return begun;
    }

    /** Writes into a generation that is not live. */
    Projection projection(Generation generation) {
        DataSource pinned = source.in(generation.schema());
        return new Projection(new JdbcTemplate(pinned), new TransactionTemplate(new JdbcTransactionManager(pinned)));
    }

    /** Writes into the live generation, whichever that is. */
    Projection liveProjection() {
        return new Projection(jdbc, inTransaction);
    }

    /** In one database transaction the generation is live and the one before it isn't. */
    synchronized void makeLive(Generation generation) {
        inTransaction.executeWithoutResult(status -> {
            jdbc.update(
                    "UPDATE read_model_generation SET state = 'retired' WHERE state = 'live' AND number <> ?",
                    generation.number());
            jdbc.update("UPDATE read_model_generation SET state = 'live' WHERE number = ?", generation.number());
        });
        live = generation;
        source.live(generation.schema());
    }

    /** Binds the live tables to the ledger that begins with this block; for another ledger they begin anew, empty. */
    void bind(String genesisHash) {
        Optional<String> bound = genesis(jdbc);
        if (bound.isPresent() && !bound.get().equals(genesisHash)) {
            LOG.warn("the read model is of another ledger and is built anew");
            beginAnew();
            dropRetired();
        }
        bind(jdbc, genesisHash);
    }

    /** At once, so that nobody takes it for one that is being built. */
    private synchronized void beginAnew() {
        makeLive(begin("ledger"));
    }

    /** Binds a generation that is being built. Returns whether it is of this ledger; else it is retired. */
    boolean bind(Generation building, String genesisHash) {
        JdbcTemplate pinned = new JdbcTemplate(source.in(building.schema()));
        Optional<String> bound = genesis(pinned);
        if (bound.isPresent() && !bound.get().equals(genesisHash)) {
            retire(building);
            return false;
        }
        bind(pinned, genesisHash);
        return true;
    }

    void retire(Generation building) {
        jdbc.update("UPDATE read_model_generation SET state = 'retired' WHERE number = ?", building.number());
    }

    private static Optional<String> genesis(JdbcTemplate tables) {
        return tables.queryForList("SELECT genesis FROM checkpoint WHERE id = 1", String.class).stream()
                .findFirst();
    }

    private static void bind(JdbcTemplate tables, String genesisHash) {
        if (genesis(tables).isEmpty()) {
            tables.update("INSERT INTO checkpoint (id, next_block, genesis) VALUES (1, 0, ?)", genesisHash);
        }
    }

    /** Drops generations that answer no more. What can't be dropped now, since somebody still reads it, is left. */
    void dropRetired() {
        for (Generation retired : all("retired")) {
            try {
                drop(retired);
                jdbc.update("DELETE FROM read_model_generation WHERE number = ?", retired.number());
            } catch (org.springframework.dao.DataAccessException e) {
                LOG.warn("{} is not dropped yet: {}", retired.schema(), String.valueOf(e.getMessage()));
            }
        }
    }

    private void drop(Generation generation) {
        jdbc.execute("DROP SCHEMA IF EXISTS " + generation.schema() + " CASCADE");
    }

    private boolean isReadable(Generation generation) {
        boolean readable = generation.format() >= oldestReadable && generation.format() <= format;
        if (!readable) {
            LOG.warn(
                    "the read model has format {}, this program reads {} to {}: it is built anew, and reads are behind"
                            + " until then",
                    generation.format(),
                    oldestReadable,
                    format);
        }
        return readable;
    }

    private Optional<Generation> find(String state) {
        return all(state).stream().findFirst();
    }

    private List<Generation> all(String state) {
        return jdbc.query(
                "SELECT number, format, cause FROM read_model_generation WHERE state = ? ORDER BY number",
                (row, n) -> new Generation(row.getLong(1), row.getInt(2), row.getString(3)),
                state);
    }

    /** Drops a read model from a database that keeps none any more. */
    static void dropFrom(DataSource own) {
        JdbcTemplate jdbc = new JdbcTemplate(own);
        if (hasTable(jdbc, "read_model_generation")) {
            LOG.info(
                    "the read model is kept beside the gateway's own tables from now on, and read from the ledger anew");
            jdbc.queryForList("SELECT number FROM read_model_generation", Long.class)
                    .forEach(number -> jdbc.execute("DROP SCHEMA IF EXISTS " + Generation.schema(number) + " CASCADE"));
            jdbc.execute("DROP TABLE read_model_generation");
        }
    }

    private static boolean hasTable(JdbcTemplate jdbc, String table) {
        Integer found = jdbc.queryForObject(
                "SELECT COUNT(*) FROM information_schema.tables"
                        + " WHERE LOWER(table_schema) = 'public' AND LOWER(table_name) = ?",
                Integer.class,
                table);
        return found != null && found > 0;
    }

    /** The first format had no schema of its own: its tables would be found before any generation's. */
    private void dropFirstFormat() {
        if (hasTable(jdbc, "checkpoint")) {
            for (ModelTable table : ModelTable.values()) {
                jdbc.execute("DROP TABLE IF EXISTS public." + table.table());
            }
            // Last: where it is left, the others are tried again.
            jdbc.execute("DROP TABLE public.checkpoint");
        }
    }
}
