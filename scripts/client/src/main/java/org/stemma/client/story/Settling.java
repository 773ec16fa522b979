package org.stemma.client.story;

import com.google.gson.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.stemma.api.kernel.Charter;
import org.stemma.client.gateway.Body;
import org.stemma.client.gateway.Gateway;
import org.stemma.client.gateway.Json;
import org.stemma.client.gateway.RefusedCall;

/** Settles the periods of assets, as soon as their last epoch can be closed. */
final class Settling {
    private static final int THREADS = 2;
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Set<String> NOT_YET = Set.of("royalty.period_open", "kernel.epoch_not_due");

    /** Somebody else was faster, such as a gateway's own scheduler. */
    private static final Set<String> DONE = Set.of("royalty.already_settled");

    private final Gateway gateway;
    private final Charter charter;
    private final Teller teller;

    Settling(Gateway gateway, Teller teller) {
        this.gateway = gateway;
        this.charter = Json.bind(gateway.object("/v1/charter"), Charter.class);
        this.teller = teller;
    }

    Charter charter() {
        return charter;
    }

    /** Settles every period of the assets that has receipts. */
    void settle(String whose, List<String> assets) {
        record Due(String asset, long period) {}
        List<Due> due = assets.stream()
                .flatMap(asset -> open(asset).stream().map(period -> new Due(asset, period)))
                .toList();
        if (due.isEmpty()) {
            return;
        }
        long last = due.stream().mapToLong(Due::period).max().orElseThrow();
        Instant closable = charter.closableFrom(charter.lastEpochOf(last));
        Duration wait = Duration.between(Instant.now(), closable);
        teller.say("period " + last + " of " + whose + " can be closed at " + closable
                + (wait.isNegative() ? "" : ", in " + wait.toSeconds() + " s"));
        Desk.pause(wait);
        Parallel.map(due, THREADS, one -> settle(one.asset(), one.period()));
        teller.say("settled: " + due.size() + " periods of " + whose);
    }

    private SortedSet<Long> open(String asset) {
        SortedSet<Long> periods = gateway.list("/v1/receipts?asset=" + asset).stream()
                .map(receipt -> Json.number(receipt, "period"))
                .collect(Collectors.toCollection(TreeSet::new));
        for (JsonObject settlement : gateway.list("/v1/settlements?asset=" + asset)) {
            if (Json.text(settlement, "state").equals("paid")) {
                periods.remove(Json.number(settlement, "period"));
            }
        }
        return periods;
    }

    private boolean settle(String asset, long period) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                Desk.write(
                        gateway,
                        "/v1/settlements",
                        "settle:" + asset + ":" + period,
                        new Body().with("asset", asset).with("period", period));
                return true;
            } catch (RefusedCall e) {
                if (DONE.contains(e.code())) {
                    return false;
                }
                if (!NOT_YET.contains(e.code()) || System.nanoTime() > deadline) {
                    throw e;
                }
            }
            Desk.pause(PAUSE);
        }
    }
}
