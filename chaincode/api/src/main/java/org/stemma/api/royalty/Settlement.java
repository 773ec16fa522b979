package org.stemma.api.royalty;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.stemma.api.AssetId;
import org.stemma.api.CurrencyCode;
import org.stemma.api.Document;
import org.stemma.api.PartyId;
import org.stemma.api.Ppm;
import org.stemma.api.account.Receipt;

/**
 * The settlement of an asset's period: first folding its receipts into exact sums, then paid once, with the proportions
 * that were applied.
 *
 * @param cursor the last receipt that was folded
 * @param applied one per group, in the groups' order, once paid
 */
public record Settlement(
        AssetId asset,
        long period,
        State state,
        long receipts,
        Optional<String> cursor,
        List<Group> groups,
        List<Applied> applied)
        implements Document {
    public enum State {
        FOLDING,
        PAID
    }

    /** Receipts that are settled alike. */
    public record Group(
            long usagePeriod,
            long version,
            Receipt.Kind kind,
            boolean outside,
            CurrencyCode currency,
            BigInteger grossNano,
            long receipts) {}

    /**
     * How a group's gross was divided: parts in nano that sum to it. What is left after all shares goes to the holders
     * (poolNano) where units existed at the end of the usage period, else to the owner.
     */
    public record Applied(
            long grossNano,
            Ppm treasuryFee,
            long treasuryNano,
            List<Upstream> upstream,
            List<Share> contributors,
            Optional<Long> poolNano,
            PartyId owner,
            long ownerNano) {
        /** What the holders get together. */
        public long pooled() {
            return poolNano.orElse(0L);
        }
    }

    public record Upstream(AssetId asset, long version, Ppm share, long nano) {}

    public record Share(PartyId party, String role, Ppm share, long nano) {}
}
