package org.stemma.contracts.share;

import java.util.Optional;
import org.stemma.api.AssetId;
import org.stemma.api.Drawer;
import org.stemma.api.OrgId;
import org.stemma.api.Refused;
import org.stemma.api.SaleId;
import org.stemma.api.share.Holding;
import org.stemma.api.share.Sale;
import org.stemma.api.share.ShareRefusal;
import org.stemma.contracts.kernel.KeyPolicies;
import org.stemma.contracts.kernel.Session;
import org.stemma.contracts.kernel.Tx;

/** The share room's drawers. A party's holding carries its organisation's policy; what lies in escrow was promised. */
public final class ShareBook {
    private final Tx tx;
    private final Session session;

    public ShareBook(Tx tx) {
        this.tx = tx;
        this.session = tx.session();
    }

    Optional<Holding> find(AssetId asset, Object holder) {
        return session.find(Drawer.HOLDING, Holding.class, asset, holder);
    }

    /** A holding that exists. */
    public Holding holding(AssetId asset, Object holder) {
        return find(asset, holder)
                .orElseThrow(() -> Refused.because(ShareRefusal.HOLDING_UNKNOWN, "asset", asset, "holder", holder));
    }

    /** A holding on the account of the caller's organisation. */
    public Holding ownHolding(AssetId asset, Object holder) {
        Holding holding = holding(asset, holder);
        Refused.unless(
                holding.organisation().equals(tx.caller().organisation()),
                ShareRefusal.HOLDING_FOREIGN,
                "holder",
                holder,
                "organisation",
                holding.organisation());
        return holding;
    }

    /** Saves a holding; a party's gets its policy when it is new or was written for other members. */
    public void save(Holding holding) {
        long membership = tx.charter().membership().version();
        boolean renew = !holding.isEscrow() && (holding.version() == 1 || holding.membership() != membership);
        session.save(
                Drawer.HOLDING, ShareRules.underMembership(holding, membership), holding.asset(), holding.holder());
        if (renew) {
            session.guard(Drawer.HOLDING, policyOf(holding.organisation()), holding.asset(), holding.holder());
        }
    }

    Optional<Sale> findSale(SaleId id) {
        return session.find(Drawer.SALE, Sale.class, id);
    }

    Sale sale(SaleId id) {
        return findSale(id).orElseThrow(() -> Refused.because(ShareRefusal.SALE_UNKNOWN, "sale", id));
    }

    void save(Sale sale) {
        session.save(Drawer.SALE, sale, sale.id());
    }

    private byte[] policyOf(OrgId organisation) {
        return KeyPolicies.ownerAndOthers(organisation, tx.charter().membership());
    }
}
