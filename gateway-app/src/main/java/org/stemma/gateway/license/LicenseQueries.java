package org.stemma.gateway.license;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.stereotype.Component;
import org.stemma.api.AssetId;
import org.stemma.api.Digest;
import org.stemma.api.Drawer;
import org.stemma.api.GrantId;
import org.stemma.api.OrgId;
import org.stemma.api.PartyId;
import org.stemma.api.Refused;
import org.stemma.api.account.Lane;
import org.stemma.api.account.Purse;
import org.stemma.api.asset.Asset;
import org.stemma.api.license.Grant;
import org.stemma.api.license.LicenseRefusal;
import org.stemma.api.license.Terms;
import org.stemma.gateway.GatewayRefusal;
import org.stemma.gateway.ledger.Caller;
import org.stemma.gateway.readmodel.IndexedFields;
import org.stemma.gateway.readmodel.Page;
import org.stemma.gateway.readmodel.ReadModel;
import org.stemma.gateway.web.Paging;
import org.stemma.gateway.web.Visibility;

/** Grants and terms, as REST and pages show them. A grant is the business of its licensee and its licensor. */
@Component
class LicenseQueries {
    private static final int MAX_LANES = 64;

    private final ReadModel readModel;

    LicenseQueries(ReadModel readModel) {
        this.readModel = readModel;
    }

    Page<GrantView> grants(Caller caller, Optional<AssetId> asset, Optional<PartyId> licensee, Paging paging) {
        Map<String, String> fields = new TreeMap<>(
                Map.of(IndexedFields.ORGANISATION, caller.organisation().value()));
        asset.ifPresent(id -> fields.put(IndexedFields.ASSET, id.value()));
        licensee.ifPresent(id -> fields.put(IndexedFields.LICENSEE, id.value()));
        return readModel
                .scan(Drawer.GRANT, Grant.class, Drawer.GRANT.range(), fields, paging.after(), paging.limit())
                .map(this::view);
    }

    GrantView grant(Caller caller, GrantId id) {
        Grant grant = readModel
                .find(Drawer.GRANT, Grant.class, id)
                .orElseThrow(() -> Refused.because(LicenseRefusal.GRANT_UNKNOWN, "grant", id));
        OrgId licensor = readModel
                .find(Drawer.ASSET, Asset.class, grant.asset())
                .map(Asset::organisation)
                .orElse(grant.organisation());
        Visibility.mustConcern(caller, id, grant.organisation(), licensor);
        return view(grant);
    }

    private GrantView view(Grant grant) {
        List<Lane> lanes = readModel
                .scan(Drawer.LANE, Lane.class, Drawer.LANE.range(grant.id()), Optional.empty(), MAX_LANES)
                .items();
        return GrantView.of(grant, readModel.find(Drawer.PURSE, Purse.class, grant.id()), lanes);
    }

    Terms terms(Digest id) {
        return readModel
                .find(Drawer.TERMS, Terms.class, id)
                .orElseThrow(() -> Refused.because(GatewayRefusal.NOT_FOUND, "terms", id));
    }
}
