package org.stemma.gateway.share;

import java.util.List;
import java.util.Map;
import org.stemma.api.AssetId;
import org.stemma.api.CurrencyCode;
import org.stemma.api.OrgId;
import org.stemma.api.PartyId;
import org.stemma.api.share.Holding;

/**
 * A holding as the ledger has it, with what follows from it.
 *
 * @param holder the party, or the sale in whose escrow the units lie
 * @param units what it has by now
 */
record HoldingView(
        AssetId asset,
        String holder,
        PartyId party,
        OrgId organisation,
        boolean escrow,
        long units,
        List<Holding.Checkpoint> checkpoints,
        Map<CurrencyCode, Holding.Position> positions,
        long version,
        long membership) {
    static HoldingView of(Holding holding) {
        return new HoldingView(
                holding.asset(),
                holding.holder(),
                holding.party(),
                holding.organisation(),
                holding.isEscrow(),
                holding.units(),
                holding.checkpoints(),
                holding.positions(),
                holding.version(),
                holding.membership());
    }
}
