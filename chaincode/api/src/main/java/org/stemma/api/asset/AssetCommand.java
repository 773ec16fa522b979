package org.stemma.api.asset;

import java.util.List;
import org.stemma.api.AssetId;
import org.stemma.api.Command;
import org.stemma.api.PartyId;
import org.stemma.api.RequestId;

/** What can be asked of the asset room. What is derived from other assets is registered through the license room. */
public sealed interface AssetCommand extends Command {
    /** Registers an asset with its first version, made from nothing else on the ledger. Role: owner. */
    record Register(
            RequestId request,
            Asset.Kind kind,
            String name,
            PartyId owner,
            AssetVersion.Content content,
            List<AssetVersion.Contributor> contributors)
            implements AssetCommand {}

    /** Adds a version that is made from nothing else on the ledger. Role: owner. */
    record AddVersion(
            RequestId request, AssetId asset, AssetVersion.Content content, List<AssetVersion.Contributor> contributors)
            implements AssetCommand {}
}
