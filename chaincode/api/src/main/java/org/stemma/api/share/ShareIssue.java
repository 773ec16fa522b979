package org.stemma.api.share;

import java.time.Instant;
import org.stemma.api.AssetId;
import org.stemma.api.Digest;
import org.stemma.api.Made;
import org.stemma.api.OrgId;

/**
 * The one issue of an asset's shares: its number of units never changes.
 *
 * @param fromPeriod the first usage period whose royalties go to the holders
 */
public record ShareIssue(
        AssetId asset, OrgId organisation, long units, long fromPeriod, Instant at, long membership, Digest command)
        implements Made {}
