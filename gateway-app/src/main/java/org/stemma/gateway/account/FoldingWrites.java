package org.stemma.gateway.account;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.stemma.api.Command;
import org.stemma.api.Digest;
import org.stemma.api.RequestId;
import org.stemma.api.WalletId;
import org.stemma.api.account.AccountCommand;
import org.stemma.api.account.AccountRefusal;
import org.stemma.gateway.ledger.Attempt;
import org.stemma.gateway.ledger.LedgerRefused;
import org.stemma.gateway.web.Submissions;
import org.stemma.gateway.web.Write;
import org.stemma.gateway.web.Written;

/**
 * Writes that spend from a wallet: each attempt names the credits that it folds as they are then. A spend that needs more
 * of them than one command folds has the others folded first.
 */
@Component
public class FoldingWrites {
    /** Folds before a spend: of two thousand credits. More take a fold of the holder's own, and what is left is told. */
    private static final int MOST_ROUNDS = 40;

    private final Submissions submissions;
    private final Folds folds;

    public FoldingWrites(Submissions submissions, Folds folds) {
        this.submissions = submissions;
        this.folds = folds;
    }

    /** Submits the write's command, with the credits of the wallet that it spends from, if any. */
    public <C extends Command> ResponseEntity<Written> submit(
            Write write, String function, Class<C> type, Function<C, Optional<WalletId>> wallet) {
        C plain = write.with("folds", List.of()).command(type);
        Optional<WalletId> spends = wallet.apply(plain);
        Function<Attempt, C> renewed = attempt -> spends.map(
                        id -> write.with("folds", List.copyOf(folds.of(id))).command(type))
                .orElse(plain);
        try {
            return submissions.submit(write, function, plain, renewed);
        } catch (LedgerRefused e) {
            if (!e.code().equals(AccountRefusal.FUNDS_SHORT.code())
                    || spends.isEmpty()
                    || !foldFirst(write, spends.get())) {
                throw e;
            }
            return submissions.submit(write, function, plain, renewed);
        }
    }

    /** Whether credits were folded that one spend does not reach: what a reader is told is available can be spent. */
    private boolean foldFirst(Write write, WalletId wallet) {
        int rounds = 0;
        while (rounds < MOST_ROUNDS
                && folds.waiting(wallet).filter(Folds::isBeyondOne).isPresent()) {
            List<String> oldest = folds.of(wallet);
            // The credits that are folded name the request: another spend of the same moment folds them once.
            Digest named = Digest.of(wallet + " " + String.join(" ", oldest));
            RequestId request = new RequestId("fold-" + named.hex().substring(0, 32));
            AccountCommand.FoldCredits fold = new AccountCommand.FoldCredits(request, wallet, oldest);
            submissions.submit(write.caller(), "account:foldCredits", fold, attempt -> fold);
            rounds++;
        }
        return rounds > 0;
    }
}
