package org.stemma.client.royalty;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.stemma.api.AssetId;
import org.stemma.api.CurrencyCode;
import org.stemma.api.account.Receipt;
import org.stemma.api.asset.AssetVersion;
import org.stemma.api.kernel.Charter;
import org.stemma.api.royalty.Payable;
import org.stemma.api.royalty.Settlement;
import org.stemma.api.royalty.Settlement.Applied;
import org.stemma.api.royalty.Settlement.Group;
import org.stemma.api.royalty.Settlement.State;

/**
 * Folds all receipts of settled periods anew, divides them by the rules of their usage periods, and compares with what
 * the settlements applied, with the receipts that ancestors got and with what became payable: to the nano.
 */
public final class Recomputation {
    private final Ledger ledger;
    private final Charter charter;
    private final long fromPeriod;
    private final Map<String, AssetVersion> versions = new HashMap<>();
    private final List<String> differences = new ArrayList<>();
    private final Flows flows = new Flows();
    private final SortedMap<String, BigInteger> upstreamDue = new TreeMap<>();
    private final SortedMap<String, BigInteger> upstreamSeen = new TreeMap<>();
    private final SortedMap<String, BigInteger> payableDue = new TreeMap<>();
    private final SortedMap<String, String> payableParty = new TreeMap<>();
    private long settlements;
    private long receipts;

    private Recomputation(Ledger ledger, long fromPeriod) {
        this.ledger = ledger;
        this.charter = ledger.charter();
        this.fromPeriod = fromPeriod;
    }

    /** What came out: how much was looked at, where money came from and went, and every difference. */
    public record Result(long settlements, long receipts, Flows flows, List<String> hidden, List<String> differences) {}

    /** Recomputes every settlement of a period from {@code fromPeriod} on. */
    public static Result of(Ledger ledger, long fromPeriod) {
        Recomputation recomputation = new Recomputation(ledger, fromPeriod);
        ledger.assets().forEach(recomputation::asset);
        recomputation.compareUpstream();
        recomputation.comparePayables();
        return new Result(
                recomputation.settlements,
                recomputation.receipts,
                recomputation.flows,
                List.copyOf(ledger.hidden()),
                List.copyOf(recomputation.differences));
    }

    /** Receipts that are settled alike. */
    private record Alike(long usagePeriod, long version, Receipt.Kind kind, boolean outside, CurrencyCode currency) {
        static Alike of(Receipt receipt) {
            return new Alike(
                    receipt.usagePeriod(),
                    receipt.version(),
                    receipt.kind(),
                    receipt.outside(),
                    receipt.gross().currency());
        }

        static Alike of(Group group) {
            return new Alike(group.usagePeriod(), group.version(), group.kind(), group.outside(), group.currency());
        }
    }

    private void asset(Ledger.Owned asset) {
        Map<Long, List<Receipt>> byPeriod = new TreeMap<>();
        for (Receipt receipt : ledger.receipts(asset.id())) {
            byPeriod.computeIfAbsent(receipt.period(), period -> new ArrayList<>())
                    .add(receipt);
            if (receipt.period() >= fromPeriod) {
                flows.received(receipt);
            }
            if (receipt.kind() == Receipt.Kind.UPSTREAM) {
                upstreamSeen.merge(upstreamKey(receipt), nano(receipt.gross().nano()), BigInteger::add);
            }
        }
        Pools pools = new Pools(ledger, asset, this::differ);
        for (Settlement settlement : ledger.settlements(asset.id())) {
            if (settlement.state() == State.PAID) {
                boolean counts = settlement.period() >= fromPeriod;
                settlement(asset, pools, settlement, byPeriod.getOrDefault(settlement.period(), List.of()), counts);
                byPeriod.remove(settlement.period());
            }
        }
        pools.compare(flows, fromPeriod);
        byPeriod.forEach((period, left) -> {
            if (period >= fromPeriod) {
                flows.unsettled(left);
            }
        });
    }

