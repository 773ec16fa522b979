package org.stemma.gateway.share;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.stereotype.Component;
import org.stemma.api.AssetId;
import org.stemma.api.Drawer;
import org.stemma.api.PartyId;
import org.stemma.api.Refused;
import org.stemma.api.SaleId;
import org.stemma.api.share.Holding;
import org.stemma.api.share.Sale;
import org.stemma.api.share.ShareRefusal;
import org.stemma.gateway.readmodel.IndexedFields;
import org.stemma.gateway.readmodel.Page;
import org.stemma.gateway.readmodel.ReadModel;
import org.stemma.gateway.web.Paging;

/** Who holds what, and what is offered, as REST and pages show it. */
@Component
class ShareQueries {
    private final ReadModel readModel;

    ShareQueries(ReadModel readModel) {
        this.readModel = readModel;
    }

    Page<HoldingView> holdings(AssetId asset, Paging paging) {
        return readModel
                .scan(Drawer.HOLDING, Holding.class, Drawer.HOLDING.range(asset), paging.after(), paging.limit())
                .map(HoldingView::of);
    }

    Page<HoldingView> holdings(PartyId party, Paging paging) {
        return readModel
                .scan(
                        Drawer.HOLDING,
                        Holding.class,
                        Drawer.HOLDING.range(),
                        Map.of(IndexedFields.PARTY, party.value()),
                        paging.after(),
                        paging.limit())
                .map(HoldingView::of);
    }

    Page<Sale> sales(Optional<AssetId> asset, Optional<Sale.State> state, Paging paging) {
        Map<String, String> fields = new TreeMap<>();
        asset.ifPresent(id -> fields.put(IndexedFields.ASSET, id.value()));
        state.ifPresent(one -> fields.put(IndexedFields.STATE, IndexedFields.word(one)));
        return readModel.scan(Drawer.SALE, Sale.class, Drawer.SALE.range(), fields, paging.after(), paging.limit());
    }

    Sale sale(SaleId id) {
        return readModel
                .find(Drawer.SALE, Sale.class, id)
                .orElseThrow(() -> Refused.because(ShareRefusal.SALE_UNKNOWN, "sale", id));
    }
}
