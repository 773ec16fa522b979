package org.stemma.contracts.exactness.model;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Receipts until their period is settled, and then the waterfall: once for all receipts that are settled alike. */
final class Settling {
    private static final String TREASURY = "treasury";

    private final Lineage lineage;
    private final Map<String, Books> books = new HashMap<>();
    private final Map<String, Entitlement> entitlements = new HashMap<>();
    private final Map<String, Pool> pools = new TreeMap<>();
    private final Map<String, Flow> treasury = new TreeMap<>();
    private long groups;

    Settling(Lineage lineage) {
        this.lineage = lineage;
    }

    enum Kind {
        LICENSE_FEE,
        USAGE,
        UPSTREAM
    }

    /** The transaction's time, as the calendar has it. */
    record Now(Instant at, Parameters parameters) {
        long period() {
            return parameters.period(at);
        }

        long periodOf(Instant time) {
            return parameters.period(time);
        }
    }

    /** What is paid for. A payment from another asset's settlement is an upstream one, all others come from outside. */
    record Due(String asset, long version, long usagePeriod, Kind kind, String currency) implements Comparable<Due> {
        private static final Comparator<Due> ORDER = Comparator.comparingLong(Due::usagePeriod)
                .thenComparingLong(Due::version)
                .thenComparing(Due::kind)
                .thenComparing(Due::currency);

        boolean outside() {
            return kind != Kind.UPSTREAM;
        }

        @Override
        public int compareTo(Due other) {
            return ORDER.compare(this, other);
        }
    }

    /** An asset's period. */
    private static final class Books {
        final TreeMap<Due, Flow> dues = new TreeMap<>();
        final TreeMap<PoolShare, Flow> pooled = new TreeMap<>();
        int settled;
    }

    private record PoolShare(long usagePeriod, String currency) implements Comparable<PoolShare> {
        @Override
        public int compareTo(PoolShare other) {
            int byPeriod = Long.compare(usagePeriod, other.usagePeriod);
            return byPeriod != 0 ? byPeriod : currency.compareTo(other.currency);
        }
    }

    /** What a party gets by splits of one asset, over all its settlements. */
    private static final class Entitlement {
        Flow flow = Flow.NONE;
    }

    void receive(String from, Due due, Flow flow, Now now, Movements movements) {
        if (flow.isPositive()) {
            if (due.usagePeriod() > now.period()) {
                throw new Difference("usage of a later period: " + due);
            }
            Books into = books.computeIfAbsent(due.asset() + "/" + now.period(), key -> new Books());
            if (into.settled > 0) {
                throw new Difference("a payment for a period that is settled: " + due);
            }
            into.dues.merge(due, flow, Flow::plus);
            movements.move(from, clearing(due.asset(), now.period()), due.currency(), flow.nano());
        }
    }

    private static String clearing(String asset, long period) {
        return "clearing/" + asset + "/" + period;
    }

    /** One step; {@code through} says how many groups are divided after it. Returns what it owes to whom. */
    List<String> settle(String asset, long period, int through, Now now, Movements movements) {
        Books of = books.get(asset + "/" + period);
        lineage.asset(asset);
        if (of == null || period >= now.period()) {
            throw new Difference("nothing to settle of " + asset + " in period " + period);
        }
        List<Due> dues = List.copyOf(of.dues.keySet());
        if (through > dues.size() || through < of.settled) {
            throw new Difference(through + " groups settled, of " + dues.size());
        }
        List<String> payables = new ArrayList<>();
        for (Due due : dues.subList(of.settled, through)) {
            divide(of, due, clearing(asset, period), now, movements, payables);
            groups++;
        }
        boolean last = through == dues.size() && of.settled < through;
        of.settled = through;
        if (last) {
            distribute(of, asset, clearing(asset, period), movements);
        }
        return payables;
    }

