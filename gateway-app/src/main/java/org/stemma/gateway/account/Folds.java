package org.stemma.gateway.account;

import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.stemma.api.Drawer;
import org.stemma.api.WalletId;
import org.stemma.api.account.Credit;
import org.stemma.gateway.readmodel.ReadModel;

/**
 * Chooses which credits a debit folds: the oldest first. A debit names its credits, since one that scanned for them
 * would fail whenever anyone pays; and only gateways know what there is.
 */
@Component
public class Folds {
    /** The most credits that the ledger folds in one transaction. */
    static final int MAX_FOLDS = 50;

    private final ReadModel readModel;

    public Folds(ReadModel readModel) {
        this.readModel = readModel;
    }

    /** The ids of the wallet's oldest credits. */
    public List<String> of(WalletId wallet) {
        return credits(wallet, MAX_FOLDS).stream().map(Credit::id).toList();
    }

    /** The wallet's credits that were not folded, oldest first. */
    List<Credit> credits(WalletId wallet, int limit) {
        return readModel.oldest(Credit.class, Drawer.CREDIT.range(wallet), Optional.empty(), limit);
    }

    /** Whether there is more than one spend folds. */
    static boolean isBeyondOne(ReadModel.Waiting waiting) {
        return waiting.count() > MAX_FOLDS;
    }

    /** All credits of the wallet that were not folded; they are in its currency. */
    Optional<ReadModel.Waiting> waiting(WalletId wallet) {
        return readModel.waiting(Drawer.CREDIT.range(wallet)).values().stream().findFirst();
    }
}
