package org.stemma.gateway.webhooks;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.stemma.gateway.readmodel.BlockListener;
import org.stemma.gateway.readmodel.TransactionRow;
import org.stemma.gateway.threads.Background;

/**
 * Keeps webhooks going: each at its own pace, one step after the other, on a thread only while it makes one. A receiver
 * that is slow or gone holds up no other.
 */
final class DeliveryAgent implements BlockListener, SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryAgent.class);

    /** Steps of one turn; then others have theirs. */
    private static final int STEPS = 50;

    /** After a failure of our own, such as a database that is away. */
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final int IDLE_SECONDS = 30;

    private final Deliveries deliveries;
    private final WebhookSettings settings;
    private final Clock clock;
    private final Map<String, Line> lines = new ConcurrentHashMap<>();
    private final ScheduledThreadPoolExecutor threads;
    private volatile boolean running;

    /** One webhook's queue, which is the ledger itself. */
    private static final class Line {
        private final AtomicBoolean queued = new AtomicBoolean();
        private final AtomicBoolean again = new AtomicBoolean();
        private final ReentrantLock turn = new ReentrantLock();
        private Deliveries.Scanned scanned = Deliveries.Scanned.NOTHING;
        private volatile Optional<Instant> waiting = Optional.empty();
    }

    DeliveryAgent(Deliveries deliveries, WebhookSettings settings, Clock clock) {
        this.deliveries = deliveries;
        this.settings = settings;
        this.clock = clock;
        threads = new ScheduledThreadPoolExecutor(Math.max(1, settings.most()), Background.numbered("webhook"));
        threads.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        threads.allowCoreThreadTimeOut(true);
        threads.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        threads.setRemoveOnCancelPolicy(true);
    }

    /** Looks after a webhook that is new, or of which something was asked. */
    void wake(String webhook) {
        Line line = lines.computeIfAbsent(webhook, id -> new Line());
        if (running && line.queued.compareAndSet(false, true)) {
            submit(() -> turn(webhook, line), Duration.ZERO);
        }
    }

    /** Forgets a webhook that was removed. */
    void forget(String webhook) {
        lines.remove(webhook);
    }

    private void submit(Runnable task, Duration delay) {
        try {
            ScheduledFuture<?> unused = threads.schedule(task, Math.max(0, delay.toMillis()), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("webhooks are stopped", e);
        }
    }

    /** One turn at a time; who comes meanwhile leaves word, and no thread waits. */
    private void turn(String webhook, Line line) {
        line.queued.set(false);
        line.again.set(true);
        if (!line.turn.tryLock()) {
            return;
        }
        try {
            line.again.set(false);
            steps(webhook, line);
        } catch (RuntimeException e) {
            LOG.error("webhook {} could not be looked after", webhook, e);
            submit(() -> wake(webhook), PAUSE);
        } finally {
            line.turn.unlock();
        }
        if (line.again.getAndSet(false)) {
            wake(webhook);
        }
    }

    private void steps(String webhook, Line line) {
        for (int i = 0; i < STEPS && running; i++) {
            Optional<Duration> pause = step(webhook, line);
            if (pause.isEmpty()) {
                return;
            }
            if (pause.get().toMillis() > 0) {
                submit(() -> wake(webhook), pause.get());
                return;
            }
        }
        line.again.set(true);
    }

    /** How long until the next step; absent until somebody wakes it. */
    private Optional<Duration> step(String webhook, Line line) {
        Deliveries.Step step = deliveries.step(webhook, line.scanned);
        line.scanned = step.scanned();
        line.waiting = step.waiting();
        return step.next().map(next -> Duration.between(clock.instant(), next));
    }

    /** The age of the oldest event that waits, in seconds. */
    double oldestSeconds() {
        Instant now = clock.instant();
        return lines.values().stream()
                .flatMap(line -> line.waiting.stream())
                .mapToDouble(
                        at -> Math.max(0, (double) Duration.between(at, now).toMillis() / 1000))
                .max()
                .orElse(0);
    }

    @Override
    public void projected(long block, List<TransactionRow> transactions) {
        // Those that wait for another attempt find that it is not time yet.
        lines.keySet().forEach(this::wake);
    }

    @Override
    public void start() {
        running = settings.enabled();
        if (running) {
            deliveries.enabled().forEach(this::wake);
        }
    }

    /** Ends what is being sent; it is sent again by the next one who looks after it. */
    @Override
    public void stop() {
        running = false;
        Background.end(threads, GRACE);
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return SmartLifecycle.DEFAULT_PHASE - 512;
    }
}
