package org.stemma.gateway.governance;

import java.util.Comparator;
import java.util.List;
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

    /** The fees that were not folded, oldest first; of very many, those that the books list first. */
    List<TreasuryFee> of(CurrencyCode currency) {
        return readModel.list(Drawer.TREASURY_FEE, TreasuryFee.class, Drawer.TREASURY_FEE.range(currency)).stream()
                .sorted(Comparator.comparing(TreasuryFee::at).thenComparing(TreasuryFee::id))
                .toList();
    }

    /** Folds the fees that the caller names, or the oldest. */
    ResponseEntity<Written> fold(Write write) {
        return submissions.submit(write, FUNCTION, AccountCommand.FoldTreasury.class, choice);
    }

    private List<String> oldest(AccountCommand.FoldTreasury unnamed) {
        return of(unnamed.currency()).stream()
                .limit(MAX_FOLDS)
                .map(TreasuryFee::id)
                .toList();
    }
}
