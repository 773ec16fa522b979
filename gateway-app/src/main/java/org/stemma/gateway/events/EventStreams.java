package org.stemma.gateway.events;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.stemma.api.Refused;
import org.stemma.gateway.GatewayRefusal;
import org.stemma.gateway.ledger.Caller;
import org.stemma.gateway.readmodel.BlockListener;
import org.stemma.gateway.readmodel.TransactionRow;
import org.stemma.gateway.threads.Background;

/** All open streams. A few threads serve them; a block wakes those that wait for one. */
final class EventStreams implements BlockListener, SmartLifecycle, EventStream.Keeper {
    private static final Logger LOG = LoggerFactory.getLogger(EventStreams.class);
    private static final int LOOK_MILLIS = 250;
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final Events events;
    private final EventSettings settings;
    private final EventMetrics metrics;
    private final Set<EventStream> open = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService senders;
    private volatile boolean running;

    EventStreams(Events events, EventSettings settings, EventMetrics metrics) {
        this.events = events;
        this.settings = settings;
        this.metrics = metrics;
        senders = Executors.newScheduledThreadPool(settings.senders(), Background.numbered("event-sender"));
        metrics.watch(open::size);
    }

    /**
     * Answers with a stream of what comes after the position.
     *
     * @throws Refused {@code gateway.too_many_streams}
     */
    void open(
            Caller caller,
            Position position,
            Interest interest,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        EventStream stream = admit(caller, position, interest, request, response);
        if (!running) {
            stream.end(EventStream.End.SHUTDOWN);
        }
    }

    private synchronized EventStream admit(
            Caller caller,
            Position position,
            Interest interest,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        mustBeFree("all", open.size(), settings.streams());
        long own = open.stream()
                .filter(stream -> stream.caller().name().equals(caller.name()))
                .count();
        mustBeFree("identity", own, settings.streamsPerCaller());
        response.setContentType("text/event-stream");
        response.setCharacterEncoding("UTF-8");
        response.setHeader("Cache-Control", "no-store");
        // Proxies that gather what they pass on would hold events back.
        response.setHeader("X-Accel-Buffering", "no");
        AsyncContext context = request.startAsync();
        context.setTimeout(0);
        ServletOutputStream out = response.getOutputStream();
        EventStream stream = new EventStream(caller, events, interest, position, context, out, this);
        open.add(stream);
        context.addListener(stream);
        out.setWriteListener(stream);
        return stream;
    }

    private static void mustBeFree(String of, long there, int allowed) {
        Refused.unless(there < allowed, GatewayRefusal.TOO_MANY_STREAMS, "of", of, "allowed", allowed);
    }

    @Override
    public void projected(long block, List<TransactionRow> transactions) {
        submit(() -> open.forEach(EventStream::wake));
    }

    @Override
    public void turn(EventStream stream) {
        submit(stream::run);
    }

    private void submit(Runnable task) {
        try {
            senders.execute(() -> {
                try {
                    task.run();
                } catch (RuntimeException e) {
                    LOG.error("an event stream failed", e);
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("event streams are ended", e);
        }
    }

    @Override
    public void sent(int count) {
        metrics.sent(count);
    }

    @Override
    public void ended(EventStream stream, EventStream.End why) {
        if (open.remove(stream)) {
            metrics.ended(why);
        }
    }

    @Override
    public void start() {
        running = true;
        ScheduledFuture<?> unused = senders.scheduleWithFixedDelay(
                () -> submit(() -> open.forEach(stream -> stream.look(settings))),
                LOOK_MILLIS,
                LOOK_MILLIS,
                TimeUnit.MILLISECONDS);
    }

    /** Ends all streams, so that nothing is left for the web server to wait for. */
    @Override
    public void stop() {
        running = false;
        open.forEach(stream -> stream.end(EventStream.End.SHUTDOWN));
        Background.end(senders, GRACE);
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Stops before the web server begins to wait for its requests. */
    @Override
    public int getPhase() {
        return SmartLifecycle.DEFAULT_PHASE - 512;
    }
}
