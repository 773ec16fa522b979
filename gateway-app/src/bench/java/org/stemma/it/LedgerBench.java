package org.stemma.it;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.stemma.contracts.bench.BenchContract;
import org.stemma.contracts.bench.Twin;

/** How many purchases and reports of one asset the ledger takes, beside what the same network does with nothing to do. */
final class LedgerBench {
    private static final String NOOP = "noop";
    private static final String PURCHASE = "purchase";
    private static final String PREPAID = "prepaid_purchase";
    private static final String REPORT = "report";
    private static final String COUNTER = "naive_counter";
    private static final String BATCHED = "batched_purchase";
    private static final String BATCHED_ONE = "batched_purchase_one_wallet";
    private static final String BATCHED_DEPOSIT = "batched_deposit";
    private static final double MANY_OF_NOOP = 3;
    private static final double ONE_OF_NOOP = 1;
    private static final double PURCHASE_OF_NOOP = 0.55;
    private static final double REPORT_OF_NOOP = 0.65;
    private static final double OF_TWIN = 0.9;
    private static final int SLICE_SECONDS = 5;

    /** How often each kind is warmed up. While HotSpot compiles, its threads take a fifteenth of two processors. */
    private static final int WARMING = 2;

    private static final int WARMING_SLICE_SECONDS = 10;

    private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    private final BenchOptions options;
    private final Clients clients;
    private final Chaincode ledger;
    private final Figures figures = new Figures();

    private LedgerBench(BenchOptions options, Clients clients) {
        this.options = options;
        this.clients = clients;
        this.ledger = new Chaincode(clients);
    }

    /** Exits with 1 if a client saw a conflict where there must be none. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        NetworkFile network = NetworkFile.read();
        Probe.deploy(network, Chaincode.NAME, BenchContract.class, Twin.class, Twin.Step.class);
        boolean clean;
        try (Clients clients = new Clients(network)) {
            clean = new LedgerBench(BenchOptions.read(), clients).run(Path.of(arguments[0]));
        }
        // The client library leaves threads behind.
        System.exit(clean ? 0 : 1);
    }

    private boolean run(Path file) throws IOException, InterruptedException {
        say("preparing %d wallets and grants of one asset, at three members", options.lanes());
        Stall stall = new Stall(ledger, options.lanes());
        Work purchase = Work.of(PURCHASE, stall::purchase);
        Work prepaid = Work.of(PREPAID, stall::prepaidPurchase);
        Work report = Work.of(REPORT, stall::report, stall::signReports);
        TwinWork purchaseTwin = TwinWork.of(purchase, ledger, options.lanes());
        TwinWork reportTwin = TwinWork.of(report, ledger, options.lanes());
        List<Work> all = List.of(
                Work.plain(NOOP, ledger, "bench:noop"), purchase, purchaseTwin, prepaid, report, reportTwin,
                new BatchWork(BATCHED, 2 * Members.all().size(), ledger, Stall::buyer, stall::purchaseOfMany),
                new BatchWork(BATCHED_ONE, 1, ledger, Stall::buyer, stall::purchaseOfOne),
                new BatchWork(BATCHED_DEPOSIT, 1, ledger, lane -> new Chaincode.User("LabMSP", "cashier"), stall::deposit),
                Work.plain(COUNTER, ledger, "bench:count", "sum"));
        measure(all);
        explain();
        say("calls of a purchase:         %s", purchaseTwin.calls().calls());
        say("calls of a prepaid_purchase: %s", TwinWork.callsOf(prepaid, ledger).calls());
        say("calls of a report:           %s", reportTwin.calls().calls());
        say("");
        publish(file);
        return isClean();
    }

    private void measure(List<Work> all) throws InterruptedException {
        try (Commits commits = new Commits(clients)) {
            Load load = new Load(commits, options.lanes(), options.senders());
            // In turns, too: what HotSpot made of one kind it makes anew when another one comes.
            int warming = WARMING * options.warmSeconds();
            say("warming up: %d kinds for %d s each, in turns", all.size(), warming);
            slices(load, all, warming, WARMING_SLICE_SECONDS);
            for (int round = 1; round <= options.rounds(); round++) {
                Map<Work, List<Load.Round>> slices = slices(load, all, options.seconds(), SLICE_SECONDS);
                for (Work work : all) {
                    Load.Round done = Load.Round.joined(slices.getOrDefault(work, List.of()));
                    figures.add(work.name(), done);
                    say("round %d: %-28s %6.1f tx/s, %.0f ms to the last peer's commit%s%s", round, work.name(),
                            done.validPerSecond(), done.medianMillis(),
                            done.askedAgain() == 0 ? "" : ", asked again: " + done.askedAgain(),
                            done.failures().isEmpty() ? "" : ", failed: " + done.failures());
                }
            }
        }
    }

    /**
     * A round's seconds of each kind, in slices that take turns there and back: what a machine gives changes within a round,
     * too, and so meets all kinds.
     */
    private static Map<Work, List<Load.Round>> slices(Load load, List<Work> all, int seconds, int slice)
            throws InterruptedException {
        Map<Work, List<Load.Round>> slices = new HashMap<>();
        List<Work> order = new ArrayList<>(all);
        int count = Math.max(1, seconds / slice);
        for (int turn = 0; turn < count; turn++) {
            for (Work work : order) {
                slices.computeIfAbsent(work, one -> new ArrayList<>())
                        .add(load.run(work, seconds / count));
            }
            Collections.reverse(order);
        }
        return slices;
    }

