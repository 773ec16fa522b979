package org.stemma.gateway.account;

import java.util.List;
import java.util.Optional;
import org.stemma.api.Money;
import org.stemma.api.OrgId;
import org.stemma.api.PartyId;
import org.stemma.api.WalletId;
import org.stemma.api.account.Credit;
import org.stemma.api.account.Wallet;
import org.stemma.gateway.readmodel.ReadModel;

/**
 * A wallet with what is beside it.
 *
 * @param balance what was folded
 * @param credits not yet folded, oldest first, at most 100 of them
 * @param available balance and all credits; a spend folds the oldest 50
 */
record WalletView(
        WalletId id,
        PartyId party,
        OrgId organisation,
        Money balance,
        Money available,
        List<Credit> credits,
        long creditCount,
        long version) {
    private static final int MAX_SHOWN = 100;

    static WalletView of(Wallet wallet, Folds folds) {
        Optional<ReadModel.Waiting> waiting = folds.waiting(wallet.id());
        return new WalletView(
                wallet.id(),
                wallet.party(),
                wallet.organisation(),
                wallet.balance(),
                waiting.map(all -> wallet.balance().plus(all.amount())).orElse(wallet.balance()),
                waiting.isPresent() ? folds.credits(wallet.id(), MAX_SHOWN) : List.of(),
                waiting.map(ReadModel.Waiting::count).orElse(0L),
                wallet.version());
    }
}
