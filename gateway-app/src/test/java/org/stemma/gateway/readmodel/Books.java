package org.stemma.gateway.readmodel;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.stemma.gateway.database.SchemaDataSource;

/** A read model that follows a ledger, as a gateway's process has it, without the rest of the gateway. */
final class Books implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofMinutes(2);

    final SchemaDataSource source;
    final JdbcTemplate jdbc;
    final Generations generations;
    final JdbcReadModel readModel;
    final Rebuilder rebuilder;
    final Dump dump;
    final FeedState state = new FeedState();

    /** The blocks that listeners were told of when they came; of some, more than once. */
    final List<Long> arrived = java.util.Collections.synchronizedList(new ArrayList<>());

    /** The blocks that listeners were told of once the read model had them, in order. */
    final List<Long> told = java.util.Collections.synchronizedList(new ArrayList<>());

    private final BlockFeed feed;

    /** Opens the database as a process does that begins, and follows the ledger. */
    Books(DataSource database, BlockSource ledger) {
        this(database, ledger, ledger);
    }

    /** As above; what is rebuilt is read from a source of its own, so that a test can hold it up. */
    Books(DataSource database, BlockSource ledger, BlockSource again) {
        this(database, ledger, again, Generations.FORMAT);
    }

    /** As above, by a program that makes another format and reads all before it. */
    Books(DataSource database, BlockSource ledger, BlockSource again, int format) {
        source = new SchemaDataSource(database);
        jdbc = new JdbcTemplate(source);
        generations = Generations.open(source, format, Generations.OLDEST_READABLE);
        readModel = new JdbcReadModel(jdbc, generations.liveProjection().height());
        ReentrantLock projecting = new ReentrantLock();
        HeightStop stop = new HeightStop();
        BlockReader reader = new BlockReader("stemma");
        feed = new BlockFeed(ledger, reader, generations, readModel, List.of(new Listener()), state, projecting, stop);
        rebuilder = new Rebuilder(
                again, reader, generations, readModel, projecting, Duration.ofMillis(200), Clock.systemUTC());
        dump = new Dump(source, new JdbcTransactionManager(source), readModel, stop);
        feed.start();
        rebuilder.start();
    }

    private final class Listener implements BlockListener {
        @Override
        public void arrived(long block, List<TransactionRow> transactions) {
            arrived.add(block);
        }

        @Override
        public void projected(long block, List<TransactionRow> transactions) {
            told.add(block);
        }
    }

    Books await(long height) {
        if (!readModel.awaitBlock(height - 1, PATIENCE)) {
            throw new IllegalStateException("at " + readModel.height() + " rather than " + height + ": " + state.why());
        }
        return this;
    }

    String dump(Optional<Long> height) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        dump.write(height, at -> out);
        return out.toString(StandardCharsets.UTF_8);
    }

    Rebuild awaitRebuild() throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (rebuilder.latest().filter(Rebuild::running).isPresent()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("not rebuilt: " + rebuilder.latest());
            }
            Thread.sleep(5);
        }
        return rebuilder.latest().orElseThrow();
    }

    @Override
    public void close() {
        rebuilder.stop();
        feed.stop();
    }
}
