package org.stemma.gateway.governance;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.stemma.api.Codec;
import org.stemma.api.CurrencyCode;
import org.stemma.api.Drawer;
import org.stemma.api.account.AccountCommand;
import org.stemma.api.account.TreasuryFee;
import org.stemma.gateway.readmodel.Page;
import org.stemma.gateway.readmodel.ReadModel;
import org.stemma.gateway.web.Submissions;
import org.stemma.gateway.web.Write;
import org.stemma.gateway.web.Written;

/** Fees that settlements put beside the treasury, and their folding: the oldest first. */
@Component
class TreasuryFees {
    private static final String FUNCTION = "account:foldTreasury";

    /** The most fees that the ledger folds in one transaction. */
    private static final int MAX_FOLDS = 50;

    private static final int PAGE = 200;
    private static final int MAX_PAGES = 50;

    private final ReadModel readModel;
    private final Submissions submissions;

    TreasuryFees(ReadModel readModel, Submissions submissions) {
        this.readModel = readModel;
        this.submissions = submissions;
    }

    /** The fees that were not folded, oldest first; of very many, those that the books list first. */
    List<TreasuryFee> of(CurrencyCode currency) {
        List<TreasuryFee> fees = new ArrayList<>();
        Optional<String> after = Optional.empty();
        for (int page = 0; page < MAX_PAGES; page++) {
            Page<TreasuryFee> found = readModel.scan(
                    Drawer.TREASURY_FEE, TreasuryFee.class, Drawer.TREASURY_FEE.range(currency), after, PAGE);
            fees.addAll(found.items());
            after = found.next();
            if (after.isEmpty()) {
                break;
            }
        }
        fees.sort(Comparator.comparing(TreasuryFee::at).thenComparing(TreasuryFee::id));
        return fees;
    }

    /** Folds the fees that the caller names, or the oldest. */
    ResponseEntity<Written> fold(Write write) {
        if (write.has("fees")) {
            return submissions.submit(write, FUNCTION, AccountCommand.FoldTreasury.class);
        }
        AccountCommand.FoldTreasury unnamed = write.with("fees", List.of()).command(AccountCommand.FoldTreasury.class);
        // Asked again, the same fees are meant, which are no longer there.
        List<String> named = before(write).orElseGet(() -> oldest(unnamed.currency()));
        return submissions.submit(write.with("fees", named), FUNCTION, AccountCommand.FoldTreasury.class);
    }

    private List<String> oldest(CurrencyCode currency) {
        return of(currency).stream().limit(MAX_FOLDS).map(TreasuryFee::id).toList();
    }

    private Optional<List<String>> before(Write write) {
        return readModel
                .request(
                        FUNCTION,
                        write.caller().organisation().value(),
                        write.caller().name(),
                        write.request().value())
                .flatMap(row -> row.command())
                .map(json ->
                        Codec.decode(json, AccountCommand.FoldTreasury.class).fees());
    }
}
