package org.stemma.api.share;

import java.time.Instant;
import java.util.Optional;
import org.stemma.api.AssetId;
import org.stemma.api.Digest;
import org.stemma.api.Made;
import org.stemma.api.Money;
import org.stemma.api.OrgId;
import org.stemma.api.PartyId;
import org.stemma.api.SaleId;
import org.stemma.api.WalletId;

/**
 * Units that a holder has promised against a price. They lie in escrow from the promise on, so keeping it needs no further
 * consent of the seller.
 *
 * @param wallet where the price goes
 * @param buyer the only party that may buy; absent means any
 */
public record Sale(
        SaleId id,
        AssetId asset,
        PartyId seller,
        OrgId organisation,
        long units,
        Money price,
        WalletId wallet,
        Optional<PartyId> buyer,
        State state,
        Instant at,
        Digest command)
        implements Made {
    public enum State {
        OPEN,
        SOLD,
        CANCELLED
    }
}
