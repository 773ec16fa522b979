package org.stemma.gateway.events;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.stemma.gateway.ledger.Caller;

/**
 * One client's stream. It never waits for its client: it writes when the connection takes more, one turn at a time, and
 * reads its events just before, so what a slow client has not taken lies in the ledger and not in memory.
 */
final class EventStream implements WriteListener, AsyncListener {
    /** Events of one write, and writes of one turn: others have theirs in between. */
    private static final int BATCH = 256;

    private static final int BATCHES = 4;

    /** Bytes of one write, beyond its last event: what a client does not take is kept in memory. */
    private static final int MAX_BYTES = 64 << 10;

    /** How soon a client that was cut off should come back. */
    /** Without an empty line behind it: it belongs to the first event, and is none itself. */
    private static final String GREETING = "retry: 2000\n";

    /** Why a stream ended. */
    enum End {
        CLIENT,
        SLOW,
        AGED,
        SHUTDOWN,
        FAILED
    }

    /** Who keeps the streams: gives them turns, and hears of their end. */
    interface Keeper {
        void turn(EventStream stream);

        void sent(int events);

        void ended(EventStream stream, End why);
    }

    private final Caller caller;
    private final Events events;
    private final Interest interest;
    private final AsyncContext context;
    private final ServletOutputStream out;
    private final Keeper keeper;
    private final long began = System.nanoTime();
    private final AtomicBoolean queued = new AtomicBoolean();

    private Position position;
    /** Before the container says so for the first time, writing would wait for the client. */
    private boolean started;

    private boolean greeted;
    private boolean unflushed;
    private boolean ended;
    private long lastWrite = began;
    private boolean blocked;
    private long blockedSince;

    EventStream(
            Caller caller,
            Events events,
            Interest interest,
            Position position,
            AsyncContext context,
            ServletOutputStream out,
            Keeper keeper) {
        this.caller = caller;
        this.events = events;
        this.interest = interest;
        this.position = position;
        this.context = context;
        this.out = out;
        this.keeper = keeper;
    }

    Caller caller() {
        return caller;
    }

    /** Asks for a turn, unless one is due already. */
    void wake() {
        if (queued.compareAndSet(false, true)) {
            keeper.turn(this);
        }
    }

    /** Writes what there is, as far as the client takes it. */
    synchronized void run() {
        queued.set(false);
        if (ended || !started) {
            return;
        }
        try {
            for (int batch = 0; batch < BATCHES; batch++) {
                if (!isReady() || !write()) {
                    return;
                }
            }
            wake();
        } catch (IOException e) {
            end(End.CLIENT);
        } catch (RuntimeException e) {
            end(End.FAILED);
            throw e;
        }
    }

    /** Whether the client takes more now, and has got all that was written. */
    private boolean isReady() throws IOException {
        if (out.isReady() && unflushed) {
            unflushed = false;
            out.flush();
        }
        boolean ready = out.isReady();
        if (!ready && !blocked) {
            blocked = true;
            blockedSince = System.nanoTime();
        }
        return ready;
    }

    /** Returns whether there may be more to write. */
    private boolean write() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        if (!greeted) {
            greeted = true;
            bytes.writeBytes(GREETING.getBytes(StandardCharsets.UTF_8));
        }
        Events.Slice slice = events.after(position, caller.organisation(), interest, BATCH);
        int taken = 0;
        for (LedgerEvent event : slice.events()) {
            if (bytes.size() >= MAX_BYTES) {
                break;
            }
            bytes.writeBytes(event.frame());
            position = event.position();
            taken++;
        }
        boolean all = taken == slice.events().size();
        if (all) {
            position = slice.through();
        }
        if (bytes.size() > 0) {
            send(bytes.toByteArray());
            keeper.sent(taken);
        }
        return !all || slice.more() || unflushed;
    }

    private void send(byte[] bytes) throws IOException {
        out.write(bytes);
        unflushed = true;
        lastWrite = System.nanoTime();
    }

    /** Ends what lasts too long or stands still, and keeps others alive. Called now and then. */
    synchronized void look(EventSettings settings) {
        if (ended) {
            return;
        }
        long now = System.nanoTime();
        if (blocked && isOver(now - blockedSince, settings.stall())) {
            end(End.SLOW);
        } else if (isOver(now - began, settings.maxAge())) {
            end(End.AGED);
        } else if (started && !blocked && isOver(now - lastWrite, settings.heartbeat())) {
            beat();
        }
    }

    private static boolean isOver(long nanos, Duration limit) {
        return nanos >= limit.toNanos();
    }

    /** A comment alone: with more, or with an empty line, some clients take it for an event that is empty. */
    private void beat() {
        try {
            if (isReady()) {
                send(":\n".getBytes(StandardCharsets.UTF_8));
                isReady();
            }
        } catch (IOException e) {
            end(End.CLIENT);
        }
    }

    synchronized void end(End why) {
        if (ended) {
            return;
        }
        ended = true;
        keeper.ended(this, why);
        try {
            context.complete();
        } catch (IllegalStateException e) {
            // The container ended it already.
        }
    }

    @Override
    public void onWritePossible() {
        synchronized (this) {
            started = true;
            blocked = false;
        }
        wake();
    }

    @Override
    public void onError(Throwable failure) {
        end(End.CLIENT);
    }

    @Override
    public void onComplete(AsyncEvent event) {
        end(End.CLIENT);
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        end(End.CLIENT);
    }

    @Override
    public void onError(AsyncEvent event) {
        end(End.CLIENT);
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // Nothing of ours starts it again.
    }
}
