package org.stemma.client.royalty;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.stemma.api.CurrencyCode;
import org.stemma.api.asset.Asset;
import org.stemma.api.royalty.PoolEntry;
import org.stemma.api.share.Holding;

/**
 * An asset's share pools, computed a second time: each entry from the settlement that made it and the carry before it, and
 * each holder's due from the units that it had at the end of the usage period.
 */
final class Pools {
    /** Units of the arithmetic per nano, as the design states it. */
    private static final BigInteger SCALE = BigInteger.TEN.pow(18);

    private final Ledger ledger;
    private final Ledger.Owned asset;
    private final Consumer<String> differ;
    private final SortedMap<Made, BigInteger> due = new TreeMap<>();

    Pools(Ledger ledger, Ledger.Owned asset, Consumer<String> differ) {
        this.ledger = ledger;
        this.asset = asset;
        this.differ = differ;
    }

    /** What one settlement makes for the holders of one usage period. */
    private record Made(CurrencyCode currency, long period, long usagePeriod) implements Comparable<Made> {
        private static final Comparator<Made> ORDER = Comparator.comparing(Made::currency)
                .thenComparingLong(Made::period)
                .thenComparingLong(Made::usagePeriod);

        @Override
        public int compareTo(Made other) {
            return ORDER.compare(this, other);
        }
    }

    void due(CurrencyCode currency, long period, long usagePeriod, long nano) {
        if (nano > 0) {
            due.merge(new Made(currency, period, usagePeriod), BigInteger.valueOf(nano), BigInteger::add);
        }
    }

    /** Compares all entries, and adds to the flows what those of a period from {@code fromPeriod} on gave each holder. */
    void compare(Flows flows, long fromPeriod) {
        if (asset.shares().isEmpty()) {
            return;
        }
        List<Holding> holdings = ledger.holdings(asset.id());
        SortedMap<Made, BigInteger> missing = new TreeMap<>(due);
        for (CurrencyCode currency : currencies()) {
            List<PoolEntry> entries = ledger.entries(asset.id(), currency);
            chain(asset.shares().get(), currency, entries, missing);
            entries.forEach(entry -> allUnits(asset.shares().get(), entry, holdings));
            List<PoolEntry> counted = entries.stream()
                    .filter(entry -> entry.period() >= fromPeriod)
                    .toList();
            give(flows, currency, counted, holdings);
        }
        missing.forEach((made, nano) -> differ.accept(where(made) + ": " + nano + " nano are in no entry of the pool"));
    }

    private SortedSet<CurrencyCode> currencies() {
        SortedSet<CurrencyCode> currencies = new TreeSet<>();
        ledger.charter().currencies().forEach(currency -> currencies.add(currency.code()));
        due.keySet().forEach(made -> currencies.add(made.currency()));
        return currencies;
    }

    private void chain(
            Asset.Shares shares, CurrencyCode currency, List<PoolEntry> entries, SortedMap<Made, BigInteger> missing) {
        BigInteger carry = BigInteger.ZERO;
        long number = 0;
        for (PoolEntry entry : entries) {
            Made made = new Made(currency, entry.period(), entry.usagePeriod());
            BigInteger nano = missing.remove(made);
            same(where(made) + ": entry", ++number, entry.number());
            same(where(made) + ": nano", nano == null ? BigInteger.ZERO : nano, BigInteger.valueOf(entry.nano()));
            BigInteger[] parts = BigInteger.valueOf(entry.nano())
                    .multiply(SCALE)
                    .add(carry)
                    .divideAndRemainder(BigInteger.valueOf(shares.units()));
            same(where(made) + ": per unit", parts[0], entry.perUnit());
            carry = parts[1];
        }
        same(asset.id() + ": carry of the pool, " + currency, carry, ledger.carry(asset.id(), currency));
    }

    /** No more units than were issued may share in an entry, and no fewer. */
    private void allUnits(Asset.Shares shares, PoolEntry entry, List<Holding> holdings) {
        long units = holdings.stream()
                .mapToLong(holding -> holding.unitsAt(entry.usagePeriod()))
                .sum();
        same(asset.id() + ": units of all holders in period " + entry.usagePeriod(), shares.units(), units);
    }

    private void give(Flows flows, CurrencyCode currency, List<PoolEntry> entries, List<Holding> holdings) {
        BigInteger left = entries.stream()
                .map(entry -> BigInteger.valueOf(entry.nano()))
                .reduce(BigInteger.ZERO, BigInteger::add);
        SortedMap<String, BigInteger> byParty = new TreeMap<>();
        for (Holding holding : holdings) {
            List<BigInteger> parts = new ArrayList<>();
            entries.forEach(entry -> parts.add(entry.owed(holding)));
            BigInteger owed = parts.stream().reduce(BigInteger.ZERO, BigInteger::add);
            byParty.merge(holding.party().value(), owed, BigInteger::add);
        }
        for (var holder : byParty.entrySet()) {
            BigInteger nano = holder.getValue().divide(SCALE);
            flows.held(holder.getKey(), currency, nano);
            left = left.subtract(nano);
        }
        flows.fractions(currency, left);
    }

    private String where(Made made) {
        return asset.name() + " (" + asset.id() + "), share pool of period " + made.period() + ", usage period "
                + made.usagePeriod() + ", " + made.currency();
    }

    private void same(String what, long mine, long theirs) {
        same(what, BigInteger.valueOf(mine), BigInteger.valueOf(theirs));
    }

    private void same(String what, BigInteger mine, BigInteger theirs) {
        if (!mine.equals(theirs)) {
            differ.accept(what + ": " + mine + " recomputed, " + theirs + " on the ledger");
        }
    }
}
