package org.stemma.contracts.share;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.stemma.api.AssetId;
import org.stemma.api.CurrencyCode;
import org.stemma.api.Money;
import org.stemma.api.OrgId;
import org.stemma.api.PartyId;
import org.stemma.api.Refused;
import org.stemma.api.account.AccountRefusal;
import org.stemma.api.member.Party;
import org.stemma.api.share.Holding;
import org.stemma.api.share.Holding.Checkpoint;
import org.stemma.api.share.Holding.Position;
import org.stemma.api.share.Sale;
import org.stemma.api.share.ShareRefusal;

/** The law of units: how many there are, whose they are at the end of which period, and who may sell them. */
public final class ShareRules {
    /** The most units of an issue: products with the pool's scale stay far within what is exact. */
    static final long MAX_UNITS = 1_000_000_000_000L;

    private ShareRules() {}

    static void mustBeUnits(long units) {
        Refused.unless(
                units > 0 && units <= MAX_UNITS,
                ShareRefusal.UNITS_OUT_OF_BOUNDS,
                "asked",
                units,
                "allowed",
                MAX_UNITS);
    }

    /** A holding that has never had units, on the account of a party. */
    static Holding empty(AssetId asset, String holder, Party party) {
        return empty(asset, holder, party.id(), party.organisation());
    }

    static Holding empty(AssetId asset, String holder, PartyId party, OrgId organisation) {
        return new Holding(asset, holder, party, organisation, List.of(), Map.of(), 0, 0);
    }

    /** From when on a change holds: never before what either side has on record, since ledger times are not monotonic. */
    static long effective(long period, Holding one, Holding other) {
        return Math.max(period, Math.max(one.lastPeriod(), other.lastPeriod()));
    }

    static Holding take(Holding holding, long units, long period) {
        Refused.unless(
                units <= holding.units(),
                ShareRefusal.HOLDING_SHORT,
                "asked",
                units,
                "held",
                holding.units(),
                "holder",
                holding.holder());
        return at(holding, holding.units() - units, period);
    }

    static Holding give(Holding holding, long units, long period) {
        return at(holding, holding.units() + units, period);
    }

    private static Holding at(Holding holding, long units, long period) {
        List<Checkpoint> checkpoints = new ArrayList<>(holding.checkpoints());
        if (!checkpoints.isEmpty() && holding.lastPeriod() == period) {
            checkpoints.remove(checkpoints.size() - 1);
        }
        checkpoints.add(new Checkpoint(period, units));
        Refused.unless(
                checkpoints.size() <= Holding.MAX_CHECKPOINTS,
                ShareRefusal.TOO_MANY_CHECKPOINTS,
                "holder",
                holding.holder(),
                "allowed",
                Holding.MAX_CHECKPOINTS);
        return with(holding, checkpoints, holding.positions(), holding.version() + 1, holding.membership());
    }

    /** The holding after a claim. */
    public static Holding claimed(Holding holding, CurrencyCode currency, long entry, BigInteger remainder) {
        Map<CurrencyCode, Position> positions = new TreeMap<>(holding.positions());
        positions.put(currency, new Position(entry, remainder));
        return with(holding, holding.checkpoints(), positions, holding.version() + 1, holding.membership());
    }

    /** The holding with another remainder, after a claim for an escrow of its party. */
    public static Holding keeping(Holding holding, CurrencyCode currency, BigInteger remainder) {
        return claimed(holding, currency, holding.position(currency).entry(), remainder);
    }

    static Holding underMembership(Holding holding, long membership) {
        return with(holding, holding.checkpoints(), holding.positions(), holding.version(), membership);
    }

    private static Holding with(
            Holding holding,
            List<Checkpoint> checkpoints,
            Map<CurrencyCode, Position> positions,
            long version,
            long membership) {
        return new Holding(
                holding.asset(),
                holding.holder(),
                holding.party(),
                holding.organisation(),
                checkpoints,
                positions,
                version,
                membership);
    }

    static void mustBeOpen(Sale sale) {
        Refused.unless(
                sale.state() == Sale.State.OPEN, ShareRefusal.SALE_OVER, "sale", sale.id(), "state", sale.state());
    }

    static void mustBeFor(Sale sale, PartyId buyer) {
        Refused.unless(
                sale.buyer().isEmpty() || sale.buyer().get().equals(buyer),
                ShareRefusal.SALE_FOR_ANOTHER,
                "sale",
                sale.id(),
                "buyer",
                buyer);
        Refused.unless(!sale.seller().equals(buyer), ShareRefusal.SAME_HOLDER, "party", buyer);
    }

    static void mustAccept(Sale sale, Money maxPrice) {
        Refused.unless(
                sale.price().currency().equals(maxPrice.currency()),
                AccountRefusal.CURRENCY_MISMATCH,
                "asked",
                maxPrice.currency(),
                "price",
                sale.price().currency());
        Refused.unless(
                sale.price().compareTo(maxPrice) <= 0,
                ShareRefusal.PRICE_ABOVE_MAX,
                "price",
                sale.price().amount(),
                "maxPrice",
                maxPrice.amount());
    }

    static Sale over(Sale sale, Sale.State state) {
        return new Sale(
                sale.id(),
                sale.asset(),
                sale.seller(),
                sale.organisation(),
                sale.units(),
                sale.price(),
                sale.wallet(),
                sale.buyer(),
                state,
                sale.at(),
                sale.command());
    }
}
