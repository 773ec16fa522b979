package org.stemma.gateway.readmodel;

import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.hyperledger.fabric.client.CloseableIterator;
import org.hyperledger.fabric.protos.common.Block;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;
import org.stemma.gateway.database.DatabaseFailure;
import org.stemma.gateway.threads.Background;

/**
 * Follows the ledger for ever: one thread reads blocks from the peer, one projects them, as many at once as have come.
 * A broken stream is taken up again from the checkpoint, with back-off, and a database that is away is waited for.
 * Listeners are told of every block when it comes, and once it is projected, also of those of which the database took the
 * commit and lost the answer.
 */
final class BlockFeed implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(BlockFeed.class);
    private static final Duration POLL = Duration.ofMillis(500);

    /**
     * For so long a block that nobody waits to read is not projected: whoever waits for its transactions is answered
     * meanwhile, and needs the processor more.
     */
    private static final Duration GATHERING = Duration.ofMillis(15);

    private static final long FIRST_PAUSE_MILLIS = 250;
    private static final long LONGEST_PAUSE_MILLIS = 5_000;

    private final BlockSource source;
    private final BlockReader reader;
    private final Generations generations;
    private final Projection projection;
    private final JdbcReadModel readModel;
    private final List<BlockListener> listeners;
    private final FeedState state;
    private final ReentrantLock projecting;
    private final HeightStop stop;

    /** The first block of which listeners were not told; negative before the first look at the database. */
    private long untold = -1;

    private volatile boolean running;
    private volatile CountDownLatch stopped = new CountDownLatch(1);
    private @org.jspecify.annotations.Nullable Thread follower;

    /**
     * @param projecting held while the live tables grow
     * @param stop at which height somebody wants to find them
     */
    BlockFeed(
            BlockSource source,
            BlockReader reader,
            Generations generations,
            JdbcReadModel readModel,
            List<BlockListener> listeners,
            FeedState state,
            ReentrantLock projecting,
            HeightStop stop) {
        this.source = source;
        this.reader = reader;
        this.generations = generations;
        this.projection = generations.liveProjection();
        this.readModel = readModel;
        this.listeners = List.copyOf(listeners);
        this.state = state;
        this.projecting = projecting;
        this.stop = stop;
    }

    @Override
    public void start() {
        running = true;
        stopped = new CountDownLatch(1);
        Thread thread = Background.named("block-feed").newThread(this::follow);
        thread.start();
        follower = thread;
    }

    /** Without an interrupt, as long as it can be: it would close the file under an embedded database. */
    @Override
    public void stop() {
        running = false;
        stopped.countDown();
        Thread thread = follower;
        if (thread != null) {
            try {
                thread.join(TimeUnit.SECONDS.toMillis(3));
                if (thread.isAlive()) {
                    thread.interrupt();
                    thread.join(TimeUnit.SECONDS.toMillis(3));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Before the web server, after it when stopping: whoever waits for a commit is still told. */
    @Override
    public int getPhase() {
        return 0;
    }

    private void follow() {
        long pause = FIRST_PAUSE_MILLIS;
        while (running) {
            long before = readModel.height();
            try {
                bind();
                // An answer from the peer is enough: a quiet ledger sends no further block.
                state.well();
                stream();
            } catch (RuntimeException e) {
                state.broken(e);
                LOG.warn("the block stream broke at height {}: {}", readModel.height(), String.valueOf(e.getMessage()));
            } catch (Error e) {
                state.broken(e);
                throw e;
            }
            pause = readModel.height() > before ? FIRST_PAUSE_MILLIS : Math.min(pause * 2, LONGEST_PAUSE_MILLIS);
            sleep(pause);
        }
    }

    private void bind() {
        long before = generations.live().number();
        generations.bind(genesis(source));
        long height = projection.height();
        readModel.grew(height);
        // Tables of another ledger were left: what is told begins anew with them.
        boolean another = generations.live().number() != before && height == 0;
        if (untold < 0 || another) {
            untold = height;
            projection.forget();
        }
    }

    static String genesis(BlockSource source) {
        try (CloseableIterator<Block> blocks = source.from(0)) {
            return HexFormat.of()
                    .formatHex(blocks.next().getHeader().getDataHash().toByteArray());
        }
    }

    /** Hands blocks from the stream to the projection until either fails. */
    private void stream() {
        try (BlockStream stream =
                new BlockStream(source, reader, Math.min(untold, readModel.height()), "block-stream", this::announce)) {
            while (running) {
                List<LedgerBlock> blocks = stream.take(POLL, () -> readModel.awaitReader(GATHERING));
                List<LedgerBlock> first = stop.before(blocks, readModel.height());
                project(first);
                project(blocks.subList(first.size(), blocks.size()));
            }
        }
    }

    private void project(List<LedgerBlock> blocks) {
        if (blocks.isEmpty()) {
            return;
        }
        readModel.grew(apply(blocks));
        state.well();
        blocks.forEach(this::tell);
        stop.reached(readModel.height());
    }

    /** While the database is away the blocks wait, and the stream goes on: those behind them are still announced. */
    private long apply(List<LedgerBlock> blocks) {
        while (true) {
            projecting.lock();
            try {
                return projection.apply(blocks);
            } catch (DataAccessException | TransactionException e) {
                if (!running || !DatabaseFailure.isUnavailable(e)) {
                    throw e;
                }
                state.broken(e);
                LOG.warn("the database is away at height {}: {}", readModel.height(), String.valueOf(e.getMessage()));
            } finally {
                projecting.unlock();
            }
            sleep(FIRST_PAUSE_MILLIS);
        }
    }

    /** First what changed: whoever hears that a transaction is in its block finds nobody who goes by what was before. */
    private void announce(BlockReader.Opened block) {
        Set<String> keys = block.keys();
        tell(block.number(), listener -> listener.wrote(block.number(), keys));
        List<TransactionRow> rows = first(block.rows());
        tell(block.number(), listener -> listener.arrived(block.number(), rows));
    }

    private void tell(LedgerBlock block) {
        if (block.number() >= untold) {
            untold = block.number() + 1;
            List<TransactionRow> rows = first(block.transactions().stream()
                    .map(LedgerBlock.LedgerTransaction::row)
                    .toList());
            tell(block.number(), listener -> listener.projected(block.number(), rows));
        }
    }

    /** A later copy of a transaction that is in a block already says nothing about it. */
    private static List<TransactionRow> first(List<TransactionRow> transactions) {
        return transactions.stream()
                .filter(row -> !row.code().equals("DUPLICATE_TXID"))
                .toList();
    }

    private void tell(long block, Consumer<BlockListener> news) {
        for (BlockListener listener : listeners) {
            try {
                news.accept(listener);
            } catch (RuntimeException e) {
                LOG.error("a listener failed at block {}", block, e);
            }
        }
    }

    private void sleep(long millis) {
        try {
            if (stopped.await(millis, TimeUnit.MILLISECONDS)) {
                LOG.debug("woken up to end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