    private void explain() {
        say("");
        say("%d rounds of %d s each, in slices of at least %d s that take turns. VALID transactions only.",
                options.rounds(), options.seconds(), Math.min(SLICE_SECONDS, options.seconds()));
        say("%d senders endorse and submit for %d lanes;", options.senders(), options.lanes());
        say("at most one transaction of a lane is under way; one stream of blocks per peer tells what became of it.");
        say("Each is endorsed by its member and the next one, in turn over all three, and counts when all three peers");
        say("have committed it. All kinds go the same way, through the same chaincode service.");
        say("");
        say("noop: an empty function of the bench's own contract: no key is read or written, no event, no law. What is");
        say("left is client, gateway, endorsement by two peers, ordering, validation and commit by three.");
        say("twin: the state calls of the real one, below, on keys and values as long, with policies where it has them,");
        say("and an event, answer and arguments as long; without roles, rules, JSON or signatures of meters.");
        say("purchase: a licence for a fee, by the preset for training: the lane's wallet pays the asset.");
        say("prepaid_purchase: a licence by the byte, by the metered preset: the wallet fills a purse and a lane.");
        say("report: one line under the lane's grant, which charges the lane and pays the asset. The meters, whose machines");
        say("are their own, have signed their reports before the clock runs.");
        say("batched_...: full batches of 100 commands, counted by commands: purchases of all wallets, two batches of each");
        say("member under way; of one wallet, and deposits of one till, one batch after the other.");
        say("naive_counter: every transaction reads and writes one key.");
        say("");
    }

    private void publish(Path file) throws IOException {
        say("%-28s %9s %15s %9s %11s %9s %11s %9s", "", "tx/s", "spread", "of noop", "spread", "of twin", "spread",
                "ms");
        figures.publish(NOOP, "");
        line(NOOP, "");
        for (String work : List.of(PURCHASE, REPORT)) {
            String twin = work + "_twin";
            line(work, twin);
            line(twin, "");
            figures.publish(work, NOOP);
            figures.publish(work, twin);
            figures.publish(twin, NOOP);
        }
        for (String work : List.of(PREPAID, BATCHED, BATCHED_ONE, BATCHED_DEPOSIT, COUNTER)) {
            line(work, "");
            figures.publish(work, NOOP);
        }
        figures.write(file);
        say("");
        mustReach(PURCHASE, NOOP, PURCHASE_OF_NOOP);
        mustReach(PURCHASE, PURCHASE + "_twin", OF_TWIN);
        mustReach(REPORT, NOOP, REPORT_OF_NOOP);
        mustReach(REPORT, REPORT + "_twin", OF_TWIN);
        mustReach(BATCHED, NOOP, MANY_OF_NOOP);
        mustReach(BATCHED_ONE, NOOP, ONE_OF_NOOP);
        mustReach(BATCHED_DEPOSIT, NOOP, ONE_OF_NOOP);
        say("written: %s", file);
    }

    private void line(String work, String twin) {
        say("%-28s %9.1f %15s %9.3f %11s %9s %11s %9.0f", work, figures.median(work), figures.spread(work),
                figures.ratio(work, NOOP), figures.ratioSpread(work, NOOP),
                twin.isEmpty() ? "" : String.format(Locale.ROOT, "%.3f", figures.ratio(work, twin)),
                twin.isEmpty() ? "" : figures.ratioSpread(work, twin), figures.medianMillis(work));
    }

    private void mustReach(String work, String against, double least) {
        double ratio = figures.ratio(work, against);
        say("%s: %s of %s is %.3f, at least %.2f is wanted", ratio >= least ? "met" : "MISSED", work, against, ratio, least);
    }

    /** Only the naive counter may conflict. */
    private boolean isClean() {
        boolean clean = true;
        for (String work : List.of(NOOP, PURCHASE, PURCHASE + "_twin", PREPAID, REPORT, REPORT + "_twin", BATCHED, BATCHED_ONE,
                BATCHED_DEPOSIT)) {
            Map<String, Integer> failures = figures.failures(work);
            if (!failures.isEmpty()) {
                say("SEEN BY A CLIENT: %s: %s", work, failures);
                clean = false;
            }
        }
        say(clean ? "no client saw a conflict or an error" : "a client saw what it must not");
        say("naive_counter failed: %s", figures.failures(COUNTER));
        return clean;
    }

    private static void say(String format, Object... facts) {
        OUT.printf(Locale.ROOT, format + "%n", facts);
    }
}
