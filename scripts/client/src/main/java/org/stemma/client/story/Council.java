package org.stemma.client.story;

import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.stemma.api.AssetId;
import org.stemma.api.governance.Action;
import org.stemma.api.kernel.Order;
import org.stemma.api.license.Terms;
import org.stemma.client.gateway.Body;
import org.stemma.client.gateway.Gateway;
import org.stemma.client.gateway.Json;
import org.stemma.client.gateway.RefusedCall;

/** The members' council: proposes, votes, waits out the timelock, and does what was decided. */
final class Council {
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration LAG = Duration.ofSeconds(20);
    private static final int THREADS = 3;
    private static final int ALL = 3;
    private static final Set<String> FAILED = Set.of("defeated", "expired");

    private static final Set<String> TOO_EARLY = Set.of(
            "governance.vote_not_begun",
            "governance.vote_not_opened",
            "governance.epoch_open",
            "governance.timelock_running",
            "kernel.epoch_not_due");

    private final Cast cast;
    private final DataSet held;
    private final Teller teller;

    /** @param held the data set that the council holds for a while */
    Council(Cast cast, DataSet held, Teller teller) {
        this.cast = cast;
        this.held = held;
        this.teller = teller;
    }

    /** A proposal on its way, and who may vote on it. */
    record Motion(String id, String title, List<Member> voters) {}

    List<Motion> propose() {
        teller.chapter("The council proposes");
        Motion fee = propose(
                cast.lab(),
                "fee",
                "A lower fee for the treasury",
                new Action.SetParameter("treasuryFee", Figures.FEE.value(), Figures.LOWER_FEE.value(), 1),
                List.of(cast.lab(), cast.archive(), cast.studio()));
        Motion hold = propose(
                cast.studio(),
                "hold",
                "Hold " + held.library().slug() + " until its licence has been looked at",
                new Action.OrderAsset(new AssetId(held.asset()), Order.Standing.LISTED, Order.Standing.HELD),
                List.of(cast.lab(), cast.studio()));
        return List.of(fee, hold);
    }

    Motion proposeRelease() {
        return propose(
                cast.studio(),
                "release",
                "Release " + held.library().slug(),
                new Action.OrderAsset(new AssetId(held.asset()), Order.Standing.HELD, Order.Standing.LISTED),
                List.of(cast.lab(), cast.studio()));
    }

    private Motion propose(Member by, String slug, String title, Action action, List<Member> voters) {
        for (int attempt = 1; ; attempt++) {
            String id = Desk.id(
                    council(by),
                    "/v1/proposals",
                    "propose:" + slug + ":" + attempt,
                    new Body().with("title", title).with("mode", "final").with("actions", List.of(action)));
            String status = Json.text(Desk.patiently(() -> council(by).object("/v1/proposals/" + id)), "status");
            if (!FAILED.contains(status)) {
                teller.say(by.name() + " proposes: " + title
                        + (voters.size() < ALL ? "; its owner, Archive, is recused" : ""));
                return new Motion(id, title, voters);
            }
            // The story was broken off, and nobody voted in time.
            teller.say("proposed again, since the last one is " + status + ": " + title);
        }
    }

    private static Gateway council(Member member) {
        return member.as("council");
    }

    /** Opens the votes, casts all, and queues what has passed. */
    void decide(List<Motion> motions) {
        for (Motion motion : motions) {
            step(cast.lab(), motion, "open", new Body());
        }
        for (Motion motion : motions) {
            Parallel.map(motion.voters(), THREADS, voter -> {
                return vote(voter, motion);
            });
            step(cast.lab(), motion, "queue", new Body());
            teller.say("passed, and waits for its timelock: " + motion.title());
        }
    }

    /** Votes for a motion. Votes are final, so it may be decided before the last member has voted. */
    private boolean vote(Member voter, Motion motion) {
        try {
            step(voter, motion, "votes", new Body().with("choice", "for"));
            return true;
        } catch (RefusedCall e) {
            if (!e.code().equals("governance.vote_closed")) {
                throw e;
            }
            teller.say("decided before " + voter.name() + " voted: " + motion.title());
            return false;
        }
    }

    void execute(List<Motion> motions) {
        for (Motion motion : motions) {
            step(cast.lab(), motion, "execute", new Body());
            teller.say("done: " + motion.title());
        }
    }

    /** Takes a step as soon as the law allows it. */
    private void step(Member by, Motion motion, String step, Body body) {
        until(() -> Desk.write(
                council(by),
                "/v1/proposals/" + motion.id() + "/" + step,
                step + ":" + by.id() + ":" + motion.id(),
                body));
    }

    private static <T> T until(Supplier<T> call) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return call.get();
            } catch (RefusedCall e) {
                if (!TOO_EARLY.contains(e.code()) || System.nanoTime() > deadline) {
                    throw e;
                }
            }
            Desk.pause(PAUSE);
        }
    }

    /** While the data set is held nobody gets a licence for it. */
    void mustNotSell() {
        RefusedCall refusal = Model.refused(() -> buy("held"));
        if (!refusal.code().equals("asset.not_listed")) {
            throw new StoryException("a held asset was refused with " + refusal.getMessage());
        }
        teller.sum("refused, " + refusal.code() + " (" + refusal.status() + "): a licence for "
                + held.library().slug() + ", which the council holds");
    }

    void mustSell() {
        String grant = Json.text(buy("released"), "id");
        teller.sum("released by the council, " + held.library().slug() + " is licensed again: grant " + grant);
    }

    private JsonObject buy(String slug) {
        Gateway buyer = cast.lab().as("buyer");
        String path = "/v1/assets/" + held.asset();
        boolean released = slug.equals("released");
        long deadline = System.nanoTime() + LAG.toNanos();
        // Lab's peer may be a block behind the one that executed the order.
        while (released != Json.text(buyer.object(path), "standing").equals("listed") && System.nanoTime() < deadline) {
            Desk.pause(PAUSE);
        }
        return Desk.write(
                buyer,
                "/v1/grants",
                "grant:" + slug,
                new Body()
                        .with("licensee", cast.labParty().party())
                        .with("asset", held.asset())
                        .with("version", 1L)
                        .with("terms", held.terms().id())
                        .with("purpose", Terms.Purpose.COMMERCIAL)
                        .with("meters", List.of()));
    }

    /** The settlement of usage after the change took the lower fee, that of usage before it the first one. */
    void mustShowFee(Model model) {
        Optional<JsonObject> lower = cast.lab().as("owner").list("/v1/settlements?asset=" + model.asset()).stream()
                .flatMap(settlement -> Json.array(settlement, "applied").asList().stream())
                .map(applied -> applied.getAsJsonObject())
                .filter(applied -> Json.number(applied, "treasuryFee") == Figures.LOWER_FEE.value())
                .findFirst();
        JsonObject applied =
                lower.orElseThrow(() -> new StoryException("no settlement of the model took the lower fee"));
        teller.sum("by vote the treasury's fee went from " + Figures.FEE.value() / 10_000 + " % to "
                + Figures.LOWER_FEE.value() / 10_000 + " %: of " + Json.number(applied, "grossNano")
                + " nano of later usage it took " + Json.number(applied, "treasuryNano"));
    }
}