    private void settlement(
            Ledger.Owned asset, Pools pools, Settlement settlement, List<Receipt> folded, boolean counts) {
        String where = asset.name() + " (" + asset.id() + "), period " + settlement.period();
        Map<Alike, List<Receipt>> alike = new HashMap<>();
        folded.forEach(receipt -> alike.computeIfAbsent(Alike.of(receipt), key -> new ArrayList<>())
                .add(receipt));
        if (settlement.groups().size() != alike.size()
                || settlement.applied().size() != settlement.groups().size()
                || settlement.receipts() != folded.size()) {
            differ(where + ": " + settlement.receipts() + " receipts in "
                    + settlement.groups().size() + " groups were settled, " + folded.size() + " in " + alike.size()
                    + " are there");
        }
        for (int i = 0;
                i < Math.min(settlement.groups().size(), settlement.applied().size());
                i++) {
            Group stored = settlement.groups().get(i);
            List<Receipt> members = alike.remove(Alike.of(stored));
            if (members == null) {
                differ(where + ": group " + i + " has no receipts");
                continue;
            }
            Applied mine = apply(asset, group(stored, members));
            compare(
                    where + ", group " + i,
                    stored,
                    members,
                    mine,
                    settlement.applied().get(i));
            due(asset, settlement.period(), i, stored, mine, counts);
            pools.due(stored.currency(), settlement.period(), stored.usagePeriod(), mine.pooled());
        }
        if (counts) {
            settlements++;
            receipts += folded.size();
        }
    }

    private static Group group(Group key, List<Receipt> members) {
        long gross =
                members.stream().mapToLong(receipt -> receipt.gross().nano()).reduce(0, Math::addExact);
        return new Group(
                key.usagePeriod(),
                key.version(),
                key.kind(),
                key.outside(),
                key.currency(),
                BigInteger.valueOf(gross),
                members.size());
    }

    private Applied apply(Ledger.Owned asset, Group group) {
        AssetVersion version = versions.computeIfAbsent(
                asset.id() + "/" + group.version(), key -> ledger.version(asset.id(), group.version()));
        boolean pooled = asset.shares()
                .filter(shares -> shares.fromPeriod() <= group.usagePeriod())
                .isPresent();
        return Waterfall.apply(group, version, asset.owner(), charter.rulesFor(group.usagePeriod()), pooled);
    }

    private void compare(String where, Group stored, List<Receipt> members, Applied mine, Applied theirs) {
        same(where + ": receipts", members.size(), stored.receipts());
        same(where + ": gross", mine.grossNano(), stored.grossNano().longValueExact());
        same(where + ": gross applied", mine.grossNano(), theirs.grossNano());
        same(where + ": treasury", mine.treasuryNano(), theirs.treasuryNano());
        same(where + ": holders", mine.pooled(), theirs.pooled());
        same(where + ": owner " + mine.owner(), mine.ownerNano(), theirs.ownerNano());
        sameParts(where, upstreamParts(mine), upstreamParts(theirs));
        sameParts(where, contributorParts(mine), contributorParts(theirs));
        if (!mine.owner().equals(theirs.owner())) {
            differ(where + ": " + theirs.owner() + " was paid as the owner, who is " + mine.owner());
        }
    }

    private static SortedMap<String, Long> upstreamParts(Applied applied) {
        SortedMap<String, Long> parts = new TreeMap<>();
        applied.upstream().stream()
                .filter(part -> part.nano() != 0)
                .forEach(part -> parts.merge("ancestor " + part.asset(), part.nano(), Long::sum));
        return parts;
    }

    private static SortedMap<String, Long> contributorParts(Applied applied) {
        SortedMap<String, Long> parts = new TreeMap<>();
        applied.contributors().stream()
                .filter(part -> part.nano() != 0)
                .forEach(
                        part -> parts.merge("contributor " + part.party() + "/" + part.role(), part.nano(), Long::sum));
        return parts;
    }

    private void sameParts(String where, Map<String, Long> mine, Map<String, Long> theirs) {
        SortedSet<String> all = new TreeSet<>(mine.keySet());
        all.addAll(theirs.keySet());
        all.forEach(part -> same(where + ": " + part, mine.getOrDefault(part, 0L), theirs.getOrDefault(part, 0L)));
    }

