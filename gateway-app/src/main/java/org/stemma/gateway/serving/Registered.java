package org.stemma.gateway.serving;

import org.stemma.api.AssetId;
import org.stemma.api.Digest;
import org.stemma.api.Drawer;
import org.stemma.api.Refused;
import org.stemma.api.asset.Asset;
import org.stemma.api.asset.AssetRefusal;
import org.stemma.api.asset.AssetVersion;
import org.stemma.gateway.readmodel.ReadModel;

/** Assets and versions as the ledger registered them; a version counts only as its asset's head names it. */
final class Registered {
    private final ReadModel readModel;

    Registered(ReadModel readModel) {
        this.readModel = readModel;
    }

    Asset asset(AssetId id) {
        return readModel
                .find(Drawer.ASSET, Asset.class, id)
                .orElseThrow(() -> Refused.because(AssetRefusal.UNKNOWN, "asset", id));
    }

    AssetVersion version(Artifacts.Version wanted) {
        Asset asset = asset(wanted.asset());
        return asset.version(wanted.number())
                .flatMap(named -> readModel
                        .find(Drawer.ASSET_VERSION, AssetVersion.class, wanted.asset(), wanted.number())
                        .filter(version -> Digest.of(version).equals(named.digest())))
                .orElseThrow(() -> Refused.because(
                        AssetRefusal.VERSION_UNKNOWN, "asset", wanted.asset(), "version", wanted.number()));
    }
}
