package org.stemma.client.story;

import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.stemma.api.Money;
import org.stemma.client.gateway.Body;
import org.stemma.client.gateway.Gateway;
import org.stemma.client.gateway.Json;
import org.stemma.client.gateway.RefusedCall;

/** How money reaches those who earned it, and how what is left returns. */
final class Payout {
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration LAG = Duration.ofSeconds(20);
    private static final Duration WINDOW = Duration.ofMinutes(2);
    private static final int THREADS = 3;

    private final Cast cast;
    private final Model model;
    private final List<DataSet> dataSets;
    private final Teller teller;

    Payout(Cast cast, Model model, List<DataSet> dataSets, Teller teller) {
        this.cast = cast;
        this.model = model;
        this.dataSets = List.copyOf(dataSets);
        this.teller = teller;
    }

    /** Ends Studio's priced grants: what their purses hold returns at once, their lanes once no usage can come any more. */
    void close(List<String> grants) {
        teller.chapter("Studio closes its licences");
        for (String grant : grants) {
            try {
                Desk.write(cast.studio().as("buyer"), "/v1/grants/" + grant + "/closure", "close:" + grant, new Body());
            } catch (RefusedCall e) {
                if (!e.code().equals("license.grant_closed")) {
                    throw e;
                }
            }
            teller.say("closed " + grant + ": what its purse held is back");
        }
    }

    void settle() {
        Settling settling = new Settling(cast.lab().as("owner"), teller);
        teller.chapter("Periods close, royalties are settled");
        awaitReceipts(cast.lab().as("owner"), List.of(model.asset()), "usage");
        settling.settle("the model", List.of(model.asset()));
        List<String> assets = dataSets.stream().map(DataSet::asset).toList();
        awaitReceipts(cast.lab().as("owner"), assets, "upstream");
        settling.settle("the data sets", assets);
    }

    private void awaitReceipts(Gateway gateway, List<String> assets, String kind) {
        long deadline = System.nanoTime() + LAG.toNanos();
        for (String asset : assets) {
            while (gateway.list("/v1/receipts?asset=" + asset).stream()
                    .noneMatch(receipt -> Json.text(receipt, "kind").equals(kind))) {
                if (System.nanoTime() > deadline) {
                    throw new StoryException("no " + kind + " receipt has reached " + asset);
                }
                Desk.pause(PAUSE);
            }
        }
    }

    void claim() {
        teller.chapter("Everyone claims");
        Set<Cast.Role> roles = new LinkedHashSet<>(List.of(cast.labParty(), cast.research(), cast.data()));
        dataSets.forEach(dataSet -> roles.add(dataSet.holder()));
        awaitSettlements(cast.archive());
        awaitSettlements(cast.lab());
        Parallel.map(List.copyOf(roles), THREADS, this::claim);
    }

    /** A gateway's books may be a block or two behind those of the one that settled. */
    private void awaitSettlements(Member member) {
        List<String> assets =
                new ArrayList<>(dataSets.stream().map(DataSet::asset).toList());
        assets.add(model.asset());
        for (String asset : assets) {
            for (JsonObject settlement : cast.lab().as("owner").list("/v1/settlements?asset=" + asset)) {
                String path = "/v1/settlements/" + asset + "/" + Json.number(settlement, "period");
                long deadline = System.nanoTime() + LAG.toNanos();
                while (!Json.text(Desk.patiently(() -> member.as("owner").object(path)), "state")
                                .equals("paid")
                        && System.nanoTime() < deadline) {
                    Desk.pause(PAUSE);
                }
            }
        }
    }

    private boolean claim(Cast.Role role) {
        Gateway holder = role.member().as("buyer");
        String path = "/v1/parties/" + role.party() + "/payables";
        List<JsonObject> payables = holder.list(path);
        while (!payables.isEmpty()) {
            List<String> ids = payables.stream()
                    .limit(50)
                    .map(payable -> Json.text(payable, "id"))
                    .toList();
            Desk.write(
                    holder,
                    "/v1/claims",
                    "claim:" + role.party() + ":" + ids.get(0),
                    new Body()
                            .with("party", role.party())
                            .with("wallet", role.wallet())
                            .with("payables", ids));
            payables = remaining(holder, path, ids.get(0));
        }
        teller.say(role.name() + ": "
                + Json.plain(Json.find(holder.object("/v1/wallets/" + role.wallet()), "available")
                        .orElseThrow()) + " in its wallet");
        return true;
    }

    /** Reads until the claimed one is gone. */
    private static List<JsonObject> remaining(Gateway holder, String path, String claimed) {
        long deadline = System.nanoTime() + LAG.toNanos();
        while (true) {
            List<JsonObject> left = holder.list(path);
            if (left.stream().noneMatch(payable -> Json.text(payable, "id").equals(claimed))) {
                return left;
            }
            if (System.nanoTime() > deadline) {
                throw new StoryException("payable " + claimed + " was claimed and is still shown");
            }
            Desk.pause(PAUSE);
        }
    }

    /** Returns what the lanes hold, then takes all of it out. */
    void withdraw(List<String> grants) {
        teller.chapter("Studio takes out what is left");
        for (String grant : grants) {
            release(grant);
            teller.say("lanes of " + grant + " released");
        }
        Gateway buyer = cast.studio().as("buyer");
        JsonObject withdrawal = existing(buyer).orElseGet(() -> request(buyer));
        String id = Json.text(withdrawal, "id");
        JsonObject asked = Desk.patiently(() -> buyer.object("/v1/withdrawals/" + id));
        teller.say("Studio asks for " + Json.plain(Json.find(asked, "amount").orElseThrow()));
        if (Json.find(asked, "reference").isEmpty()) {
            Desk.write(
                    cast.lab().as("cashier"),
                    "/v1/withdrawals/" + id + "/payment",
                    "pay:" + id,
                    new Body().with("reference", "demo-payment-" + cast.studio().id()));
        }
        teller.say("Lab's cashier attests that it was paid");
    }

    private void release(String grant) {
        long deadline = System.nanoTime() + WINDOW.toNanos();
        boolean said = false;
        while (true) {
            try {
                Desk.write(
                        cast.studio().as("buyer"), "/v1/grants/" + grant + "/release", "release:" + grant, new Body());
                return;
            } catch (RefusedCall e) {
                if (e.code().equals("license.lanes_released")) {
                    return;
                }
                boolean waiting = e.code().equals("license.lanes_in_use");
                if (!waiting || System.nanoTime() > deadline) {
                    throw e;
                }
                if (!said) {
                    teller.say("waiting until no usage can be reported any more: " + e.facts());
                    said = true;
                }
            }
            Desk.pause(PAUSE);
        }
    }

    private Optional<JsonObject> existing(Gateway buyer) {
        return buyer.list("/v1/withdrawals").stream()
                .filter(one -> Json.text(one, "wallet").equals(cast.user().wallet()))
                .findFirst();
    }

    private JsonObject request(Gateway buyer) {
        JsonObject wallet = buyer.object("/v1/wallets/" + cast.user().wallet());
        Money all = Money.of(Json.text(wallet, "available", "currency"), Json.text(wallet, "available", "amount"));
        return Desk.write(
                buyer,
                "/v1/withdrawals",
                "withdraw:" + cast.user().wallet(),
                new Body()
                        .with("wallet", cast.user().wallet())
                        .with("amount", all)
                        .with("cashier", cast.lab().id()));
    }
}
