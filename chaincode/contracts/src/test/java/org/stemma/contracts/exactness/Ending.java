package org.stemma.contracts.exactness;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.stemma.api.kernel.Charter;

/** Ends a ledger's life: closes what is open, settles all that was received and claims all that is owed. */
final class Ending {
    private static final int MAX_CLAIMED = 50;
    private static final int MAX_ENTRIES = 100;
    private static final int MAX_ROUNDS = 5;

    private final Stage stage;
    private final Player player;
    private final Products products;
    private final Outlook outlook;
    private final int currencies;

    Ending(Stage stage, Player player, int currencies) {
        this.stage = stage;
        this.player = player;
        this.products = player.products();
        this.outlook = player.outlook();
        this.currencies = currencies;
    }

    /** Does it; {@link Player#finish} says how. */
    void play(Consumer<List<Op>> performer) {
        for (int round = 0; round < 2 || (!stage.ledger().unsettled().isEmpty() && round < MAX_ROUNDS); round++) {
            closeThisPeriod();
            repeat(performer, this::settlements);
        }
        repeat(performer, this::claims);
        repeat(performer, this::shareClaims);
    }

    private static void repeat(Consumer<List<Op>> performer, Supplier<List<Op>> due) {
        for (List<Op> ops = due.get(); !ops.isEmpty(); ops = due.get()) {
            performer.accept(ops);
        }
    }

    private void closeThisPeriod() {
        Charter now = outlook.charter();
        player.closeThrough(now.lastEpochOf(now.periodOf(now.epochOf(stage.now()))));
    }

    private List<Op> settlements() {
        return outlook.dueAssets().stream()
                .map(asset -> player.extra(
                        Op.Kind.SETTLE, asset, outlook.duePeriods(asset).get(0)))
                .toList();
    }

    private List<Op> claims() {
        List<Op> claims = new ArrayList<>();
        for (int party = 0; party < Cast.PARTIES; party++) {
            for (int currency = 0; currency < currencies; currency++) {
                int left = outlook.countPayables(party, currency);
                if (left > 0) {
                    claims.add(player.extra(Op.Kind.CLAIM, party, currency, Math.min(left, MAX_CLAIMED)));
                }
            }
        }
        return claims;
    }

    private List<Op> shareClaims() {
        return products.made(Op.Kind.ISSUE).stream()
                .flatMap(issue -> outlook.behind(issue).stream())
                .map(one -> player.extra(
                        Op.Kind.CLAIM_SHARES,
                        one.asset(),
                        one.party(),
                        one.sale(),
                        one.currency(),
                        Math.min(one.entries(), MAX_ENTRIES)))
                .toList();
    }
}
