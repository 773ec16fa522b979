package org.stemma.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.stemma.api.Codec;
import org.stemma.contracts.exactness.BatchSteps;
import org.stemma.contracts.exactness.BlockAudit;
import org.stemma.contracts.exactness.model.Step;

/** Everything is killed while members buy and report: what was acknowledged is on the ledger, once. */
final class KillsIT {
    /** On each is reported; to some belongs a buyer, since twice as many reports as purchases are wanted. */
    private static final int LANES = NetworkFile.full() ? 60 : 8;

    private static final int BUYERS = NetworkFile.full() ? 23 : 4;

    /** Of everybody, before anybody is killed: what has just been started is slow, and this is a network at work. */
    private static final int EACH_BEFORE = NetworkFile.full() ? 50 : 1;
    private static final Duration LOAD = Duration.ofSeconds(NetworkFile.full() ? 60 : 24);
    private static final Duration BACK_WITHIN = Duration.ofSeconds(90);
    private static final Duration DATABASE_AWAY = Duration.ofSeconds(2);
    private static final int PURCHASES = NetworkFile.full() ? 1000 : 100;
    private static final int REPORTS = NetworkFile.full() ? 2000 : 150;

    private static final String PURCHASE = "license:buyGrant";
    private static final String REPORT = "usage:report";

    private final NetworkFile network = NetworkFile.read();
    private final Clients clients = new Clients(network);
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Traffic> traffic = new ArrayList<>();
    private final Map<String, Integer> killed = new TreeMap<>();
    private final Map<Long, Victim> gone = new TreeMap<>();

    @AfterEach
    void close() {
        traffic.forEach(Traffic::close);
        clients.close();
    }

    /** A process to kill, by its organisation and a word of its name; of none: the orderers' leader, or one that follows. */
    private record Victim(String organisation, String node) {}

    private static final List<Victim> ALL = List.of(
            new Victim("StudioMSP", "studio-gateway"),
            // While Studio's is still coming back: for a moment nobody can be asked anything.
            new Victim("LabMSP", "lab-gateway"),
            new Victim("ArchiveMSP", "archive-peer"),
            new Victim("ArchiveMSP", "archive-cc-stemma"),
            new Victim("", "orderer"),
            new Victim("", "leader"),
            new Victim("LabMSP", "lab-cc-stemma"),
            new Victim("StudioMSP", "studio-peer"),
            new Victim("", "orderer"));

    @Test
    void what_was_acknowledged_is_in_the_blocks_once_whoever_is_killed() throws Exception {
        Gateways.up(network);
        Chaincode ledger = new Chaincode(clients);
        Market market = new Market(ledger);
        traffic.addAll(Lanes.each(
                LANES, lane -> new Traffic(network, market, lane < BUYERS ? 1 : 0, Duration.ZERO)));
        CommittedBlocks blocks = new CommittedBlocks(clients);
        long from = blocks.height();
        traffic.forEach(Traffic::begin);
        awaitCounts((long) BUYERS * EACH_BEFORE, (long) LANES * EACH_BEFORE);
        long purchasesBefore = count(PURCHASE);
        long reportsBefore = count(REPORT);
        Instant began = Instant.now();
        int kills = ALL.size() + (GatewayDatabases.arePostgresql() ? 1 : 0);
        Duration pause = LOAD.dividedBy(kills + 1L);
        for (int i = 0; i < ALL.size(); i++) {
            sleepUntil(began.plus(pause.multipliedBy(i + 1L)));
            kill(ALL.get(i));
        }
        if (GatewayDatabases.arePostgresql()) {
            sleepUntil(began.plus(pause.multipliedBy(kills)));
            killDatabase();
        }
        sleepUntil(began.plus(LOAD));
        long purchasesInTime = count(PURCHASE) - purchasesBefore;
        long reportsInTime = count(REPORT) - reportsBefore;
        boolean extended = awaitCounts(purchasesBefore + PURCHASES, reportsBefore + REPORTS);
        traffic.forEach(Traffic::stop);
        mustBeBack();
        int purchases = 0;
        int reports = 0;
        int repeated = 0;
        for (Traffic one : traffic) {
            Traffic.Total total = one.check();
            purchases += total.purchases();
            reports += total.reports();
            repeated += total.repeated();
        }
        System.out.printf(
                "kills: %s; %d purchases and %d reports acknowledged in %d s of load, then%s: %d purchases, %d reports, %d sent again, %d s in all%n",
                killed,
                purchasesInTime,
                reportsInTime,
                LOAD.toSeconds(),
                extended ? " more until there were enough" : " stopped",
                purchases,
                reports,
                repeated,
                Duration.between(began, Instant.now()).toSeconds());
        System.out.printf("kills: acknowledged in each second of the load: %s%n", perSecond(began));
        mustStandOnce(blocks, from);
        NetworkScript.run(network, "status");
    }

    private String perSecond(Instant began) {
        int[] counts = new int[(int) LOAD.toSeconds()];
        for (Traffic one : traffic) {
            for (Instant at : one.acknowledgedAt().values()) {
                long second = Math.floorDiv(Duration.between(began, at).toMillis(), 1_000L);
                if (second >= 0 && second < counts.length) {
                    counts[(int) second]++;
                }
            }
        }
        return Arrays.toString(counts);
    }

