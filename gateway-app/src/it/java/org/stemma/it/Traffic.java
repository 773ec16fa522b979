package org.stemma.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
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
 * request that is answered with 503 or 202 is sent again under its own key, as any client would.
 */
final class Traffic implements AutoCloseable {
    private static final int UNITS = 10;
    private static final long QUOTA = 1_000_000;
    private static final int FUNDS = 10_000;
    private static final int PAUSE_MILLIS = 200;

    private final Market market;
    private final Duration thinking;
    private final Rest studio;
    private final Rest lab;
    private final GrantId metered;
    private final AtomicBoolean stop = new AtomicBoolean();
    private final AtomicInteger repeated = new AtomicInteger();
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

    /** Begins at once; each thinks so long after an answer. */
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

    /** Stops, and fails unless everything that was answered is on the ledger, once, and nothing else. */
    Total check() throws ExecutionException, InterruptedException, IOException {
        stop.set(true);
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

    @Override
    public void close() {
        stop.set(true);
        threads.shutdownNow();
    }

    private Bought buy(WalletId wallet) throws IOException, InterruptedException {
        List<String> grants = new ArrayList<>();
        while (!stop.get()) {
            String body = body(market.purchase(wallet, "1"));
            grants.add(untilFinal(studio, "/v1/grants", studio.as("buyer"), body)
                    .created()
                    .text("id"));
            Thread.sleep(thinking.toMillis());
        }
        return new Bought(wallet, grants);
    }

    private int report() throws IOException, InterruptedException {
        int sent = 0;
        while (!stop.get()) {
            long sequence = sent + 1L;
            // A report's request id is the meter's own numbering.
            Map<String, String> headers = lab.as("meter", market.meter() + "." + sequence);
            Rest.Answer answer;
            do {
                // Usage that waited for longer than the window is refused for good; the meter dates it anew.
                String body = body(market.report(sequence, metered, UNITS), "meter");
                answer = untilFinal(lab, "/v1/meters/" + market.meter() + "/reports", headers, body);
            } while (answer.text("code").equals("usage.too_old"));
            answer.created();
            sent++;
            Thread.sleep(thinking.toMillis());
        }
        return sent;
    }

    private Rest.Answer untilFinal(Rest to, String path, Map<String, String> headers, String body)
            throws IOException, InterruptedException {
        while (true) {
            Rest.Answer answer = to.send("POST", path, headers, body.getBytes(StandardCharsets.UTF_8));
            if (answer.status() != 503 && answer.status() != 202) {
                return answer;
            }
            repeated.incrementAndGet();
            Thread.sleep(PAUSE_MILLIS);
        }
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