    private void divide(Books of, Due due, String clearing, Now now, Movements movements, List<String> payables) {
        Lineage.Version version = lineage.version(due.asset(), due.version());
        Lineage.Asset asset = lineage.asset(due.asset());
        Flow left = of.dues.getOrDefault(due, Flow.NONE);
        if (due.outside()) {
            left = takeFee(left, due, clearing, now, movements);
            Map<String, Flow> upstream = left.divide(version.ancestorShares());
            for (String id : named(upstream)) {
                Lineage.Ancestor ancestor = version.ancestors().get(id);
                long number = ancestor == null ? 0 : ancestor.version();
                Due on = new Due(id, number, due.usagePeriod(), Kind.UPSTREAM, due.currency());
                receive(clearing, on, upstream.getOrDefault(id, Flow.NONE), now, movements);
            }
            left = upstream.getOrDefault(Flow.REST, Flow.NONE);
        }
        Map<String, Flow> contributors = left.divide(version.contributors());
        for (String id : named(contributors)) {
            String party = id.substring(0, id.indexOf('/'));
            owe(party, due, contributors.getOrDefault(id, Flow.NONE), clearing, movements, payables);
        }
        left = contributors.getOrDefault(Flow.REST, Flow.NONE);
        if (asset.sharedIn(due.usagePeriod())) {
            of.pooled.merge(new PoolShare(due.usagePeriod(), due.currency()), left, Flow::plus);
        } else {
            owe(asset.owner, due, left, clearing, movements, payables);
        }
    }

    private Flow takeFee(Flow gross, Due due, String clearing, Now now, Movements movements) {
        Rational fee = now.parameters().rulesOf(due.usagePeriod()).treasuryFee();
        Map<String, Flow> parts = gross.divide(Map.of(TREASURY, fee));
        Flow taken = parts.getOrDefault(TREASURY, Flow.NONE);
        movements.move(clearing, TREASURY, due.currency(), taken.nano());
        treasury.merge(due.currency(), taken, Flow::plus);
        return parts.getOrDefault(Flow.REST, Flow.NONE);
    }

    private static Set<String> named(Map<String, Flow> parts) {
        Map<String, Flow> named = new TreeMap<>(parts);
        named.remove(Flow.REST);
        return named.keySet();
    }

    private void owe(String party, Due due, Flow part, String clearing, Movements movements, List<String> payables) {
        movements.move(clearing, "payable/" + party, due.currency(), part.nano());
        if (part.isPositive()) {
            payables.add(party + " " + due.currency() + " " + part.nano());
        }
        Entitlement of = entitlements.computeIfAbsent(
                party + " of " + due.asset() + " in " + due.currency(), key -> new Entitlement());
        of.flow = of.flow.plus(part);
        if (of.flow.strays()) {
            throw new Difference(party + " was given " + of.flow.nano() + " nano; exactly it would be "
                    + of.flow.exact() + ", give or take " + of.flow.allowance());
        }
    }

    private void distribute(Books of, String asset, String clearing, Movements movements) {
        of.pooled.forEach((share, flow) -> {
            if (flow.isPositive()) {
                pool(asset, share.currency()).distribute(lineage.asset(asset).units(), share.usagePeriod(), flow);
                movements.move(clearing, "pool/" + asset, share.currency(), flow.nano());
            }
        });
    }

    Pool pool(String asset, String currency) {
        return pools.computeIfAbsent(asset + " " + currency, key -> new Pool());
    }

    /** How far the nearest and the furthest came from what is exact, and how many were compared. */
    Figures figures() {
        Rational furthest = Rational.ZERO;
        Rational ofAllowance = Rational.ZERO;
        long splits = 0;
        for (Entitlement one : entitlements.values()) {
            Rational away = one.flow.exact().minus(Rational.of(one.flow.nano())).abs();
            splits = Math.max(splits, one.flow.splits());
            if (away.compareTo(furthest) > 0) {
                furthest = away;
            }
            if (one.flow.allowance().compareTo(Rational.ZERO) > 0) {
                Rational part = away.over(one.flow.allowance());
                ofAllowance = part.compareTo(ofAllowance) > 0 ? part : ofAllowance;
            }
        }
        Rational claims = pools.values().stream()
                .map(Pool::furthest)
                .reduce(Rational.ZERO, (one, other) -> one.compareTo(other) >= 0 ? one : other);
        for (Flow one : treasury.values()) {
            if (one.strays()) {
                throw new Difference("the treasury was given " + one.nano() + "; exactly it would be " + one.exact());
            }
        }
        return new Figures(groups, entitlements.size(), splits, furthest, ofAllowance, claims);
    }

    /**
     * @param groups how many times the waterfall ran
     * @param entitlements of a party, by splits of an asset, in a currency
     * @param splits the most that one payment went through
     * @param furthest the largest difference between given and exact, in nano
     * @param ofAllowance the largest part of its allowance that an entitlement used
     * @param claims the largest difference of a party's claims from a pool
     */
    record Figures(
            long groups, int entitlements, long splits, Rational furthest, Rational ofAllowance, Rational claims) {}
}
