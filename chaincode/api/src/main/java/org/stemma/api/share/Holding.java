package org.stemma.api.share;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.stemma.api.AssetId;
import org.stemma.api.CurrencyCode;
import org.stemma.api.Document;
import org.stemma.api.OrgId;
import org.stemma.api.PartyId;

/**
 * What a holder has of an asset's shares: how many units at the end of which period, and up to where it has claimed.
 *
 * @param holder the party; or the sale in whose escrow the units lie, on the seller's account until it is over
 * @param party whose money the claims are
 * @param checkpoints in ascending periods; the units hold from the end of that period until the next
 * @param version counts its changes
 * @param membership the membership version under which its key policy was written
 */
public record Holding(
        AssetId asset,
        String holder,
        PartyId party,
        OrgId organisation,
        List<Checkpoint> checkpoints,
        Map<CurrencyCode, Position> positions,
        long version,
        long membership)
        implements Document {
    /** The most checkpoints of a holding: one per period in which it changed. */
    public static final int MAX_CHECKPOINTS = 1000;

    public record Checkpoint(long period, long units) {}

    /**
     * Up to which entry of the share pool the holder has claimed, and what the last division left.
     *
     * @param remainder in 10^-18 of a nano
     */
    public record Position(long entry, BigInteger remainder) {
        static final Position START = new Position(0, BigInteger.ZERO);
    }

    /** Whether these units lie in a sale's escrow. */
    public boolean isEscrow() {
        return !holder.equals(party.value());
    }

    /** Up to where the holder has claimed in a currency. */
    public Position position(CurrencyCode currency) {
        return positions.getOrDefault(currency, Position.START);
    }

    /** The units at the end of a period. */
    public long unitsAt(long period) {
        long units = 0;
        for (Checkpoint checkpoint : checkpoints) {
            if (checkpoint.period() > period) {
                break;
            }
            units = checkpoint.units();
        }
        return units;
    }

    /** The units by the newest checkpoint. */
    public long units() {
        return checkpoints.isEmpty()
                ? 0
                : checkpoints.get(checkpoints.size() - 1).units();
    }

    public long lastPeriod() {
        return checkpoints.isEmpty()
                ? 0
                : checkpoints.get(checkpoints.size() - 1).period();
    }
}
