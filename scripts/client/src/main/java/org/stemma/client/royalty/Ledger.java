package org.stemma.client.royalty;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.stemma.api.AssetId;
import org.stemma.api.CurrencyCode;
import org.stemma.api.PartyId;
import org.stemma.api.account.Receipt;
import org.stemma.api.asset.Asset;
import org.stemma.api.asset.AssetVersion;
import org.stemma.api.kernel.Charter;
import org.stemma.api.royalty.Payable;
import org.stemma.api.royalty.PoolEntry;
import org.stemma.api.royalty.Settlement;
import org.stemma.api.share.Holding;

/** The public reads that a recomputation needs. */
public interface Ledger {
    Charter charter();

    /** What is owned, and by whom: the party that the rest of a waterfall goes to where there are no shares. */
    record Owned(AssetId id, String name, PartyId owner, Optional<Asset.Shares> shares) {}

    List<Owned> assets();

    AssetVersion version(AssetId asset, long number);

    List<Receipt> receipts(AssetId asset);

    List<Settlement> settlements(AssetId asset);

    List<Holding> holdings(AssetId asset);

    /** The entries of an asset's share pool, in the order of their numbers. */
    List<PoolEntry> entries(AssetId asset, CurrencyCode currency);

    /** What the pool's last division left. */
    BigInteger carry(AssetId asset, CurrencyCode currency);

    /** What settlements made for the parties that the reader may see, claimed or not. */
    List<Payable> payables();

    /** Whose payables the reader may not see: nothing is compared for them. */
    List<String> hidden();
}
