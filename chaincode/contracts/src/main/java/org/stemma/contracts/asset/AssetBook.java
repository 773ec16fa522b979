package org.stemma.contracts.asset;

import java.util.Optional;
import org.stemma.api.AssetId;
import org.stemma.api.Digest;
import org.stemma.api.Drawer;
import org.stemma.api.Refused;
import org.stemma.api.asset.Asset;
import org.stemma.api.asset.AssetRefusal;
import org.stemma.api.asset.AssetVersion;
import org.stemma.api.kernel.Order;
import org.stemma.contracts.kernel.KeyPolicies;
import org.stemma.contracts.kernel.Session;
import org.stemma.contracts.kernel.Tx;

/** The asset room's drawers. A head carries its owner's policy from its first write; a version is trusted by its digest. */
public final class AssetBook {
    private final Tx tx;
    private final Session session;

    public AssetBook(Tx tx) {
        this.tx = tx;
        this.session = tx.session();
    }

    public static String keyOf(AssetId id) {
        return Drawer.ASSET.key(id);
    }

    public Optional<Asset> find(AssetId id) {
        return session.find(Drawer.ASSET, Asset.class, id);
    }

    public Asset asset(AssetId id) {
        return find(id).orElseThrow(() -> Refused.because(AssetRefusal.UNKNOWN, "asset", id));
    }

    /** An asset of the caller's organisation. */
    public Asset ownAsset(AssetId id) {
        Asset asset = asset(id);
        Refused.unless(
                asset.organisation().equals(tx.caller().organisation()),
                AssetRefusal.FOREIGN,
                "asset",
                id,
                "organisation",
                asset.organisation());
        return asset;
    }

    /** Refuses unless no order keeps the asset from being sold or used. */
    public void mustBeListed(AssetId id) {
        Order.Standing standing = tx.order("asset", id).map(Order::standing).orElse(Order.Standing.LISTED);
        Refused.unless(standing == Order.Standing.LISTED, AssetRefusal.NOT_LISTED, "asset", id, "standing", standing);
    }

    /** The head's word for a version, which is enough to know that it exists. Refuses a version that it does not name. */
    public static Asset.VersionRef mustHave(Asset asset, long number) {
        return asset.version(number)
                .orElseThrow(
                        () -> Refused.because(AssetRefusal.VERSION_UNKNOWN, "asset", asset.id(), "version", number));
    }

    /** A version that the head names, as the head's digest proves. */
    public AssetVersion version(Asset asset, long number) {
        Asset.VersionRef reference = mustHave(asset, number);
        AssetVersion version = session.find(Drawer.ASSET_VERSION, AssetVersion.class, asset.id(), number)
                .orElseThrow();
        if (!Digest.of(version).equals(reference.digest())) {
            throw new IllegalStateException("version " + number + " of " + asset.id() + " is not what its head names");
        }
        return version;
    }

    void save(AssetVersion version) {
        session.save(Drawer.ASSET_VERSION, version, version.asset(), version.number());
    }

    /** Saves the head; its policy is written when it is new or was written for other members. */
    public void save(Asset asset) {
        long membership = tx.charter().membership().version();
        boolean old = asset.membership() != membership;
        session.save(Drawer.ASSET, old ? AssetRules.underMembership(asset, membership) : asset, asset.id());
        if (old || asset.changes() == 1) {
            session.guard(
                    Drawer.ASSET,
                    KeyPolicies.ownerAndOthers(
                            asset.organisation(), tx.charter().membership()),
                    asset.id());
        }
    }
}
