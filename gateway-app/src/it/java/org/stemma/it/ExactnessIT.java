package org.stemma.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.stemma.api.Drawer;
import org.stemma.contracts.exactness.Op;
import org.stemma.contracts.exactness.Player;
import org.stemma.contracts.exactness.Script;
import org.stemma.contracts.exactness.model.Model;
import org.stemma.contracts.exactness.model.Step;

/** Clients of all members do random things at once; what was committed moved what exact rationals say, in every block. */
final class ExactnessIT {
    private static final String TREASURY = "treasury XTS";
    private static final int CLIENTS = 16;
    private static final int OPERATIONS = NetworkFile.size("operations", NetworkFile.full() ? 2000 : 300);
    private static final long SEED = Long.getLong("stemma.seed", 20261121);
    private static final long WEALTH = 1_000_000_000_000L;
    private static final double MOSTLY = 0.7;

    private final Clients clients = new Clients(NetworkFile.read());
    private final NetworkStage stage = new NetworkStage(clients);
    private final ExecutorService pool = Executors.newFixedThreadPool(CLIENTS);

    @AfterEach
    void close() {
        pool.shutdownNow();
        stage.close();
        clients.close();
    }

    @Test
    void what_many_clients_do_at_once_moves_what_the_model_moves() throws Exception {
        // Their agents settle, and would be there before the player now and then.
        Gateways.down(clients.network());
        long began = System.nanoTime();
        long height = stage.height();
        Model model = new Model(stage.ledger().text(Drawer.CHARTER.key()).orElseThrow());
        // What others have left in the treasury can be paid out of it now.
        Optional.ofNullable(stage.ledger().balances().get(TREASURY)).ifPresent(nano -> model.open(TREASURY, nano));
        Player player = new Player(stage, "exact-" + height, List.of("XTS"));
        player.begin();
        Script script = new Script(SEED, player, 1, WEALTH, false);
        AtomicInteger next = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();
        List<Callable<Void>> work = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            work.add(() -> {
                while (next.getAndIncrement() < OPERATIONS) {
                    if (player.play(script.next()) == Player.Result.DONE) {
                        done.incrementAndGet();
                    }
                }
                return null;
            });
        }
        all(work);
        long played = System.nanoTime();
        player.finish(ops -> all(ops.stream().map(op -> play(player, op)).toList()));

        List<Step> committed = stage.since(height);
        List<String> differences = new ArrayList<>(stage.differences());
        committed.forEach(step -> model.replay(step).ifPresent(differences::add));
        System.out.printf(
                Locale.ROOT,
                "exactness on the network: seed %d; %d operations of %d clients in %d s, %d accepted, %s; refused: %s%n"
                        + "  %d transactions in %d blocks agreed, %d of others left out, %d s in all; %s%n",
                SEED,
                OPERATIONS,
                CLIENTS,
                (played - began) / 1_000_000_000,
                done.get(),
                stage.figures(),
                player.refusals(),
                model.replayed(),
                stage.height() - height,
                model.foreign(),
                (System.nanoTime() - began) / 1_000_000_000,
                model.figures());
        assertEquals(List.of(), differences);
        mustHoldWhatTheModelHolds(model);
        assertTrue(done.get() > MOSTLY * OPERATIONS, () -> "only " + done.get() + " accepted");
    }

    private static Callable<Void> play(Player player, Op op) {
        return () -> {
            player.mustPlay(op);
            return null;
        };
    }

    private void all(List<Callable<Void>> work) {
        try {
            for (Future<Void> one : pool.invokeAll(work)) {
                one.get();
            }
        } catch (InterruptedException | java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What others did before has its own accounts; cash and treasury are everyone's. */
    private void mustHoldWhatTheModelHolds(Model model) {
        List<String> differences = new ArrayList<>();
        model.balances().forEach((account, nano) -> {
            boolean shared = account.startsWith("cash/") || account.startsWith("treasury");
            if (!shared && !nano.equals(stage.ledger().balances().get(account))) {
                differences.add(account + ": the model holds " + nano + ", the ledger "
                        + stage.ledger().balances().get(account));
            }
        });
        assertEquals(List.of(), differences);
    }
}
