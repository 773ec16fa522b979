package org.stemma.gateway.audit;

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.stemma.gateway.database.DatabaseFailure;
import org.stemma.gateway.threads.Background;

/**
 * Writes rows in batches, off the path of requests, by a thread of its own. Who comes while very many wait writes them
 * itself, unless the database does not answer: nothing is dropped as long as it does.
 */
final class AuditLog implements AutoCloseable {
    /** Rows of one write. */
    static final int BATCH = 500;

    /** Rows that wait at most: while the database does not answer, the oldest beyond it are lost, and counted. */
    static final int MAX_WAITING = 20_000;

    private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);

    private final AuditTable table;
    private final AuditSettings settings;
    private final Clock clock;
    private final ReentrantLock writing = new ReentrantLock();
    private final AtomicLong lost = new AtomicLong();
    private final AtomicLong replaced = new AtomicLong();
    private final Deque<AuditRow> waiting = new ArrayDeque<>();
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(Background.named("audit"));
    private volatile boolean failing;

    AuditLog(AuditTable table, AuditSettings settings, Clock clock) {
        this.table = table;
        this.settings = settings;
        this.clock = clock;
    }

    AuditLog started() {
        long every = Math.max(1, settings.flushEvery().toMillis());
        var flushing =
                thread.scheduleWithFixedDelay(Background.lasting(this::flush), every, every, TimeUnit.MILLISECONDS);
        var trimming = thread.scheduleWithFixedDelay(Background.lasting(this::trim), 1, 60, TimeUnit.MINUTES);
        LOG.debug("writing {}, trimming {}", flushing, trimming);
        return this;
    }

    /** Rows that were lost because the database did not answer for long. */
    long lost() {
        return lost.get();
    }

    /** Rows that could not be written as they were, and of which only time, method and status were kept. */
    long replaced() {
        return replaced.get();
    }

    void add(AuditRow row) {
        int size;
        synchronized (waiting) {
            waiting.add(row);
            size = waiting.size();
        }
        if (size > MAX_WAITING / 2 && !failing) {
            flush();
        } else if (size > MAX_WAITING && writing.tryLock()) {
            try {
                dropOldest();
            } finally {
                writing.unlock();
            }
        }
    }

    /** Called by who holds the lock: of what is being written nothing goes. */
    private void dropOldest() {
        List<AuditRow> over = new ArrayList<>();
        synchronized (waiting) {
            while (waiting.size() > MAX_WAITING) {
                over.add(waiting.remove());
            }
        }
        lost.addAndGet(over.size());
    }

    /** Writes all that waits. What can't be written waits on. */
    void flush() {
        writing.lock();
        try {
            List<AuditRow> batch = next();
            while (!batch.isEmpty()) {
                write(batch);
                failing = false;
                batch = next();
            }
        } catch (RuntimeException e) {
            failed(e);
        } finally {
            writing.unlock();
        }
    }

    /** If the rows can't be written together, though the database is there, one of them must not hold up the others. */
    private void write(List<AuditRow> batch) {
        try {
            table.add(batch);
            done(batch.size());
        } catch (RuntimeException e) {
            if (DatabaseFailure.isUnavailable(e)) {
                throw e;
            }
            for (AuditRow row : batch) {
                writeAlone(row);
                done(1);
            }
        }
    }

    private void writeAlone(AuditRow row) {
        try {
            table.add(List.of(row));
        } catch (RuntimeException e) {
            if (DatabaseFailure.isUnavailable(e)) {
                throw e;
            }
            // If this fails, too, it is not the row's fault: it waits, with all behind it.
            table.add(List.of(row.stub()));
            replaced.incrementAndGet();
            LOG.error("a row of the audit log could not be written, and was replaced", e);
        }
    }

    private List<AuditRow> next() {
        synchronized (waiting) {
            return waiting.stream().limit(BATCH).toList();
        }
    }

    private void done(int count) {
        synchronized (waiting) {
            for (int i = 0; i < count; i++) {
                waiting.remove();
            }
        }
    }

    private void failed(RuntimeException e) {
        if (!failing) {
            LOG.error("the audit log can't be written; rows wait", e);
        }
        failing = true;
        dropOldest();
    }

    private void trim() {
        try {
            int rows = table.trim(clock.instant().minus(settings.keep()), settings.maxRows());
            if (rows > 0) {
                LOG.info("{} old rows of the audit log were taken away", rows);
            }
        } catch (DataAccessException e) {
            LOG.warn("the audit log could not be trimmed", e);
        }
    }

    @Override
    public void close() {
        thread.shutdown();
        flush();
    }
}
