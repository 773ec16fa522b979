package org.stemma.gateway.serving;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.stemma.gateway.threads.Background;

/** Reports in time: when usage has waited long enough, or enough of it waits, and once more when the gateway stops. */
final class ReportingAgent implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(ReportingAgent.class);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    /** Stops after the web server has answered its last call, and before what the reports need. */
    static final int PHASE = Integer.MAX_VALUE - 4096;

    private final Metering metering;
    private final Clock clock;
    private final AtomicLong waiting = new AtomicLong();
    private final AtomicBoolean wanted = new AtomicBoolean();
    private volatile @Nullable ScheduledExecutorService thread;
    private int failures;
    private Instant pausedUntil = Instant.MIN;

    ReportingAgent(Metering metering, Clock clock) {
        this.metering = metering;
        this.clock = clock;
        metering.reportsSoonBy(this::reportSoon);
    }

    /** A lane runs low: the next report fills it, and is not waited for by time or number. */
    void reportSoon() {
        ScheduledExecutorService running = thread;
        if (running != null && wanted.compareAndSet(false, true)) {
            try {
                running.execute(this::reportIfDue);
            } catch (RejectedExecutionException stopping) {
                // The last report comes with the stop itself, or at the next start.
            }
        }
    }

    /** One more event waits. */
    void counted() {
        ScheduledExecutorService running = thread;
        if (waiting.incrementAndGet() % metering.settings().batchEvents() == 0 && running != null) {
            try {
                running.execute(this::reportIfDue);
            } catch (RejectedExecutionException stopping) {
                // The last report comes with the stop itself, or at the next start.
            }
        }
    }

    private void reportIfDue() {
        try {
            if (!clock.instant().isBefore(pausedUntil) && metering.possible()) {
                metering.registered();
                if (wanted.getAndSet(false) || metering.due()) {
                    metering.flush();
                }
                failures = 0;
            }
        } catch (RuntimeException e) {
            failures++;
            Duration pause = Duration.ofSeconds(1L << Math.min(failures, 6));
            pausedUntil = clock.instant().plus(pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause);
            metering.failed();
            LOG.warn("the meter could not report (try {}), the next try is at {}", failures, pausedUntil, e);
        }
    }

    private void forgetOldAnswers() {
        try {
            metering.forgetOldAnswers();
        } catch (RuntimeException e) {
            LOG.warn("old answers could not be forgotten", e);
        }
    }

    @Override
    public synchronized void start() {
        if (thread == null && metering.settings().enabled()) {
            ScheduledExecutorService executor =
                    Executors.newSingleThreadScheduledExecutor(Background.named("meter-reports"));
            // What they throw is caught and logged inside; nobody waits for them.
            Future<?> unused = executor.scheduleWithFixedDelay(this::reportIfDue, 1, 1, TimeUnit.SECONDS);
            unused = executor.scheduleWithFixedDelay(this::forgetOldAnswers, 1, 60, TimeUnit.MINUTES);
            thread = executor;
        }
    }

    @Override
    public synchronized void stop() {
        ScheduledExecutorService executor = thread;
        if (executor == null) {
            return;
        }
        thread = null;
        executor.execute(() -> {
            try {
                metering.flush();
            } catch (RuntimeException e) {
                LOG.warn("the last usage could not be reported; it stays in the log for the next start", e);
            }
        });
        Background.end(executor, metering.settings().shutdownWait());
    }

    @Override
    public synchronized boolean isRunning() {
        return thread != null;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