    private static void sleepUntil(Instant time) throws InterruptedException {
        Thread.sleep(Math.max(0, Duration.between(Instant.now(), time).toMillis()));
    }

    private Set<String> acknowledged() {
        Set<String> all = new TreeSet<>();
        traffic.forEach(one -> all.addAll(one.acknowledged()));
        return all;
    }

    /** On a slow machine the load goes on until there is enough to judge by; whether it had to. */
    private boolean awaitCounts(long purchases, long reports) throws InterruptedException {
        boolean waited = false;
        Instant end = Instant.now().plus(LOAD.multipliedBy(5));
        while (count(PURCHASE) < purchases || count(REPORT) < reports) {
            assertTrue(
                    Instant.now().isBefore(end),
                    () -> "only " + acknowledged().size() + " acknowledged");
            waited = true;
            Thread.sleep(500);
        }
        return waited;
    }

    private long count(String function) {
        return acknowledged().stream().filter(one -> one.startsWith(function)).count();
    }

    /** Of all gateways at once; somebody starts the server again, and the gateways find it. */
    private void killDatabase() throws IOException, InterruptedException {
        GatewayDatabases.server().kill();
        killed.merge("database", 1, Integer::sum);
        Thread.sleep(DATABASE_AWAY.toMillis());
        GatewayDatabases.server().restart();
    }

    private void kill(Victim victim) throws IOException, InterruptedException {
        Victim found = victim.organisation().isEmpty() ? orderer(victim.node().equals("leader")) : victim;
        String node = network.running(found.organisation(), found.node());
        long pid = network.pid(found.organisation(), node);
        assertTrue(ProcessHandle.of(pid).map(ProcessHandle::destroyForcibly).orElse(false), () -> node + " did not run");
        System.out.printf(
                "kills: %s after %d purchases and %d reports%n",
                node, count(PURCHASE), count(REPORT));
        killed.merge(victim.node().replaceAll("^(studio|archive|lab)-", ""), 1, Integer::sum);
        gone.put(pid, new Victim(found.organisation(), node));
    }

    /** Nobody is asked to start anything again: each member's supervisor does. */
    private void mustBeBack() throws InterruptedException {
        for (Map.Entry<Long, Victim> one : gone.entrySet()) {
            Victim victim = one.getValue();
            Instant end = Instant.now().plus(BACK_WITHIN);
            while (network.findPid(victim.organisation(), victim.node())
                    .filter(now -> !now.equals(one.getKey()))
                    .isEmpty()) {
                assertTrue(Instant.now().isBefore(end), () -> victim.node() + " does not come back");
                Thread.sleep(100);
            }
        }
    }

    /** One that leads the others, or one that follows, by their own metrics. */
    private Victim orderer(boolean leading) throws IOException, InterruptedException {
        Instant end = Instant.now().plus(BACK_WITHIN);
        while (Instant.now().isBefore(end)) {
            for (String organisation : network.organisations()) {
                String node = network.running(organisation, "orderer");
                if (leads(network.operations(organisation, node)) == leading) {
                    return new Victim(organisation, node);
                }
            }
            Thread.sleep(100);
        }
        throw new IllegalStateException("no orderer " + (leading ? "leads" : "follows"));
    }

    private boolean leads(String operations) throws IOException, InterruptedException {
        try {
            String metrics = http.send(
                            HttpRequest.newBuilder(URI.create(operations + "/metrics")).build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
            return metrics.lines()
                    .anyMatch(line -> line.startsWith("consensus_etcdraft_is_leader{")
                            && line.contains("\"" + network.channel() + "\"")
                            && line.endsWith(" 1"));
        } catch (java.net.ConnectException e) {
            return false;
        }
    }

    /** In the blocks: each once, and after every block what was received is where it should be. */
    private void mustStandOnce(CommittedBlocks blocks, long from) {
        BlockAudit audit = new BlockAudit();
        Map<String, Integer> done = new TreeMap<>();
        List<String> differences = new ArrayList<>();
        long height = blocks.height();
        for (long number = 0; number < height; number++) {
            List<Step> steps = blocks.block(number).stream()
                    .map(CommittedBlocks.Committed::step)
                    .flatMap(step -> BatchSteps.of(step).stream())
                    .toList();
            differences.addAll(audit.block(steps));
            if (number >= from) {
                steps.stream()
                        // Of a batch the last command has all writes, and each that changed something has told of it.
                        .filter(step -> !step.writes().isEmpty() || step.event().isPresent())
                        .forEach(step -> done.merge(request(step), 1, Integer::sum));
            }
        }
        assertEquals(List.of(), differences);
        List<String> wrong = acknowledged().stream()
                .filter(one -> done.getOrDefault(one, 0) != 1)
                .map(one -> one + " is there " + done.getOrDefault(one, 0) + " times")
                .toList();
        assertEquals(List.of(), wrong);
        List<String> twice = done.entrySet().stream()
                .filter(one -> one.getValue() > 1 && !one.getKey().startsWith("kernel:"))
                .map(Map.Entry::toString)
                .toList();
        assertEquals(List.of(), twice);
    }

    private static String request(Step step) {
        return step.function() + " " + Codec.members(step.arguments()).get("request");
    }
}
