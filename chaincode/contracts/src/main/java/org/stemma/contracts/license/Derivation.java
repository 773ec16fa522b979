package org.stemma.contracts.license;

import java.util.List;
import org.stemma.api.PartyId;
import org.stemma.api.Ppm;
import org.stemma.api.Refused;
import org.stemma.api.asset.Asset;
import org.stemma.api.asset.AssetLimits;
import org.stemma.api.asset.AssetRefusal;
import org.stemma.api.asset.AssetVersion;
import org.stemma.api.license.Grant;
import org.stemma.api.license.Terms;
import org.stemma.contracts.asset.AssetBook;
import org.stemma.contracts.asset.AssetRules;
import org.stemma.contracts.kernel.Tx;

/** Whether an owner may make something from others' assets: each parent under an active grant, at the share it names. */
final class Derivation {
    private final Tx tx;
    private final AssetBook assets;
    private final LicenseBook licenses;

    Derivation(Tx tx) {
        this.tx = tx;
        this.assets = new AssetBook(tx);
        this.licenses = new LicenseBook(tx);
    }

    List<AssetRules.Origin> origins(Asset.Kind kind, PartyId owner, List<AssetVersion.Parent> parents) {
        Refused.unless(
                parents.size() <= AssetLimits.MAX_PARENTS,
                AssetRefusal.TOO_MANY_PARENTS,
                "asked",
                parents.size(),
                "allowed",
                AssetLimits.MAX_PARENTS);
        return parents.stream().map(parent -> origin(kind, owner, parent)).toList();
    }

    private AssetRules.Origin origin(Asset.Kind kind, PartyId owner, AssetVersion.Parent parent) {
        Asset asset = assets.asset(parent.asset());
        assets.mustBeListed(asset.id());
        AssetVersion version = assets.version(asset, parent.version());
        Grant grant = licenses.grant(parent.grant());
        Terms terms = licenses.terms(grant.terms());
        // A model that is made from a model is tuned from it; whatever is made from data is trained on it.
        boolean fineTune = kind == Asset.Kind.MODEL && asset.kind() == Asset.Kind.MODEL;
        Ppm share = LicenseRules.mustAllowDerivation(
                grant, terms, parent.asset(), parent.version(), owner, fineTune, tx.now());
        return new AssetRules.Origin(parent, share, version);
    }
}
