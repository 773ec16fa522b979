package org.stemma.gateway.readmodel;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.stemma.api.Refused;
import org.stemma.gateway.GatewayRefusal;
import org.stemma.gateway.threads.Background;

/**
 * Replays the ledger from its first block into tables beside the live ones, which answer and grow meanwhile, and puts the
 * new ones in their place once they hold as many blocks. What was begun is gone on with by the next process.
 */
public final class Rebuilder implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(Rebuilder.class);
    private static final long FIRST_PAUSE_MILLIS = 250;
    private static final long LONGEST_PAUSE_MILLIS = 5_000;
    private static final Duration POLL = Duration.ofSeconds(1);

    /** So near to the live tables that the rest is projected while these wait. */
    private static final long NEAR_BLOCKS = 20;

    /** The longest that the live tables wait for the rest. */
    private static final Duration WAIT = Duration.ofSeconds(3);

    private final BlockSource source;
    private final BlockReader reader;
    private final Generations generations;
    private final JdbcReadModel readModel;
    private final ReentrantLock projecting;
    private final Duration retireAfter;
    private final Clock clock;
    private volatile Optional<Rebuild> latest = Optional.empty();
    private volatile boolean running;
    private volatile CountDownLatch stopped = new CountDownLatch(1);
    private @Nullable Thread worker;

    /**
     * @param projecting held while the live tables grow or change
     * @param retireAfter for how long replaced tables are kept for those who still read them
     */
    Rebuilder(
            BlockSource source,
            BlockReader reader,
            Generations generations,
            JdbcReadModel readModel,
            ReentrantLock projecting,
            Duration retireAfter,
            Clock clock) {
        this.source = source;
        this.reader = reader;
        this.generations = generations;
        this.readModel = readModel;
        this.projecting = projecting;
        this.retireAfter = retireAfter;
        this.clock = clock;
    }

    /** The rebuild that runs, or else the last one of this process. */
    public Optional<Rebuild> latest() {
        return latest;
    }

    /** The format of the live tables. */
    public int format() {
        return generations.live().format();
    }

    /**
     * Begins a rebuild; it goes on by itself.
     *
     * @throws Refused {@code gateway.rebuild_running}
     */
    public synchronized Rebuild ask() {
        Refused.unless(
                latest.filter(Rebuild::running).isEmpty(),
                GatewayRefusal.REBUILD_RUNNING,
                "height",
                latest.map(Rebuild::height).orElse(0L));
        generations.building().ifPresent(generations::retire);
        return run(generations.begin("asked"));
    }

    /** Goes on with what an earlier process began, or begins because the program's format is another one. */
    @Override
    public synchronized void start() {
        running = true;
        stopped = new CountDownLatch(1);
        Optional<Generation> begun = generations.building();
        Optional<Generation> usable = begun.filter(generations::isPresentFormat);
        if (usable.isEmpty()) {
            begun.ifPresent(generations::retire);
        }
        if (usable.isPresent()) {
            run(usable.get());
        } else if (!generations.isPresentFormat(generations.live())) {
            run(generations.begin("format"));
        }
    }

    private Rebuild run(Generation target) {
        Rebuild begun = Rebuild.begun(
                target.cause(), clock.instant(), generations.projection(target).height());
        latest = Optional.of(begun);
        LOG.info("the read model is being rebuilt in {}, from block {}", target.schema(), begun.height());
        Thread thread = Background.named("read-model-rebuild").newThread(() -> {
            untilDone(target);
            dropLater();
        });
        thread.start();
        worker = thread;
        return begun;
    }

    private void untilDone(Generation first) {
        Generation target = first;
        long pause = FIRST_PAUSE_MILLIS;
        while (!stopping()) {
            try {
                // Looked up each time: one of another ledger is left, whether or not the next can be begun then.
                target = generations.orAnother(target);
                if (generations.bind(target, BlockFeed.genesis(source)) && replay(target)) {
                    return;
                }
                pause = FIRST_PAUSE_MILLIS;
            } catch (RuntimeException e) {
                latest = latest.map(rebuild -> rebuild.failing(e));
                LOG.warn("the rebuild stands still, and goes on soon: {}", String.valueOf(e.getMessage()));
                pause = Math.min(pause * 2, LONGEST_PAUSE_MILLIS);
            }
            sleep(pause);
        }
    }

    /** Returns whether the generation is live at the end. */
    private boolean replay(Generation target) {
        Projection projection = generations.projection(target);
        long height = projection.height();
        try (BlockStream stream = new BlockStream(source, reader, height, "read-model-rebuild-stream", block -> {})) {
            while (!stopping()) {
                height = project(stream.take(POLL), projection, height);
                if (height + NEAR_BLOCKS >= readModel.height() && replace(target, stream, projection, height)) {
                    return true;
                }
            }
            return false;
        }
    }

    private long project(List<LedgerBlock> blocks, Projection projection, long before) {
        if (blocks.isEmpty()) {
            return before;
        }
        long height = projection.apply(blocks);
        long transactions =
                blocks.stream().mapToLong(block -> block.transactions().size()).sum();
        latest = latest.map(rebuild -> rebuild.grown(height, height - before, transactions));
        return height;
    }

    /** While the live tables stand still: takes the rest of what they hold, and their place. */
    private boolean replace(Generation target, BlockStream stream, Projection projection, long before) {
        projecting.lock();
        try {
            long goal = generations.liveProjection().height();
            long height = before;
            long end = System.nanoTime() + WAIT.toNanos();
            while (height < goal) {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                height = project(stream.take(Duration.ofNanos(left)), projection, height);
            }
            generations.makeLive(target);
            readModel.grew(height);
        } finally {
            projecting.unlock();
        }
        Rebuild done = latest.orElseThrow().done(clock.instant());
        latest = Optional.of(done);
        LOG.info(
                "the read model is rebuilt: {} blocks, {} a second; {} transactions, {} a second",
                done.blocks(),
                done.blocksPerSecond(clock.instant()),
                done.transactions(),
                done.transactionsPerSecond(clock.instant()));
        return true;
    }

    private void dropLater() {
        sleep(retireAfter.toMillis());
        // A process that ends before drops them when it begins again.
        if (!stopping()) {
            try {
                generations.dropRetired();
            } catch (DataAccessException e) {
                LOG.warn(
                        "what was replaced is dropped when the gateway starts next: {}",
                        String.valueOf(e.getMessage()));
            }
        }
    }

    private boolean stopping() {
        return stopped.getCount() == 0;
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

    /** Without an interrupt: it would close the file under an embedded database. */
    @Override
    public synchronized void stop() {
        running = false;
        stopped.countDown();
        Thread thread = worker;
        if (thread != null) {
            try {
                thread.join(TimeUnit.SECONDS.toMillis(10));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** With the feed. */
    @Override
    public int getPhase() {
        return 0;
    }
}
