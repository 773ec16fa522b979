package org.stemma.gateway.asset;

import java.util.List;
import java.util.Optional;
import org.stemma.api.AssetId;
import org.stemma.api.OrgId;
import org.stemma.api.PartyId;
import org.stemma.api.asset.Asset;
import org.stemma.api.asset.AssetVersion;
import org.stemma.api.kernel.Order;

/**
 * An asset's head with its newest version and standing.
 *
 * @param standing listed, unless an order says otherwise
 */
record AssetView(
        AssetId id,
        Asset.Kind kind,
        String name,
        PartyId owner,
        OrgId organisation,
        Order.Standing standing,
        List<Asset.VersionRef> versions,
        List<Asset.Offer> offers,
        Optional<Asset.Shares> shares,
        long changes,
        Optional<AssetVersion> latest) {}
