package org.stemma.api.royalty;

import java.time.Instant;
import java.util.Optional;
import org.stemma.api.AssetId;
import org.stemma.api.Document;
import org.stemma.api.Money;
import org.stemma.api.PartyId;
import org.stemma.api.ProposalId;

/**
 * What a settlement or the treasury owes a party until it claims.
 *
 * @param id {@code TXID.N}
 * @param asset whose settlement owes it; absent if the treasury does
 * @param period the period that was settled, or in which the treasury paid
 * @param group the index of the settlement's group that it comes from
 * @param proposal which decided that the treasury pays
 */
public record Payable(
        String id,
        PartyId party,
        Optional<AssetId> asset,
        long period,
        Optional<Integer> group,
        Optional<ProposalId> proposal,
        Reason reason,
        Money amount,
        Instant at)
        implements Document {
    public enum Reason {
        CONTRIBUTOR,
        OWNER,
        TREASURY
    }
}
