package org.stemma.it;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.hyperledger.fabric.client.CommitStatusException;
import org.hyperledger.fabric.client.Status;
import org.hyperledger.fabric.client.SubmitException;
import org.stemma.api.WalletId;
import org.stemma.api.license.LicenseCommand;
import org.stemma.contracts.bench.BenchContract;
import org.stemma.contracts.bench.Twin;

/** What a member's gateway adds to the ledger: reads, writes beside the bare client, streams of events, rebuilding. */
final class GatewayBench {
    private static final String STUDIO = "StudioMSP";
    private static final int READS_PER_SECOND = 500;
    private static final int WRITES_PER_SECOND = 20;
    private static final int WALLETS = 16;

    /** More than a bench spends; of all wallets together less than a cashier may deposit in a day. */
    private static final String FUNDS = "10000";

    /** Between two writes of which each is alone: the peers are done with the one before. */
    private static final int PAUSE_MILLIS = 50;

    /** Each of a pair waits for its block, by chance for longer or shorter: 36 pairs tell a median to some 2 ms only. */
    private static final int PAIRS_LONGER = 6;

    private static final int FEW_SECONDS = 5;
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
    private final String url;
    private final String key;
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
        this.url = network.organisation(STUDIO)
                .getAsJsonObject("gateway")
                .get("url")
                .getAsString();
        this.key = studio.key("buyer");
    }

    /** Exits with 1 if a figure misses what is wanted. */
    public static void main(String[] arguments) throws Exception {
        NetworkFile network = NetworkFile.read();
        Probe.deploy(network, Chaincode.NAME, BenchContract.class, Twin.class, Twin.Step.class);
        Gateways.up(network);
        boolean met;
        try (Clients clients = new Clients(network)) {
            met = new GatewayBench(BenchOptions.read(), network, clients).run(Path.of(arguments[0]));
        }
        // The client library leaves threads behind.
        System.exit(met ? 0 : 1);
    }

    private record Pairs(Samples gateway, Samples bare) {
        double overhead() {
            return gateway.at(50) - bare.at(50);
        }
    }

    private record Streamed(Samples writes, Samples lag) {}

    private record Rates(double noop, double rebuild) {}

    private boolean run(Path file) throws Exception {
        say("preparing a model, %d wallets, and %d lanes", WALLETS, options.lanes());
        Market market = new Market(ledger);
        List<WalletId> wallets = Lanes.each(WALLETS, wallet -> market.wallet(FUNDS));
        try (Commits commits = new Commits(clients)) {
            Load load = new Load(commits, options.lanes(), options.senders());
            history(load);
            List<String> paths = reads(market, wallets);
            say("warming up reads and writes");
            read(paths, options.warmSeconds());
            write(market, wallets, options.warmSeconds());

            Samples reads = read(paths, options.seconds());
            say("reads, %d/s: %s", READS_PER_SECOND, reads);
            Streamed streamed = streamed(market, wallets);
            say("writes, %d/s: %s", WRITES_PER_SECOND, streamed.writes());
            say("events behind the own peer's block: %s", streamed.lag());
            Pairs pairs = pairs(market, wallets, PAIRS_LONGER * options.seconds());
            say("writes, one at a time, gateway:     %s", pairs.gateway());
            say("writes, one at a time, bare client: %s", pairs.bare());
            Rates rates = rates(load);
            publish(file, reads, pairs, streamed, rates);
            return isMet(reads, pairs, streamed, rates);
        }
    }

    /** Purchases and reports as fast as they go: what is read and rebuilt is a ledger in use. */
    private void history(Load load) throws InterruptedException {
        Stall stall = new Stall(ledger, options.lanes());
        for (Work work : List.of(Work.of("purchase", stall::purchase), Work.of("report", stall::report))) {
            say("history: %s, %s", work.name(), said(load.run(work, options.seconds())));
        }
    }

    /** What took so long that its epoch was closed meanwhile failed; only what is valid counts. */
    private static String said(Load.Round round) {
        return String.format(Locale.ROOT, "%.1f tx/s", round.validPerSecond())
                + (round.failures().isEmpty() ? "" : ", failed: " + round.failures());
    }

    /** What clients ask for again and again, under one key. */
    private static List<String> reads(Market market, List<WalletId> wallets) {
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

    private HttpRequest request(String path, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url + path)).header("Authorization", "Bearer " + key);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return request.build();
    }

    private Samples read(List<String> paths, int seconds) throws InterruptedException {
        List<HttpRequest> requests = paths.stream().map(this::request).toList();
        return OpenLoop.run(READS_PER_SECOND, seconds, number -> {
            HttpResponse<byte[]> answer =
                    http.send(requests.get(number % requests.size()), HttpResponse.BodyHandlers.ofByteArray());
            if (answer.statusCode() != 200) {
                throw new IllegalStateException(answer.statusCode() + " of " + answer.uri());
            }
        });
    }

    /** Purchases through the gateway and by the bare client through the same peer, each first in turn. */
    private Pairs pairs(Market market, List<WalletId> wallets, int seconds) throws Exception {
        Pairs pairs = new Pairs(new Samples(), new Samples());
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        for (int i = 0; System.nanoTime() < end; i++) {
            WalletId wallet = wallets.get(i % WALLETS);
            for (int one = 0; one < 2; one++) {
                Thread.sleep(PAUSE_MILLIS);
                if ((i + one) % 2 == 0) {
                    pairs.gateway().add(buy(market.purchase(wallet, "1")));
                } else {
                    pairs.bare().add(bare(market.purchase(wallet, "1"), i));
                }
            }
        }
        return pairs;
    }

    /** Through the gateway; how long it took. */
    private long buy(LicenseCommand.BuyGrant purchase) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        request("/v1/grants", "Idempotency-Key", Chaincode.request().value()), (name, value) -> true)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(Traffic.body(purchase)))
                .build();
        long from = System.nanoTime();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        long took = System.nanoTime() - from;
        if (answer.statusCode() != 201) {
            throw new IllegalStateException(answer.statusCode() + " " + answer.body());
        }
        return took;
    }

    /** As Fabric's own client does it: endorse at as many as the gateway asks, submit, and wait for the commit at the peer. */
    private long bare(LicenseCommand.BuyGrant purchase, int turn) throws SubmitException, CommitStatusException {
        long from = System.nanoTime();
        Status status = ledger.endorse(
                        Market.STUDIO_BUYER,
                        "license:buyGrant",
                        purchase,
                        List.of(STUDIO, turn % 2 == 0 ? "LabMSP" : "ArchiveMSP"))
                .submitAsync()
                .getStatus();
        if (!status.isSuccessful()) {
            throw new IllegalStateException("a purchase ended as " + status.getCode());
        }
        return System.nanoTime() - from;
    }

    private Samples write(Market market, List<WalletId> wallets, int seconds) throws InterruptedException {
        return OpenLoop.run(
                WRITES_PER_SECOND, seconds, number -> buy(market.purchase(wallets.get(number % WALLETS), "1")));
    }

    /** Writes at a steady rate while one stream follows. */
    private Streamed streamed(Market market, List<WalletId> wallets) throws Exception {
        HttpRequest stream = request("/v1/events?type=license", "Accept", "text/event-stream");
        try (EventLag lag = new EventLag(
                clients.as(STUDIO, "buyer")
                        .getNetwork(network.channel())
                        .newFilteredBlockEventsRequest()
                        .build()
                        .getEvents(),
                http,
                stream)) {
            Thread.sleep(1000);
            Samples writes = write(market, wallets, options.seconds());
            Thread.sleep(2000);
            Samples lags = lag.samples();
            if (lags.size() < writes.size()) {
                throw new IllegalStateException("only " + lags.size() + " of " + writes.size() + " writes were heard of");
            }
            return new Streamed(writes, lags);
        }
    }

    /** How fast all that was written is read again while nobody writes, and the most that the network writes. */
    private Rates rates(Load load) throws IOException, InterruptedException {
        JsonObject rebuilt = rebuild();
        say("rebuilding: %s", rebuilt);
        Work noop = Work.plain("noop", ledger, "bench:noop");
        load.run(noop, FEW_SECONDS);
        Load.Round round = load.run(noop, options.seconds());
        say("the network writes nothing: %s", said(round));
        return new Rates(round.validPerSecond(), rebuilt.get("transactionsPerSecond").getAsDouble());
    }

    private JsonObject rebuild() throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
        JsonObject last = studio.post("admin", "/v1/read-model/rebuild", "{}").body();
        while (System.nanoTime() < end) {
            Thread.sleep(200);
            last = studio.get("admin", "/v1/read-model").body();
            if (last.has("rebuild")
                    && last.getAsJsonObject("rebuild").get("state").getAsString().equals("done")) {
                return last.getAsJsonObject("rebuild");
            }
        }
        throw new IllegalStateException("the read model was not rebuilt: " + last);
    }

    private static void publish(Path file, Samples reads, Pairs pairs, Streamed streamed, Rates rates)
            throws IOException {
        Metrics metrics = new Metrics();
        metrics.add("read_p50_ms", reads.at(50), "ms");
        metrics.add("read_p99_ms", reads.at(99), "ms");
        metrics.add("bare_write_p50_ms", pairs.bare().at(50), "ms");
        metrics.add(
                "write_overhead_p50_ms",
                pairs.overhead(),
                "ms",
                "bare_write_p50_ms",
                pairs.overhead() / pairs.bare().at(50));
        metrics.add("write_p50_ms", streamed.writes().at(50), "ms");
        metrics.add("write_p99_ms", streamed.writes().at(99), "ms");
        metrics.add("sse_lag_p99_ms", streamed.lag().at(99), "ms");
        metrics.add("noop_tx_per_s", rates.noop(), "tx/s");
        metrics.add("rebuild_tx_per_s", rates.rebuild(), "tx/s", "noop_tx_per_s", rates.rebuild() / rates.noop());
        metrics.write(file);
        say("");
        say("written: %s", file);
    }

    private static boolean isMet(Samples reads, Pairs pairs, Streamed streamed, Rates rates) {
        boolean met = atMost("read_p99_ms", reads.at(99), READ_P99);
        met &= atMost("write_overhead_p50_ms", pairs.overhead(), OVERHEAD_P50);
        met &= atMost("sse_lag_p99_ms", streamed.lag().at(99), LAG_P99);
        double ratio = rates.rebuild() / rates.noop();
        boolean fast = ratio >= REBUILD_OF_WRITES;
        say("%s: rebuilding is %.1f times writing, at least %.0f is wanted", word(fast), ratio, REBUILD_OF_WRITES);
        return met && fast;
    }

    private static boolean atMost(String what, double value, double bound) {
        boolean met = value <= bound;
        say("%s: %s is %.1f, at most %.1f is wanted", word(met), what, value, bound);
        return met;
    }

    private static String word(boolean met) {
        return met ? "met" : "MISSED";
    }

    private static void say(String format, Object... facts) {
        OUT.printf(Locale.ROOT, format + "%n", facts);
    }
}
