package org.stemma.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.stemma.api.Codec;
import org.stemma.api.Command;
import org.stemma.api.GrantId;
import org.stemma.api.WalletId;

/**
 * Honest use through the members' gateways: Studio's buyers buy and Lab's meter reports, until they are told to stop. A
 * request without an answer, or answered with 429, 503 or an unknown outcome, is sent again under its own key, as any
 * client would, after pauses that grow. Each buyer's third purchase is one whose commit it does not wait for: it looks for
 * the transaction.
 */
final class Traffic implements AutoCloseable {
    private static final int UNITS = 10;
    private static final long QUOTA = 1_000_000;
    private static final int FUNDS = 10_000;
    private static final int PAUSE_MILLIS = 200;
    private static final int LONGEST_PAUSE_MILLIS = 1_600;
    private static final int ASYNC = 3;
    private static final int ACCEPTED = 202;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Market market;
    private final Duration thinking;
    private final Rest studio;
    private final Rest lab;
    private final GrantId metered;
    private final CountDownLatch begun = new CountDownLatch(1);
    private final AtomicBoolean stop = new AtomicBoolean();
    private final AtomicInteger repeated = new AtomicInteger();
    private final Map<String, Instant> acknowledged = new ConcurrentHashMap<>();
    private final ExecutorService threads;
    private final List<Future<Bought>> buyers = new ArrayList<>();
    private final Future<Integer> reports;

    /** What one buyer did. */
    private record Bought(WalletId wallet, List<String> grants) {}

    /**
     * What came of it.
     *
     * @param repeated answers that were not final yet
     */
    record Total(int purchases, int reports, int repeated) {}

    /**
     * Prepares wallets and a grant; each buyer, and who reports, will think so long after an answer. Several may share a
     * market.
     */
    Traffic(NetworkFile network, Market market, int buyers, Duration thinking) {
        this.market = market;
        this.thinking = thinking;
        this.studio = new Rest(network, "StudioMSP");
        this.lab = new Rest(network, "LabMSP");
        this.metered = market.grant("100");
        this.threads = Executors.newFixedThreadPool(buyers + 1);
        for (int i = 0; i < buyers; i++) {
            WalletId wallet = market.wallet(Integer.toString(FUNDS));
            this.buyers.add(threads.submit(() -> buy(wallet)));
        }
        this.reports = threads.submit(this::report);
    }

    Traffic begin() {
        begun.countDown();
        return this;
    }

    /** Nothing more is begun; what is under way goes on. */
    void stop() {
        stop.set(true);
    }

    /** Stops, and fails unless everything that was answered is on the ledger, once, and nothing else. */
    Total check() throws ExecutionException, InterruptedException, IOException {
        stop();
        int reported = reports.get();
        int bought = 0;
        for (Future<Bought> buyer : buyers) {
            bought += check(buyer.get());
        }
        JsonObject lane = studio.get("buyer", "/v1/grants/" + metered)
                .body()
                .getAsJsonArray("lanes")
                .get(0)
                .getAsJsonObject();
        assertEquals(
                QUOTA - (long) UNITS * reported, lane.get("quotaLeft").getAsLong());
        return new Total(bought, reported, repeated.get());
    }

    /** Function and request id of all that was acknowledged so far. */
    Set<String> acknowledged() {
        return acknowledgedAt().keySet();
    }

    /** The same, and when. */
    Map<String, Instant> acknowledgedAt() {
        return Map.copyOf(acknowledged);
    }

    @Override
    public void close() {
        stop();
        threads.shutdownNow();
    }

    private Bought buy(WalletId wallet) throws IOException, InterruptedException {
        List<String> grants = new ArrayList<>();
        begun.await();
        while (!stop.get()) {
            String body = body(market.purchase(wallet, "1"));
            Map<String, String> headers = studio.as("buyer");
            if (grants.size() % ASYNC == ASYNC - 1) {
                headers.put("Prefer", "respond-async");
            }
            grants.add(acknowledged("license:buyGrant", headers, untilFinal(studio, "/v1/grants", headers, body)));
            Thread.sleep(thinking.toMillis());
        }
        return new Bought(wallet, grants);
    }

