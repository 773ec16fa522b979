package org.stemma.gateway.royalty;

import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.stemma.api.AssetId;
import org.stemma.api.CurrencyCode;
import org.stemma.api.Drawer;
import org.stemma.api.royalty.Pool;
import org.stemma.api.royalty.RoyaltyCommand;
import org.stemma.api.share.Holding;
import org.stemma.gateway.readmodel.ReadModel;
import org.stemma.gateway.web.Choice;
import org.stemma.gateway.web.Submissions;
import org.stemma.gateway.web.Write;
import org.stemma.gateway.web.Written;

/** Claims of a holder; where the caller names no entry, as many as there are, up to what one claim may take. */
@Component
class ShareClaims {
    private static final String FUNCTION = "royalty:claimShares";
    private static final long MAX_ENTRIES = 100;

    private final ReadModel readModel;
    private final Submissions submissions;
    private final Choice<RoyaltyCommand.ClaimShares> choice =
            new Choice<>("through", 0L, RoyaltyCommand.ClaimShares::through, this::through);

    ShareClaims(ReadModel readModel, Submissions submissions) {
        this.readModel = readModel;
        this.submissions = submissions;
    }

    ResponseEntity<Written> claim(Write write) {
        return submissions.submit(write, FUNCTION, RoyaltyCommand.ClaimShares.class, choice);
    }

    private long through(RoyaltyCommand.ClaimShares claim) {
        long claimed = readModel
                .find(Drawer.HOLDING, Holding.class, claim.asset(), claim.holderId())
                .map(holding -> holding.position(claim.currency()).entry())
                .orElse(0L);
        return Math.min(entries(claim.asset(), claim.currency()), claimed + MAX_ENTRIES);
    }

    private long entries(AssetId asset, CurrencyCode currency) {
        return readModel
                .find(Drawer.POOL, Pool.class, asset, currency)
                .map(Pool::entries)
                .orElse(0L);
    }
}
