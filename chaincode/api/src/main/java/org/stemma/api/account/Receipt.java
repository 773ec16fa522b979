package org.stemma.api.account;

import java.time.Instant;
import java.util.Optional;
import org.stemma.api.AssetId;
import org.stemma.api.Document;
import org.stemma.api.GrantId;
import org.stemma.api.Money;

/**
 * A payment that is due to an asset. Append-only; settled with its period.
 *
 * @param id {@code TXID.N}; N counts within the transaction
 * @param version the asset's version that earned it
 * @param period of the transaction's timestamp
 * @param usagePeriod the period in which it was earned, never later than {@code period}
 * @param outside whether it came from a licensee: only then it bears the treasury fee and absolute upstream shares
 * @param source of a payment from a settlement: the asset and period that were settled
 */
public record Receipt(
        String id,
        AssetId asset,
        long version,
        long period,
        long usagePeriod,
        Kind kind,
        Money gross,
        boolean outside,
        Optional<GrantId> grant,
        Optional<String> source,
        Instant at)
        implements Document {
    public enum Kind {
        LICENSE_FEE,
        USAGE,
        UPSTREAM
    }
}
