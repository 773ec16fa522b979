package org.stemma.it;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.hyperledger.fabric.client.CloseableIterator;
import org.hyperledger.fabric.protos.peer.FilteredBlock;
import org.stemma.api.WalletId;
import org.stemma.api.license.LicenseCommand;
import org.stemma.contracts.bench.BenchContract;
import org.stemma.contracts.bench.Twin;

/** What a member's gateway adds to the ledger: reads, writes beside the bare client, streams of events, rebuilding. */
final class GatewayBench {
    private static final String STUDIO = "StudioMSP";
    private static final int READS_PER_SECOND = 500;
    private static final int WRITES_PER_SECOND = 20;
    private static final int PAIRS_PER_SECOND = 2;
    private static final int WALLETS = 16;
    private static final double READ_P99 = 20;
    private static final double OVERHEAD_P50 = 5;
    private static final double LAG_P99 = 500;
    private static final double REBUILD_OF_WRITES = 5;

    private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    private final BenchOptions options;
    private final NetworkFile network;
    private final Clients clients;
    private final Chaincode ledger;
    private final Rest studio;
    private final Metrics metrics = new Metrics();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private GatewayBench(BenchOptions options, NetworkFile network, Clients clients) {
        this.options = options;
        this.network = network;
        this.clients = clients;
        this.ledger = new Chaincode(clients);
        this.studio = new Rest(network, STUDIO);
    }

    public static void main(String[] arguments) throws Exception {
        NetworkFile network = NetworkFile.read();
        Probe.deploy(network, Chaincode.NAME, BenchContract.class, Twin.class, Twin.Step.class);
        Gateways.up(network);
        boolean met;
        try (Clients clients = new Clients(network)) {
            met = new GatewayBench(BenchOptions.read(), network, clients).run(Path.of(arguments[0]));
        }
        System.exit(met ? 0 : 1);
    }

    private boolean run(Path file) throws Exception {
        say("preparing a model, %d wallets, and a warm gateway", WALLETS);
        Market market = new Market(ledger);
        // One after the other: a cashier's deposits share a key, its day's sum.
        List<WalletId> wallets = new ArrayList<>();
        for (int i = 0; i < WALLETS; i++) {
            wallets.add(market.wallet("100000"));
        }
        List<String> paths = reads(market, wallets);
        read(paths, options.warmSeconds());
        pairs(market, wallets, Math.min(10, options.warmSeconds()));

        Samples reads = read(paths, options.seconds());
        say("reads: %s", reads);
        Pairs pairs = pairs(market, wallets, options.seconds());
        say("writes, one at a time: gateway %s; bare client %s", pairs.gateway(), pairs.bare());
        Streamed streamed = streamed(market, wallets);
        say("writes, %d/s: %s", WRITES_PER_SECOND, streamed.writes());
        say("events behind the own peer's block: %s", streamed.lag());
        double writing = writingRate();
        say("the network writes %.1f tx/s of nothing", writing);
        double rebuilding = rebuildingRate();
        say("rebuilding: %.0f tx/s", rebuilding);

        double overhead = pairs.gateway().at(50) - pairs.bare().at(50);
        metrics.add("read_p50_ms", reads.at(50), "ms");
        metrics.add("read_p99_ms", reads.at(99), "ms");
        metrics.add("write_p50_ms", streamed.writes().at(50), "ms");
        metrics.add("write_p99_ms", streamed.writes().at(99), "ms");
        metrics.add("bare_write_p50_ms", pairs.bare().at(50), "ms");
        metrics.add("write_overhead_p50_ms", overhead, "ms", "bare_write_p50_ms", pairs.gateway().at(50) / pairs.bare().at(50));
        metrics.add("sse_lag_p99_ms", streamed.lag().at(99), "ms");
        metrics.add("noop_tx_per_s", writing, "tx/s");
        metrics.add("rebuild_tx_per_s", rebuilding, "tx/s", "noop_tx_per_s", rebuilding / writing);
        metrics.write(file);
        say("");
        boolean met = atMost("read_p99_ms", reads.at(99), READ_P99);
        met &= atMost("write_overhead_p50_ms", overhead, OVERHEAD_P50);
        met &= atMost("sse_lag_p99_ms", streamed.lag().at(99), LAG_P99);
        boolean fast = rebuilding >= REBUILD_OF_WRITES * writing;
        say("%s: rebuilding is %.1f times writing, at least %.0f is wanted", fast ? "met" : "MISSED", rebuilding / writing,
                REBUILD_OF_WRITES);
        say("written: %s", file);
        return met && fast;
    }

