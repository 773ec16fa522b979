package org.stemma.api.royalty;

import java.time.Instant;
import org.stemma.api.AssetId;
import org.stemma.api.Document;
import org.stemma.api.Money;
import org.stemma.api.PartyId;

/**
 * What a settlement owes a party until it claims.
 *
 * @param id {@code TXID.N}
 * @param group the index of the settlement's group that it comes from
 */
public record Payable(
        String id, PartyId party, AssetId asset, long period, int group, Reason reason, Money amount, Instant at)
        implements Document {
    public enum Reason {
        CONTRIBUTOR,
        OWNER
    }
}
