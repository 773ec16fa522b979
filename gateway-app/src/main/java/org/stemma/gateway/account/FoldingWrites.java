package org.stemma.gateway.account;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.stemma.api.Command;
import org.stemma.api.WalletId;
import org.stemma.gateway.web.Submissions;
import org.stemma.gateway.web.Write;
import org.stemma.gateway.web.Written;

/** Writes that spend from a wallet: each attempt names the credits that it folds as they are then. */
@Component
public class FoldingWrites {
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
        return submissions.submit(write, function, plain, attempt -> spends.map(
                        id -> write.with("folds", List.copyOf(folds.of(id))).command(type))
                .orElse(plain));
    }
}
