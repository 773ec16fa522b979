package org.stemma.gateway.readmodel;

import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.stemma.api.Codec;
import org.stemma.api.Document;
import org.stemma.api.Drawer;
import org.stemma.gateway.database.SchemaDataSource;
import org.stemma.gateway.support.Blocks;
import org.stemma.gateway.support.TestDatabase;
import org.stemma.gateway.support.Transactions;

/** A read model in memory, fed with blocks that a test makes. */
public final class TestLedger {
    private final BlockReader reader = new BlockReader("stemma");
    private final SchemaDataSource source = new SchemaDataSource(TestDatabase.fresh());
    private final JdbcTemplate jdbc = new JdbcTemplate(source);
    private final JdbcTransactionManager transactions = new JdbcTransactionManager(source);
    private final Generations generations = Generations.open(source);
    private final Projection projection = generations.liveProjection();
    private final JdbcReadModel readModel = new JdbcReadModel(jdbc, 0);
    private long next;
    private int ids;

    public TestLedger() {
        generations.bind("genesis");
        block();
    }

    public JdbcTemplate jdbc() {
        return jdbc;
    }

    public JdbcTransactionManager transactions() {
        return transactions;
    }

    public ReadModel readModel() {
        return readModel;
    }

    public EventLog events() {
        return new EventLog(jdbc, transactions);
    }

    /** From now on every question fails. */
    public void lose() {
        jdbc.execute("DROP SCHEMA " + generations.live().schema() + " CASCADE");
    }

    /** Empties the read model, as one of another ledger is emptied. */
    public void empty() {
        generations.makeLive(generations.begin("a test"));
        generations.bind("genesis");
        next = 0;
    }

    /** A transaction of Lab's that tells these events. */
    public Transactions telling(String... events) {
        return tellingBy("LabMSP", events);
    }

    public Transactions tellingBy(String organisation, String... events) {
        return Transactions.of("tx" + ids++)
                .by(organisation, "")
                .telling("{\"at\":\"2026-01-01T00:00:00Z\",\"epoch\":1,\"events\":[" + String.join(",", events)
                        + "],\"period\":1,\"postings\":[],\"v\":1}");
    }

    /** A transaction that writes a record. */
    public Transactions writing(Drawer drawer, Document record, Object... key) {
        return Transactions.of("tx" + ids++).by("LabMSP", "").put(drawer.key(key), Codec.encode(record));
    }

    /** The next block, of these valid transactions. Returns its number. */
    public long block(Transactions... valid) {
        List<Blocks.Validated> all = new ArrayList<>();
        for (Transactions transaction : valid) {
            all.add(Blocks.Validated.valid(transaction));
        }
        readModel.grew(projection.apply(List.of(reader.read(Blocks.of(next, all)))));
        return next++;
    }
}