    private void due(Ledger.Owned asset, long period, int group, Group of, Applied mine, boolean counts) {
        CurrencyCode currency = of.currency();
        mine.upstream().stream()
                .filter(part -> part.nano() > 0)
                .forEach(part -> upstreamDue.merge(
                        upstreamKey(part.asset(), part.version(), of.usagePeriod(), currency),
                        nano(part.nano()),
                        BigInteger::add));
        mine.contributors()
                .forEach(part -> payable(
                        asset.id(),
                        period,
                        group,
                        part.party().value(),
                        Payable.Reason.CONTRIBUTOR,
                        currency,
                        part.nano()));
        payable(asset.id(), period, group, mine.owner().value(), Payable.Reason.OWNER, currency, mine.ownerNano());
        if (counts) {
            flows.treasury(currency, mine.treasuryNano());
            mine.contributors().forEach(part -> flows.paid(part.party(), currency, part.nano()));
            flows.paid(mine.owner(), currency, mine.ownerNano());
        }
    }

    private void payable(
            AssetId asset,
            long period,
            int group,
            String party,
            Payable.Reason reason,
            CurrencyCode currency,
            long nano) {
        if (nano > 0) {
            String key = payableKey(asset, period, group, party, reason, currency);
            payableDue.merge(key, nano(nano), BigInteger::add);
            payableParty.put(key, party);
        }
    }

    private void compareUpstream() {
        SortedSet<String> all = new TreeSet<>(upstreamDue.keySet());
        all.addAll(upstreamSeen.keySet());
        all.forEach(key -> same(
                "upstream receipts of " + key,
                upstreamDue.getOrDefault(key, BigInteger.ZERO),
                upstreamSeen.getOrDefault(key, BigInteger.ZERO)));
    }

    private void comparePayables() {
        SortedMap<String, BigInteger> seen = new TreeMap<>();
        // What the treasury pays comes from a proposal, not from a settlement.
        for (Payable payable : ledger.payables()) {
            if (payable.asset().isEmpty()) {
                continue;
            }
            seen.merge(
                    payableKey(
                            payable.asset().get(),
                            payable.period(),
                            payable.group().orElseThrow(),
                            payable.party().value(),
                            payable.reason(),
                            payable.amount().currency()),
                    nano(payable.amount().nano()),
                    BigInteger::add);
        }
        payableDue.forEach((key, nano) -> {
            BigInteger stored = seen.remove(key);
            if (!ledger.hidden().contains(payableParty.get(key))) {
                same("payable of " + key, nano, stored == null ? BigInteger.ZERO : stored);
            }
        });
        seen.forEach((key, nano) -> same("payable of " + key, BigInteger.ZERO, nano));
    }

    private static String payableKey(
            AssetId asset, long period, int group, String party, Payable.Reason reason, CurrencyCode currency) {
        return party + " from " + asset + ", period " + period + ", group " + group + ", as " + reason + ", "
                + currency;
    }

    private static String upstreamKey(Receipt receipt) {
        return upstreamKey(
                receipt.asset(),
                receipt.version(),
                receipt.usagePeriod(),
                receipt.gross().currency());
    }

    private static String upstreamKey(AssetId asset, long version, long usagePeriod, CurrencyCode currency) {
        return asset + " version " + version + ", usage period " + usagePeriod + ", " + currency;
    }

    private void same(String what, long mine, long theirs) {
        same(what, nano(mine), nano(theirs));
    }

    private void same(String what, BigInteger mine, BigInteger theirs) {
        if (!mine.equals(theirs)) {
            differ(what + ": " + mine + " nano recomputed, " + theirs + " on the ledger");
        }
    }

    private static BigInteger nano(long value) {
        return BigInteger.valueOf(value);
    }

    private void differ(String sentence) {
        differences.add(sentence);
    }

    /** Largest amounts first, ties by name. */
    static Comparator<Map.Entry<String, BigInteger>> byAmount() {
        return Map.Entry.<String, BigInteger>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey());
    }
}