    private int report() throws IOException, InterruptedException {
        int sent = 0;
        begun.await();
        while (!stop.get()) {
            long sequence = market.nextReport();
            // A report's request id is the meter's own numbering.
            Map<String, String> headers = lab.as("meter", market.meter() + "." + sequence);
            Rest.Answer answer;
            do {
                // Usage that waited for longer than the window is refused for good; the meter dates it anew.
                String body = body(market.report(sequence, metered, UNITS), "meter");
                answer = untilFinal(lab, "/v1/meters/" + market.meter() + "/reports", headers, body);
            } while (answer.text("code").equals("usage.too_old"));
            acknowledged("usage:report", headers, answer);
            sent++;
            Thread.sleep(thinking.toMillis());
        }
        return sent;
    }

    /** From here on it must be on the ledger, once, whoever dies. Returns what it made. */
    private String acknowledged(String function, Map<String, String> headers, Rest.Answer answer)
            throws InterruptedException {
        acknowledged.put(function + " " + headers.get("Idempotency-Key"), Instant.now());
        if (answer.status() == ACCEPTED) {
            untilValid(answer.text("transaction"));
            return answer.text("id");
        }
        return answer.created().text("id");
    }

    /** Looks for a transaction and for what took its place; nothing is sent. */
    private void untilValid(String transaction) throws InterruptedException {
        String looked = transaction;
        Instant end = Instant.now().plus(PATIENCE);
        Optional<Rest.Answer> last = Optional.empty();
        while (Instant.now().isBefore(end)) {
            Thread.sleep(PAUSE_MILLIS);
            try {
                Rest.Answer answer = studio.get("buyer", "/v1/transactions/" + looked);
                last = Optional.of(answer);
                switch (answer.text("state")) {
                    case "valid" -> {
                        return;
                    }
                    case "replaced" -> looked = answer.text("successor");
                    case "failed" -> throw new IllegalStateException("accepted, and failed: " + answer);
                    default -> {
                        // Still under way.
                    }
                }
            } catch (IOException e) {
                // Its gateway is down; the transaction is sent by the next process.
            }
        }
        throw new IllegalStateException("accepted, and in no block: " + transaction + ", at last " + last);
    }

    private Rest.Answer untilFinal(Rest to, String path, Map<String, String> headers, String body)
            throws InterruptedException {
        for (int pause = PAUSE_MILLIS; true; pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS)) {
            try {
                Rest.Answer answer = to.send("POST", path, headers, body.getBytes(StandardCharsets.UTF_8));
                if (!isToBeSentAgain(answer)) {
                    return answer;
                }
            } catch (IOException e) {
                // Nobody answered: it may have been done or not.
            }
            repeated.incrementAndGet();
            Thread.sleep(pause);
        }
    }

    private static boolean isToBeSentAgain(Rest.Answer answer) {
        return answer.status() == 503
                || answer.status() == 429
                || (answer.status() == ACCEPTED && !answer.text("code").isEmpty());
    }

    private int check(Bought bought) throws IOException {
        Set<String> distinct = new TreeSet<>(bought.grants());
        assertEquals(bought.grants().size(), distinct.size());
        for (String grant : distinct) {
            assertEquals(200, studio.get("buyer", "/v1/grants/" + grant).status(), grant);
        }
        JsonObject wallet =
                studio.get("buyer", "/v1/wallets/" + bought.wallet()).body();
        assertEquals(
                Integer.toString(FUNDS - distinct.size()),
                wallet.getAsJsonObject("balance").get("amount").getAsString());
        return distinct.size();
    }

    /** A command as a body: without what its path gives, and what gateways add. */
    static String body(Command command, String... inPath) {
        Map<String, Object> body = new TreeMap<>(Codec.members(Codec.encode(command)));
        body.keySet().removeAll(Set.of("request", "v", "folds"));
        body.keySet().removeAll(Set.of(inPath));
        return Codec.write(body);
    }
}
