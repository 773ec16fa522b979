package org.stemma.contracts.exactness;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.stemma.api.CurrencyCode;
import org.stemma.api.kernel.Charter;
import org.stemma.contracts.exactness.model.Model;
import org.stemma.contracts.exactness.model.Step;
import org.stemma.contracts.testing.Conservation;

/** One ledger from genesis to its end, played by random operations or by given ones, and compared with the model. */
public final class Trial {
    private static final List<String> CURRENCIES = List.of("XTS", "XXX");
    private static final Charter.Currency COARSE = new Charter.Currency(new CurrencyCode("XXX"), 3);
    private static final long WEALTH = 100_000_000_000_000L;
    private static final String CAP = "4000000000000000000";

    private final MemoryStage stage = new MemoryStage(COARSE, CAP);
    private final Player player = new Player(stage, "x", CURRENCIES);
    private final List<Timed> played = new ArrayList<>();
    private final Map<Player.Result, Integer> results = new EnumMap<>(Player.Result.class);
    private final List<String> differences = new ArrayList<>();
    private final Model model;
    private boolean ended;

    /** An operation at its time, so that it happens in the same period whichever others are left out before it. */
    private record Timed(Instant at, Op op) {
        @Override
        public String toString() {
            return at + " " + op;
        }
    }

    private Trial() {
        List<Step> founded = stage.taken();
        model = new Model(founded.get(founded.size() - 1)
                .writes()
                .getOrDefault("kernel/charter", java.util.Optional.empty())
                .orElseThrow());
        player.begin();
        compare();
    }

    /** Plays so many random operations. */
    static Trial random(long seed, int operations) {
        Trial trial = new Trial();
        Script script = new Script(seed, trial.player, CURRENCIES.size(), WEALTH, true);
        for (int i = 0; i < operations && trial.differences.isEmpty(); i++) {
            Op next = script.next();
            trial.play(new Timed(trial.stage.now(), next));
        }
        trial.finish();
        return trial;
    }

    /** Plays these operations, without an end. */
    static Trial of(List<Timed> operations) {
        Trial trial = new Trial();
        operations.stream().takeWhile(op -> trial.differences.isEmpty()).forEach(trial::play);
        return trial;
    }

    private void play(Timed timed) {
        Op op = timed.op();
        if (stage.now().isBefore(timed.at())) {
            stage.await(timed.at());
        }
        stage.hold(op.together());
        results.merge(player.play(op), 1, Integer::sum);
        played.add(timed);
        compare();
    }

    private void compare() {
        stage.taken().forEach(step -> model.replay(step).ifPresent(differences::add));
        differences.addAll(stage.differences());
        stage.differences().clear();
    }

    private void finish() {
        stage.hold(false);
        if (!differences.isEmpty()) {
            return;
        }
        ended = true;
        player.finish(ops -> ops.forEach(player::mustPlay));
        compare();
        if (differences.isEmpty() && !model.balances().equals(stage.ledger().balances())) {
            differences.add("at the end the model holds " + model.balances() + ",\nthe ledger "
                    + stage.ledger().balances());
        }
        if (differences.isEmpty()) {
            Conservation.check(stage.network());
            model.figures();
        }
    }

    /** Where ledger and model differ; empty if they never did. */
    List<String> differences() {
        return differences;
    }

    int played() {
        return played.size();
    }

    int count(Player.Result result) {
        return results.getOrDefault(result, 0);
    }

    Map<String, Long> refusals() {
        return new TreeMap<>(player.refusals());
    }

    long conflicts() {
        return stage.conflicts();
    }

    long batches() {
        return stage.batches();
    }

    long commandsInBatches() {
        return stage.commandsInBatches();
    }

    long blocks() {
        return stage.ledger().blocks();
    }

    Model model() {
        return model;
    }

    /**
     * Plays random operations; on a difference, shortens them and says all that is needed to see it again.
     *
     * @param mostRuns after so many runs the shortest found so far is good enough
     */
    public static String report(long seed, int operations, int mostRuns) {
        Trial trial = random(seed, operations);
        if (trial.differences.isEmpty()) {
            return "";
        }
        Shrinker shrinker = new Shrinker(mostRuns);
        List<Timed> shortest = shrinker.shrink(
                trial.played, ops -> !again(ops, trial.ended).differences.isEmpty());
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "seed %d differs after %d operations; shortened to %d in %d runs:%n",
                seed,
                trial.played.size(),
                shortest.size(),
                shrinker.runs()));
        shortest.forEach(op -> text.append("  ").append(op).append(System.lineSeparator()));
        return text.append(String.join(System.lineSeparator(), again(shortest, trial.ended).differences))
                .toString();
    }

    /** The end is played only where the difference showed there. */
    private static Trial again(List<Timed> operations, boolean ended) {
        Trial trial = of(operations);
        if (ended) {
            trial.finish();
        }
        return trial;
    }
}
