package org.stemma.gateway.readmodel;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.hyperledger.fabric.client.CloseableIterator;
import org.hyperledger.fabric.protos.common.Block;
import org.jspecify.annotations.Nullable;
import org.stemma.gateway.threads.Background;

/**
 * Blocks as they come from the peer. One thread reads them, and says of each that it is there, while another, which calls
 * this, parses those before them and writes them to the database.
 */
final class BlockStream implements AutoCloseable {
    /** Blocks that are read ahead, and the most that are taken at once. */
    private static final int MAX_BLOCKS = 200;

    /** Enough for the database to work in bulk; more would only keep those waiting who wait for a block. */
    private static final int MAX_TRANSACTIONS = 1_000;

    private final BlockReader reader;
    private final CloseableIterator<Block> blocks;
    private final Consumer<BlockReader.Opened> arrivals;
    private final BlockingQueue<Delivered> queue = new ArrayBlockingQueue<>(MAX_BLOCKS);
    private final Thread pump;
    private Optional<RuntimeException> broken = Optional.empty();

    /** A block, or why there are no more. */
    private record Delivered(
            BlockReader.@Nullable Opened block, @Nullable RuntimeException failure) {}

    /** What is waited for before blocks are taken. */
    @FunctionalInterface
    interface Gathering {
        void await() throws InterruptedException;
    }

    /** @param arrivals told of each block by the thread that reads, which must not wait */
    BlockStream(BlockSource source, BlockReader reader, long from, String name, Consumer<BlockReader.Opened> arrivals) {
        this.reader = reader;
        this.arrivals = arrivals;
        blocks = source.from(from);
        pump = Background.named(name).newThread(this::pump);
        pump.start();
    }

    private void pump() {
        try {
            try {
                while (blocks.hasNext()) {
                    BlockReader.Opened block = reader.open(blocks.next());
                    arrivals.accept(block);
                    queue.put(new Delivered(block, null));
                }
                queue.put(new Delivered(null, new IllegalStateException("the peer ended the stream")));
            } catch (RuntimeException e) {
                queue.put(new Delivered(null, e));
            } catch (Error e) {
                // Whoever takes must not wait for blocks that nobody reads any more; the thread's root ends the
                // process.
                queue.put(new Delivered(null, new IllegalStateException("the thread that reads blocks failed", e)));
                throw e;
            }
        } catch (InterruptedException e) {
            // Closed: nobody takes from this queue any more.
            Thread.currentThread().interrupt();
        }
    }

    /**
     * The next blocks, as many as have come; none if none has in this time. Throws what broke the stream, once all blocks
     * before it are taken.
     */
    List<LedgerBlock> take(Duration atMost) {
        return take(atMost, () -> {});
    }

    /** As above; between the first block's coming and the taking something else is waited for. */
    List<LedgerBlock> take(Duration atMost, Gathering gathering) {
        if (broken.isPresent()) {
            throw broken.get();
        }
        List<LedgerBlock> taken = new ArrayList<>();
        int transactions = 0;
        Delivered next = first(atMost, gathering);
        while (next != null) {
            BlockReader.Opened block = next.block();
            if (block == null) {
                RuntimeException failure = java.util.Objects.requireNonNull(next.failure());
                if (taken.isEmpty()) {
                    throw failure;
                }
                broken = Optional.of(failure);
                return taken;
            }
            taken.add(block.whole());
            transactions += block.transactions().size();
            boolean full = taken.size() >= MAX_BLOCKS || transactions >= MAX_TRANSACTIONS;
            next = full ? null : queue.poll();
        }
        return taken;
    }

    private @Nullable Delivered first(Duration atMost, Gathering gathering) {
        try {
            Delivered first = queue.poll(atMost.toMillis(), TimeUnit.MILLISECONDS);
            if (first != null) {
                gathering.await();
            }
            return first;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the feed is stopping", e);
        }
    }

    @Override
    public void close() {
        pump.interrupt();
        blocks.close();
    }
}
