package org.stemma.gateway.asset;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.springframework.stereotype.Component;
import org.stemma.api.AssetId;
import org.stemma.api.Drawer;
import org.stemma.api.PartyId;
import org.stemma.api.Refused;
import org.stemma.api.asset.Asset;
import org.stemma.api.asset.AssetRefusal;
import org.stemma.api.asset.AssetVersion;
import org.stemma.api.kernel.Charter;
import org.stemma.api.kernel.Order;
import org.stemma.gateway.readmodel.IndexedFields;
import org.stemma.gateway.readmodel.Page;
import org.stemma.gateway.readmodel.ReadModel;
import org.stemma.gateway.web.Paging;

/** The catalogue, as REST and pages show it. */
@Component
class AssetQueries {
    private final ReadModel readModel;

    AssetQueries(ReadModel readModel) {
        this.readModel = readModel;
    }

    Page<AssetView> assets(Optional<Asset.Kind> kind, Optional<PartyId> owner, Paging paging) {
        Map<String, String> fields = new TreeMap<>();
        kind.ifPresent(one -> fields.put(IndexedFields.KIND, IndexedFields.word(one)));
        owner.ifPresent(id -> fields.put(IndexedFields.OWNER, id.value()));
        return readModel
                .scan(Drawer.ASSET, Asset.class, Drawer.ASSET.range(), fields, paging.after(), paging.limit())
                .map(viewing());
    }

    AssetView asset(AssetId id) {
        return viewing().apply(head(id));
    }

    private Asset head(AssetId id) {
        return readModel
                .find(Drawer.ASSET, Asset.class, id)
                .orElseThrow(() -> Refused.because(AssetRefusal.UNKNOWN, "asset", id));
    }

    AssetVersion version(AssetId id, long number) {
        Asset asset = head(id);
        return find(asset.id(), number)
                .orElseThrow(() -> Refused.because(AssetRefusal.VERSION_UNKNOWN, "asset", id, "version", number));
    }

    /** Of the orders only those are read that the charter names: one that it does not name is none. */
    private Function<Asset, AssetView> viewing() {
        Optional<Charter> charter = readModel.find(Drawer.CHARTER, Charter.class);
        return asset -> view(
                asset,
                charter.filter(found -> found.orders("asset/" + asset.id()))
                        .flatMap(found -> readModel.find(Drawer.ORDER, Order.class, "asset", asset.id()))
                        .map(Order::standing)
                        .orElse(Order.Standing.LISTED));
    }

    private AssetView view(Asset asset, Order.Standing standing) {
        Optional<AssetVersion> latest = asset.versions().isEmpty()
                ? Optional.empty()
                : find(
                        asset.id(),
                        asset.versions().get(asset.versions().size() - 1).number());
        return new AssetView(
                asset.id(),
                asset.kind(),
                asset.name(),
                asset.owner(),
                asset.organisation(),
                standing,
                asset.versions(),
                asset.offers(),
                asset.shares(),
                asset.changes(),
                latest);
    }

    private Optional<AssetVersion> find(AssetId asset, long number) {
        return readModel.find(Drawer.ASSET_VERSION, AssetVersion.class, asset, number);
    }
}
