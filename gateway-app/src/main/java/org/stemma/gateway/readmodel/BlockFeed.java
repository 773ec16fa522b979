package org.stemma.gateway.readmodel;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.hyperledger.fabric.client.CloseableIterator;
import org.hyperledger.fabric.protos.common.Block;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Follows the ledger for ever: one thread reads blocks from the peer, one projects them, as many at once as have come.
 * A broken stream is taken up again from the checkpoint, with back-off.
 */
final class BlockFeed implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(BlockFeed.class);
    private static final int MAX_BATCH = 50;
    private static final long FIRST_PAUSE_MILLIS = 250;
    private static final long LONGEST_PAUSE_MILLIS = 5_000;

    private final BlockSource source;
    private final BlockReader reader;
    private final ReadModelTables tables;
    private final Projection projection;
    private final JdbcReadModel readModel;
    private final List<BlockListener> listeners;
    private final FeedState state;
    private volatile boolean running;
    private @org.jspecify.annotations.Nullable Thread follower;

    BlockFeed(
            BlockSource source,
            BlockReader reader,
            ReadModelTables tables,
            Projection projection,
            JdbcReadModel readModel,
            List<BlockListener> listeners,
            FeedState state) {
        this.source = source;
        this.reader = reader;
        this.tables = tables;
        this.projection = projection;
        this.readModel = readModel;
        this.listeners = List.copyOf(listeners);
        this.state = state;
    }

    @Override
    public void start() {
        running = true;
        Thread thread = new Thread(this::follow, "block-feed");
        thread.setDaemon(true);
        thread.start();
        follower = thread;
    }

    @Override
    public void stop() {
        running = false;
        Thread thread = follower;
        if (thread != null) {
            thread.interrupt();
            try {
                thread.join(TimeUnit.SECONDS.toMillis(5));
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
            }
            pause = readModel.height() > before ? FIRST_PAUSE_MILLIS : Math.min(pause * 2, LONGEST_PAUSE_MILLIS);
            sleep(pause);
        }
    }

    private void bind() {
        try (CloseableIterator<Block> blocks = source.from(0)) {
            tables.bind(HexFormat.of()
                    .formatHex(blocks.next().getHeader().getDataHash().toByteArray()));
        }
        readModel.grew(projection.height());
    }

    /** Hands blocks from the stream to the projection until either fails. */
    private void stream() {
        BlockingQueue<Delivered> queue = new ArrayBlockingQueue<>(MAX_BATCH);
        try (CloseableIterator<Block> blocks = source.from(readModel.height())) {
            Thread pump = new Thread(() -> pump(blocks, queue), "block-stream");
            pump.setDaemon(true);
            pump.start();
            try {
                while (running) {
                    project(queue);
                }
            } finally {
                pump.interrupt();
            }
        }
    }

    /** A block, or why there are no more. */
    private record Delivered(
            @org.jspecify.annotations.Nullable Block block,
            @org.jspecify.annotations.Nullable RuntimeException failure) {}

    private static void pump(CloseableIterator<Block> blocks, BlockingQueue<Delivered> queue) {
        try {
            try {
                while (blocks.hasNext()) {
                    queue.put(new Delivered(blocks.next(), null));
                }
                queue.put(new Delivered(null, new IllegalStateException("the peer ended the stream")));
            } catch (RuntimeException e) {
                queue.put(new Delivered(null, e));
            }
        } catch (InterruptedException e) {
            // The feed stopped or starts over: nobody takes from this queue any more.
            Thread.currentThread().interrupt();
        }
    }

    private void project(BlockingQueue<Delivered> queue) {
        List<Delivered> delivered = new ArrayList<>();
        try {
            delivered.add(queue.take());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the feed is stopping", e);
        }
        queue.drainTo(delivered, MAX_BATCH - 1);
        List<LedgerBlock> blocks = new ArrayList<>();
        RuntimeException failure = null;
        for (Delivered one : delivered) {
            if (one.block() != null) {
                blocks.add(reader.read(one.block()));
            } else {
                failure = one.failure();
            }
        }
        if (!blocks.isEmpty()) {
            readModel.grew(projection.apply(blocks));
            state.well();
            blocks.forEach(this::tell);
        }
        if (failure != null) {
            throw failure;
        }
    }

    private void tell(LedgerBlock block) {
        List<TransactionRow> rows = block.transactions().stream()
                .map(LedgerBlock.LedgerTransaction::row)
                // A later copy of a transaction that is in a block already says nothing about it.
                .filter(row -> !row.code().equals("DUPLICATE_TXID"))
                .toList();
        for (BlockListener listener : listeners) {
            try {
                listener.projected(block.number(), rows);
            } catch (RuntimeException e) {
                LOG.error("a listener failed at block {}", block.number(), e);
            }
        }
    }

    private void sleep(long millis) {
        try {
            if (running) {
                Thread.sleep(millis);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
