package org.stemma.gateway.royalty;

import java.util.List;
import java.util.Optional;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.stemma.api.CurrencyCode;
import org.stemma.api.Drawer;
import org.stemma.api.account.Wallet;
import org.stemma.api.royalty.Payable;
import org.stemma.api.royalty.RoyaltyCommand;
import org.stemma.gateway.readmodel.ReadModel;
import org.stemma.gateway.web.Choice;
import org.stemma.gateway.web.Submissions;
import org.stemma.gateway.web.Write;
import org.stemma.gateway.web.Written;

/** Claims; where the caller names no payables, the oldest 50 of the wallet's currency. */
@Component
class Claims {
    private static final String FUNCTION = "royalty:claim";
    private static final int MAX_PAYABLES = 50;

    private final ReadModel readModel;
    private final Submissions submissions;
    private final Choice<RoyaltyCommand.Claim> choice =
            new Choice<>("payables", List.of(), RoyaltyCommand.Claim::payables, this::oldest);

    Claims(ReadModel readModel, Submissions submissions) {
        this.readModel = readModel;
        this.submissions = submissions;
    }

    ResponseEntity<Written> claim(Write write) {
        return submissions.submit(write, FUNCTION, RoyaltyCommand.Claim.class, choice);
    }

    private List<String> oldest(RoyaltyCommand.Claim claim) {
        Optional<CurrencyCode> currency = readModel
                .find(Drawer.WALLET, Wallet.class, claim.wallet())
                .map(wallet -> wallet.balance().currency());
        return readModel.oldest(Payable.class, Drawer.PAYABLE.range(claim.party()), currency, MAX_PAYABLES).stream()
                .map(Payable::id)
                .toList();
    }
}
