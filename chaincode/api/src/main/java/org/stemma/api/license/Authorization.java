package org.stemma.api.license;

import java.util.Optional;
import org.stemma.api.AssetId;
import org.stemma.api.Document;
import org.stemma.api.GrantId;
import org.stemma.api.MeterId;
import org.stemma.api.Money;

/**
 * What a grant still allows, as its meter asks before a model runs.
 *
 * @param unitsLeft of the quota; absent means no limit
 * @param funds what lane and purse hold
 */
public record Authorization(
        GrantId grant,
        AssetId asset,
        long version,
        MeterId meter,
        Terms.Price price,
        Optional<Long> unitsLeft,
        Optional<Money> funds,
        Optional<java.time.Instant> validUntil)
        implements Document {
    /** What is asked: may this be done under the grant, for this purpose and up to so many units? */
    public record Question(
            GrantId grant, AssetId asset, MeterId meter, Terms.Action action, Terms.Purpose purpose, long units)
            implements Document {}
}
