package org.stemma.client.royalty;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.stemma.api.CurrencyCode;
import org.stemma.api.PartyId;
import org.stemma.api.account.Receipt;

/** Where money came from and where it went, per currency, in nano without bounds. */
public final class Flows {
    /** One currency's sums. */
    private static final class Sums {
        final SortedMap<String, BigInteger> fromGrants = new TreeMap<>();
        final SortedMap<String, BigInteger> toParties = new TreeMap<>();
        BigInteger treasury = BigInteger.ZERO;
        BigInteger unsettled = BigInteger.ZERO;
        BigInteger fractions = BigInteger.ZERO;
    }

    private final SortedMap<CurrencyCode, Sums> sums = new TreeMap<>();

    Flows() {}

    void received(Receipt receipt) {
        if (receipt.outside()) {
            String grant = receipt.grant().map(Object::toString).orElse("no grant");
            of(receipt.gross().currency())
                    .fromGrants
                    .merge(grant, BigInteger.valueOf(receipt.gross().nano()), BigInteger::add);
        }
    }

    void unsettled(List<Receipt> receipts) {
        for (Receipt receipt : receipts) {
            Sums own = of(receipt.gross().currency());
            own.unsettled = own.unsettled.add(BigInteger.valueOf(receipt.gross().nano()));
        }
    }

    void treasury(CurrencyCode currency, long nano) {
        Sums own = of(currency);
        own.treasury = own.treasury.add(BigInteger.valueOf(nano));
    }

    void paid(PartyId party, CurrencyCode currency, long nano) {
        if (nano != 0) {
            of(currency).toParties.merge(party.value(), BigInteger.valueOf(nano), BigInteger::add);
        }
    }

    void held(String party, CurrencyCode currency, BigInteger nano) {
        if (nano.signum() != 0) {
            of(currency).toParties.merge(party, nano, BigInteger::add);
        }
    }

    void fractions(CurrencyCode currency, BigInteger nano) {
        Sums own = of(currency);
        own.fractions = own.fractions.add(nano);
    }

    /** What divisions of share pools left: it is kept for the same holders, until it makes whole nanos. */
    public BigInteger fractions(CurrencyCode currency) {
        return of(currency).fractions;
    }

    public List<CurrencyCode> currencies() {
        return List.copyOf(sums.keySet());
    }

    /** What licensees paid, by grant. */
    public Map<String, BigInteger> fromGrants(CurrencyCode currency) {
        return of(currency).fromGrants;
    }

    /** What became payable or due to a holder, by party. */
    public Map<String, BigInteger> toParties(CurrencyCode currency) {
        return of(currency).toParties;
    }

    public BigInteger treasury(CurrencyCode currency) {
        return of(currency).treasury;
    }

    /** What was received in periods that are not settled yet. */
    public BigInteger unsettled(CurrencyCode currency) {
        return of(currency).unsettled;
    }

    private Sums of(CurrencyCode currency) {
        return sums.computeIfAbsent(currency, code -> new Sums());
    }
}