    private static boolean atMost(String what, double value, double bound) {
        say("%s: %s is %.1f, at most %.1f is wanted", value <= bound ? "met" : "MISSED", what, value, bound);
        return value <= bound;
    }

    /** What clients ask for again and again, under one key. */
    private List<String> reads(Market market, List<WalletId> wallets) {
        List<String> paths = new ArrayList<>(List.of(
                "/v1/assets/" + market.model(),
                "/v1/assets?limit=20",
                "/v1/terms/" + market.terms(),
                "/v1/grants?limit=20",
                "/v1/parties/" + market.studio(),
                "/v1/clock"));
        wallets.forEach(wallet -> paths.add("/v1/wallets/" + wallet));
        return paths;
    }

    private HttpRequest.Builder request(String path, Map<String, String> headers) {
        String url = network.organisation(STUDIO).getAsJsonObject("gateway").get("url").getAsString();
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path)).timeout(Duration.ofMinutes(1));
        headers.forEach(request::header);
        return request;
    }

    /** So many a second, whether the ones before are answered or not; each is timed from when it was due. */
    private Samples read(List<String> paths, int seconds) throws InterruptedException {
        Samples samples = new Samples();
        Map<String, String> headers = Map.of("Authorization", "Bearer " + studio.key("buyer"));
        int count = READS_PER_SECOND * seconds;
        long began = System.nanoTime();
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long due = began + i * 1_000_000_000L / READS_PER_SECOND;
            TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
            all.add(http.sendAsync(
                            request(paths.get(i % paths.size()), headers).build(),
                            HttpResponse.BodyHandlers.ofByteArray())
                    .thenAccept(answer -> {
                        if (answer.statusCode() != 200) {
                            throw new IllegalStateException(answer.statusCode() + " of " + answer.uri());
                        }
                        samples.add(System.nanoTime() - due);
                    }));
        }
        CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();
        return samples;
    }

    private record Pairs(Samples gateway, Samples bare) {}

    /** A purchase through the gateway, then one by the bare client through the same peer: the difference is the gateway's. */
    private Pairs pairs(Market market, List<WalletId> wallets, int seconds) throws Exception {
        Pairs pairs = new Pairs(new Samples(), new Samples());
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        for (int i = 0; System.nanoTime() < end; i++) {
            WalletId wallet = wallets.get(i % WALLETS);
            long from = System.nanoTime();
            studio.post("buyer", "/v1/grants", Traffic.body(market.purchase(wallet, "1"))).created();
            long between = System.nanoTime();
            bare(market.purchase(wallet, "1"), i);
            pairs.gateway().add(between - from);
            pairs.bare().add(System.nanoTime() - between);
            Thread.sleep(1000 / PAIRS_PER_SECOND / 10);
        }
        return pairs;
    }

    /** As Fabric's own client does it: endorse, submit, and wait for the commit at the peer. The gateways' majority, in turn. */
    private void bare(LicenseCommand.BuyGrant purchase, int turn) throws Exception {
        var submitted = ledger.endorse(
                        Market.STUDIO_BUYER,
                        "license:buyGrant",
                        purchase,
                        List.of(STUDIO, turn % 2 == 0 ? "LabMSP" : "ArchiveMSP"))
                .submitAsync();
        if (!submitted.getStatus().isSuccessful()) {
            throw new IllegalStateException("a purchase ended as " + submitted.getStatus().getCode());
        }
    }

    private record Streamed(Samples writes, Samples lag) {}

    /** Writes at a steady rate while one stream follows; an event's lag is counted from the block at Studio's own peer. */
    private Streamed streamed(Market market, List<WalletId> wallets) throws Exception {
        Streamed streamed = new Streamed(new Samples(), new Samples());
        Map<String, Long> inBlock = new ConcurrentHashMap<>();
        Map<String, Long> told = new ConcurrentHashMap<>();
        CloseableIterator<FilteredBlock> blocks = clients.as(STUDIO, "buyer")
                .getNetwork(network.channel())
                .newFilteredBlockEventsRequest()
                .build()
                .getEvents();
        Thread reader = daemon("blocks", () -> blocks.forEachRemaining(block -> {
            long now = System.nanoTime();
            block.getFilteredTransactionsList().forEach(one -> inBlock.put(one.getTxid(), now));
        }));
        Thread follower = daemon("events", () -> follow(told));
        Thread.sleep(1000);
        ExecutorService senders = Executors.newFixedThreadPool(WALLETS);
        Semaphore failed = new Semaphore(0);
        int count = WRITES_PER_SECOND * options.seconds();
        long began = System.nanoTime();
        AtomicInteger done = new AtomicInteger();
        for (int i = 0; i < count; i++) {
            long due = began + i * 1_000_000_000L / WRITES_PER_SECOND;
            TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
            WalletId wallet = wallets.get(i % WALLETS);
            senders.execute(() -> {
                try {
                    studio.post("buyer", "/v1/grants", Traffic.body(market.purchase(wallet, "1"))).created();
                    streamed.writes().add(System.nanoTime() - due);
                } catch (IOException | RuntimeException e) {
                    say("a write failed: %s", e);
                    failed.release();
                }
                done.incrementAndGet();
            });
        }
        senders.shutdown();
        if (!senders.awaitTermination(1, TimeUnit.MINUTES) || failed.availablePermits() > 0) {
            throw new IllegalStateException(failed.availablePermits() + " writes failed, " + done + " ended");
        }
        Thread.sleep(2000);
        blocks.close();
        follower.interrupt();
        reader.join(1000);
        inBlock.forEach((transaction, at) -> {
            Long heard = told.get(transaction);
            if (heard != null) {
                streamed.lag().add(Math.max(0, heard - at));
            }
        });
        if (streamed.lag().size() < count * 9 / 10) {
            throw new IllegalStateException("only " + streamed.lag().size() + " of " + count + " writes were heard of");
        }
        return streamed;
    }

    private void follow(Map<String, Long> told) {
        Map<String, String> headers = Map.of(
                "Authorization", "Bearer " + studio.key("buyer"), "Accept", "text/event-stream");
        try {
            var answer = http.send(
                    request("/v1/events?type=license", headers).timeout(Duration.ofMinutes(10)).build(),
                    HttpResponse.BodyHandlers.ofInputStream());
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (line.startsWith("data:")) {
                        JsonObject event = JsonParser.parseString(line.substring(5)).getAsJsonObject();
                        told.putIfAbsent(event.get("transaction").getAsString(), System.nanoTime());
                    }
                }
            }
        } catch (IOException e) {
            say("the stream ended: %s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Thread daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** The most that the network writes: transactions that do nothing, from all members. */
    private double writingRate() throws InterruptedException {
        try (Commits commits = new Commits(clients)) {
            Load load = new Load(commits, options.lanes(), options.senders());
            Work noop = new Work() {
                @Override
                public String name() {
                    return "noop";
                }

                @Override
                public org.hyperledger.fabric.client.Proposal next(int lane) {
                    return ledger.proposal(Stall.buyer(lane), "bench:noop", Members.endorsing(lane));
                }
            };
            load.run(noop, options.warmSeconds());
            return load.run(noop, options.seconds()).validPerSecond();
        }
    }

    /** Of all that this run has written, while nobody writes. */
    private double rebuildingRate() throws Exception {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
        JsonObject begun = studio.post("admin", "/v1/read-model/rebuild", "{}").body();
        while (System.nanoTime() < end) {
            Thread.sleep(200);
            JsonObject now = studio.get("admin", "/v1/read-model").body();
            if (now.has("rebuild") && now.getAsJsonObject("rebuild").get("state").getAsString().equals("done")) {
                return now.getAsJsonObject("rebuild").get("transactionsPerSecond").getAsDouble();
            }
        }
        throw new IllegalStateException("the read model was not rebuilt: " + begun);
    }

    /** Durations, in milliseconds by their percentiles. */
    private static final class Samples {
        private final List<Long> nanos = Collections.synchronizedList(new ArrayList<>());

        void add(long duration) {
            nanos.add(duration);
        }

        int size() {
            return nanos.size();
        }

        /** The nearest-rank percentile. */
        double at(int percent) {
            List<Long> sorted = new ArrayList<>(nanos);
            Collections.sort(sorted);
            int rank = (int) Math.ceil(percent / 100.0 * sorted.size());
            return sorted.get(Math.max(0, rank - 1)) / 1e6;
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT, "%d, p50 %.1f ms, p99 %.1f ms, longest %.1f ms", size(), at(50), at(99), at(100));
        }
    }

    private static void say(String format, Object... facts) {
        OUT.printf(Locale.ROOT, format + "%n", facts);
    }
}
