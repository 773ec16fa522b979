package org.stemma.gateway.royalty;

import org.springframework.stereotype.Component;
import org.stemma.api.AssetId;
import org.stemma.api.CurrencyCode;
import org.stemma.api.Drawer;
import org.stemma.api.PartyId;
import org.stemma.api.Refused;
import org.stemma.api.royalty.Payable;
import org.stemma.api.royalty.Pool;
import org.stemma.api.royalty.PoolEntry;
import org.stemma.api.royalty.Settlement;
import org.stemma.gateway.GatewayRefusal;
import org.stemma.gateway.ledger.Caller;
import org.stemma.gateway.member.MemberQueries;
import org.stemma.gateway.readmodel.Page;
import org.stemma.gateway.readmodel.ReadModel;
import org.stemma.gateway.web.Paging;
import org.stemma.gateway.web.Visibility;

/** Settlements, what they owe, and share pools, as REST and pages show them. Payables are the business of their party. */
@Component
class RoyaltyQueries {
    private final ReadModel readModel;
    private final MemberQueries members;

    RoyaltyQueries(ReadModel readModel, MemberQueries members) {
        this.readModel = readModel;
        this.members = members;
    }

    Page<Settlement> settlements(AssetId asset, Paging paging) {
        return readModel.scan(
                Drawer.SETTLEMENT, Settlement.class, Drawer.SETTLEMENT.range(asset), paging.after(), paging.limit());
    }

    Settlement settlement(AssetId asset, long period) {
        return readModel
                .find(Drawer.SETTLEMENT, Settlement.class, asset, period)
                .orElseThrow(() -> Refused.because(GatewayRefusal.NOT_FOUND, "settlement", asset + "/" + period));
    }

    Page<Payable> payables(Caller caller, PartyId party, Paging paging) {
        Visibility.mustConcern(caller, party, members.party(party).organisation());
        return readModel.scan(
                Drawer.PAYABLE, Payable.class, Drawer.PAYABLE.range(party), paging.after(), paging.limit());
    }

    Pool pool(AssetId asset, CurrencyCode currency) {
        return readModel
                .find(Drawer.POOL, Pool.class, asset, currency)
                .orElseThrow(() -> Refused.because(GatewayRefusal.NOT_FOUND, "pool", asset + "/" + currency));
    }

    Page<PoolEntry> entries(AssetId asset, CurrencyCode currency, Paging paging) {
        return readModel.scan(
                Drawer.POOL_ENTRY,
                PoolEntry.class,
                Drawer.POOL_ENTRY.range(asset, currency),
                paging.after(),
                paging.limit());
    }
}
