package org.stemma.gateway.serving;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.stemma.api.AssetId;
import org.stemma.api.Codec;
import org.stemma.api.Digest;
import org.stemma.api.GrantId;
import org.stemma.api.MeterId;
import org.stemma.api.Refused;
import org.stemma.api.RequestId;
import org.stemma.api.kernel.Charter;
import org.stemma.api.kernel.KernelRefusal;
import org.stemma.api.license.Authorization;
import org.stemma.api.license.Terms;
import org.stemma.gateway.web.Malformed;

/**
 * Completes prompts under grants. A call is allowed before the model runs and counted, durably, before its answer leaves;
 * the same request again gets the same answer and is counted once.
 */
final class Completions {
    static final int MAX_PROMPT_BYTES = 16 << 10;
    static final int MAX_OUTPUT_BYTES = 4096;
    /** Locks by which calls of the same request wait for each other; others share one by chance and wait in vain. */
    private static final int LOCKS = 64;

    /** What is asked for. */
    record Ask(String prompt, long maxBytes, Terms.Purpose purpose, Optional<Long> seed) {
        void check() {
            if (maxBytes < 1 || maxBytes > MAX_OUTPUT_BYTES) {
                throw Malformed.at("maxBytes", "1 to " + MAX_OUTPUT_BYTES + " are expected");
            }
            if (prompt.getBytes(StandardCharsets.UTF_8).length > MAX_PROMPT_BYTES) {
                throw Malformed.at("prompt", "at most " + MAX_PROMPT_BYTES + " bytes of UTF-8 are expected");
            }
        }

        Digest digest(AssetId asset) {
            return Digest.of(Codec.encode(new TreeMap<>(Map.of("asset", asset, "ask", this))));
        }
    }

    /** What came out, and what it is charged to. */
    record Answer(String completion, String completionBase64, long units, GrantId grant, MeterId meter, long version) {}

    /**
     * How calls are bounded.
     *
     * @param running how many run the model at once
     * @param waitFor how long a call waits for its turn
     */
    record Limits(int running, Duration waitFor) {}

    private final Allowances allowances;
    private final Models models;
    private final MeterLog log;
    private final Supplier<MeterId> meter;
    private final Supplier<Charter> charter;
    private final Clock clock;
    private final Limits limits;
    private final Consumer<Use> counted;
    private final Semaphore turns;
    private final ReentrantLock[] locks =
            IntStream.range(0, LOCKS).mapToObj(i -> new ReentrantLock()).toArray(ReentrantLock[]::new);

    Completions(
            Allowances allowances,
            Models models,
            MeterLog log,
            Supplier<MeterId> meter,
            Supplier<Charter> charter,
            Clock clock,
            Limits limits,
            Consumer<Use> counted) {
        this.allowances = allowances;
        this.models = models;
        this.log = log;
        this.meter = meter;
        this.charter = charter;
        this.clock = clock;
        this.limits = limits;
        this.counted = counted;
        turns = new Semaphore(limits.running(), true);
    }

    /** The answer's canonical JSON. */
    String complete(GrantId grant, AssetId asset, Ask ask, Optional<RequestId> request) {
        ask.check();
        if (request.isEmpty()) {
            return answer(grant, asset, ask, request);
        }
        ReentrantLock lock = locks[Math.floorMod((grant.value() + request.get().value()).hashCode(), LOCKS)];
        lock.lock();
        try {
            Optional<Remembered> before = log.answer(grant, request.get());
            before.ifPresent(answer -> Refused.unless(
                    answer.command().equals(ask.digest(asset)),
                    KernelRefusal.REQUEST_REUSED,
                    "request",
                    request.get()));
            return before.map(Remembered::answer).orElseGet(() -> answer(grant, asset, ask, request));
        } finally {
            lock.unlock();
        }
    }

    private String answer(GrantId grant, AssetId asset, Ask ask, Optional<RequestId> request) {
        // Usage takes place when it is allowed: a grant that ends while the model runs was in force.
        Instant at = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Allowances.Wish wish = new Allowances.Wish(grant, asset, meter.get(), ask.purpose());
        try (Allowances.Reservation reservation = allowances.reserve(wish, ask.maxBytes())) {
            Authorization authorization = reservation.authorization();
            requireBytes(authorization);
            byte[] output = run(new Artifacts.Version(asset, authorization.version()), ask);
            String answer = answer(authorization, output);
            Use use = use(authorization, at, output.length);
            log.append(use, request.map(id -> new Remembered(id, ask.digest(asset), answer)));
            reservation.used(output.length);
            counted.accept(use);
            return answer;
        }
    }

    private static void requireBytes(Authorization authorization) {
        if (authorization.price() instanceof Terms.Price.PerUnit price) {
            Refused.unless(
                    price.unit() == Terms.Unit.OUTPUT_BYTE,
                    ServingRefusal.UNIT_NOT_METERED,
                    "grant",
                    authorization.grant());
        }
    }

    private byte[] run(Artifacts.Version version, Ask ask) {
        CompletionModel model = models.get(version);
        if (!turn()) {
            throw Refused.because(ServingRefusal.BUSY, "running", limits.running());
        }
        try {
            byte[] prompt = ask.prompt().getBytes(StandardCharsets.UTF_8);
            return model.complete(prompt, (int) ask.maxBytes(), ask.seed().orElse(0L));
        } finally {
            turns.release();
        }
    }

    private boolean turn() {
        try {
            return turns.tryAcquire(limits.waitFor().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Use use(Authorization authorization, Instant at, long units) {
        Charter calendar = charter.get();
        return new Use(
                authorization.grant(),
                authorization.asset(),
                authorization.version(),
                units,
                at,
                calendar.periodOf(calendar.epochOf(at)),
                units > 0 && authorization.price() instanceof Terms.Price.PerUnit);
    }

    private static String answer(Authorization authorization, byte[] output) {
        return Codec.encode(new Answer(
                new String(output, StandardCharsets.UTF_8),
                Base64.getEncoder().encodeToString(output),
                output.length,
                authorization.grant(),
                authorization.meter(),
                authorization.version()));
    }
}
