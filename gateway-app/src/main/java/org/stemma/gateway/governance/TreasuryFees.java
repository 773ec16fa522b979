package org.stemma.gateway.governance;

import java.util.List;
import java.util.Optional;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.stemma.api.CurrencyCode;
import org.stemma.api.Drawer;
import org.stemma.api.account.AccountCommand;
import org.stemma.api.account.TreasuryFee;
import org.stemma.gateway.readmodel.ReadModel;
import org.stemma.gateway.web.Choice;
import org.stemma.gateway.web.Submissions;
import org.stemma.gateway.web.Write;
import org.stemma.gateway.web.Written;

/** Fees that settlements put beside the treasury, and their folding: the oldest first. */
@Component
class TreasuryFees {
    private static final String FUNCTION = "account:foldTreasury";

    /** The most fees that the ledger folds in one transaction. */
    private static final int MAX_FOLDS = 50;

    private final ReadModel readModel;
    private final Submissions submissions;
    private final Choice<AccountCommand.FoldTreasury> choice =
            new Choice<>("fees", List.of(), AccountCommand.FoldTreasury::fees, this::oldest);

    TreasuryFees(ReadModel readModel, Submissions submissions) {
        this.readModel = readModel;
        this.submissions = submissions;
    }

    /** The fees that were not folded, oldest first. */
    List<TreasuryFee> of(CurrencyCode currency, int limit) {
        return readModel.oldest(TreasuryFee.class, Drawer.TREASURY_FEE.range(currency), Optional.empty(), limit);
    }

    /** All fees that were not folded. */
    Optional<ReadModel.Waiting> waiting(CurrencyCode currency) {
        return Optional.ofNullable(
                readModel.waiting(Drawer.TREASURY_FEE.range(currency)).get(currency));
    }

    /** Folds the fees that the caller names, or the oldest. */
    ResponseEntity<Written> fold(Write write) {
        return submissions.submit(write, FUNCTION, AccountCommand.FoldTreasury.class, choice);
    }

    private List<String> oldest(AccountCommand.FoldTreasury unnamed) {
        return of(unnamed.currency(), MAX_FOLDS).stream().map(TreasuryFee::id).toList();
    }
}
