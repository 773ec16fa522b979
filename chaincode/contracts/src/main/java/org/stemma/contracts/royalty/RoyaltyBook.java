package org.stemma.contracts.royalty;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.stemma.api.AssetId;
import org.stemma.api.CurrencyCode;
import org.stemma.api.Drawer;
import org.stemma.api.PartyId;
import org.stemma.api.Refused;
import org.stemma.api.royalty.Payable;
import org.stemma.api.royalty.Pool;
import org.stemma.api.royalty.PoolEntry;
import org.stemma.api.royalty.RoyaltyRefusal;
import org.stemma.api.royalty.Settlement;
import org.stemma.contracts.kernel.Session;
import org.stemma.contracts.kernel.Tx;

/** The royalty room's drawers. */
final class RoyaltyBook {
    private final Session session;

    RoyaltyBook(Tx tx) {
        this.session = tx.session();
    }

    Optional<Settlement> find(AssetId asset, long period) {
        return session.find(Drawer.SETTLEMENT, Settlement.class, asset, period);
    }

    void save(Settlement settlement) {
        session.save(Drawer.SETTLEMENT, settlement, settlement.asset(), settlement.period());
    }

    void add(Payable payable) {
        session.save(Drawer.PAYABLE, payable, payable.party(), payable.id());
    }

    Pool pool(AssetId asset, CurrencyCode currency) {
        return session.find(Drawer.POOL, Pool.class, asset, currency)
                .orElse(new Pool(asset, currency, BigInteger.ZERO, 0));
    }

    void append(PoolRules.Distribution distribution) {
        Pool pool = distribution.pool();
        session.save(Drawer.POOL, pool, pool.asset(), pool.currency());
        session.save(
                Drawer.POOL_ENTRY,
                distribution.entry(),
                pool.asset(),
                pool.currency(),
                distribution.entry().number());
    }

    /** The entries after one, up to and including another, each by its key. */
    List<PoolEntry> entries(AssetId asset, CurrencyCode currency, long after, long through) {
        return LongStream.rangeClosed(after + 1, through)
                .mapToObj(number -> session.find(Drawer.POOL_ENTRY, PoolEntry.class, asset, currency, number)
                        .orElseThrow(() -> Refused.because(RoyaltyRefusal.ENTRIES_OUT_OF_BOUNDS, "entry", number)))
                .toList();
    }

    /** Takes payables away, each by its key; one that is not there was claimed before. */
    List<Payable> take(PartyId party, List<String> ids) {
        return ids.stream().map(id -> take(party, id)).toList();
    }

    private Payable take(PartyId party, String id) {
        RoyaltyRules.mustBePayableId(id);
        Payable payable = session.find(Drawer.PAYABLE, Payable.class, party, id)
                .orElseThrow(() -> Refused.because(RoyaltyRefusal.PAYABLE_UNKNOWN, "payable", id));
        session.delete(Drawer.PAYABLE, party, id);
        return payable;
    }
}
