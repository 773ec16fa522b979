package org.stemma.contracts.royalty;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.stemma.api.AssetId;
import org.stemma.api.MalformedException;
import org.stemma.api.Money;
import org.stemma.api.PartyId;
import org.stemma.api.Ppm;
import org.stemma.api.Refused;
import org.stemma.api.Split;
import org.stemma.api.Text;
import org.stemma.api.account.AccountRefusal;
import org.stemma.api.account.Receipt;
import org.stemma.api.asset.AssetVersion;
import org.stemma.api.kernel.Rules;
import org.stemma.api.royalty.Payable;
import org.stemma.api.royalty.RoyaltyRefusal;
import org.stemma.api.royalty.Settlement;
import org.stemma.api.royalty.Settlement.Applied;
import org.stemma.api.royalty.Settlement.Group;

/** The law of settlement: receipts fold into exact sums, and each sum is divided once, down the waterfall. */
final class RoyaltyRules {
    /** The most receipts that one step folds. */
    static final int MAX_FOLDED = 100;

    /** The most payables that one claim names. */
    static final int MAX_CLAIMED = 50;

    /** What a step leaves for the next; as an id it sorts after every other, so ties go to the named. */
    private static final String REST = "~rest";

    private static final Pattern PAYABLE_ID = Pattern.compile("[0-9a-f]{1,64}\\.[0-9]{4}");
    private static final Comparator<Group> GROUP_ORDER = Comparator.comparingLong(Group::usagePeriod)
            .thenComparingLong(Group::version)
            .thenComparing(Group::kind)
            .thenComparing(Group::outside)
            .thenComparing(Group::currency);

    private RoyaltyRules() {}

    static void mustBePayableId(String id) {
        Text.matching(PAYABLE_ID, id, "a payable's id, of a transaction id, a dot and four digits,");
    }

    /** A settlement that has folded nothing yet. */
    static Settlement begin(AssetId asset, long period) {
        return new Settlement(asset, period, Settlement.State.FOLDING, 0, Optional.empty(), List.of(), List.of());
    }

    static void mustBeOpen(Settlement settlement) {
        Refused.unless(
                settlement.state() != Settlement.State.PAID,
                RoyaltyRefusal.ALREADY_SETTLED,
                "asset",
                settlement.asset(),
                "period",
                settlement.period());
    }

    /** The settlement with more receipts folded; the sums stay exact, whatever the number of steps. */
    static Settlement fold(Settlement settlement, List<Receipt> receipts) {
        Map<Group, Group> sums = new TreeMap<>(GROUP_ORDER);
        settlement.groups().forEach(group -> sums.put(group, group));
        receipts.stream().map(RoyaltyRules::groupOf).forEach(one -> sums.merge(one, one, RoyaltyRules::add));
        Optional<String> cursor = receipts.isEmpty()
                ? settlement.cursor()
                : Optional.of(receipts.get(receipts.size() - 1).id());
        return new Settlement(
                settlement.asset(),
                settlement.period(),
                settlement.state(),
                settlement.receipts() + receipts.size(),
                cursor,
                List.copyOf(sums.values()),
                settlement.applied());
    }

    private static Group groupOf(Receipt receipt) {
        return new Group(
                receipt.usagePeriod(),
                receipt.version(),
                receipt.kind(),
                receipt.outside(),
                receipt.gross().currency(),
                BigInteger.valueOf(receipt.gross().nano()),
                1);
    }

    private static Group add(Group one, Group other) {
        return new Group(
                one.usagePeriod(),
                one.version(),
                one.kind(),
                one.outside(),
                one.currency(),
                one.grossNano().add(other.grossNano()),
                one.receipts() + other.receipts());
    }

    /**
     * Divides a group's gross: the treasury's fee of an outside payment, then all ancestors' absolute shares of an outside
     * payment, then contributors' fixed shares; what is left is the holders', where units existed at the end of the usage
     * period, or else the owner's. Each step takes its parts of what the steps before left, in one {@link Split#split}.
     */
    static Applied divide(Group group, Rules rules, AssetVersion version, PartyId owner, boolean shared) {
        long gross = group.grossNano().longValueExact();
        Ppm fee = group.outside() ? rules.treasuryFee() : Ppm.ZERO;
        Map<String, Long> treasury = step(gross, Map.of("treasury", (long) fee.value()));
        Map<String, Long> ancestors = new TreeMap<>();
        if (group.outside()) {
            version.ancestors()
                    .forEach(one -> ancestors.put(
                            one.asset().value(), (long) one.share().value()));
        }
        Map<String, Long> upstream = step(part(treasury, REST), ancestors);
        Map<String, Long> shares = new TreeMap<>();
        version.contributors()
                .forEach(one -> shares.put(keyOf(one), (long) one.share().value()));
        Map<String, Long> contributors = step(part(upstream, REST), shares);
        return new Applied(
                gross,
                fee,
                part(treasury, "treasury"),
                upstreamOf(version, upstream),
                sharesOf(version, contributors),
                shared ? Optional.of(part(contributors, REST)) : Optional.empty(),
                owner,
                shared ? 0 : part(contributors, REST));
    }

    private static Map<String, Long> step(long total, Map<String, Long> weights) {
        Map<String, Long> all = new TreeMap<>(weights);
        long taken = weights.values().stream().mapToLong(Long::longValue).sum();
        all.put(REST, Ppm.ONE - taken);
        return Split.split(total, all);
    }

    private static long part(Map<String, Long> parts, String id) {
        return parts.getOrDefault(id, 0L);
    }

    private static String keyOf(AssetVersion.Contributor contributor) {
        return contributor.party() + "/" + contributor.role();
    }

    private static List<Settlement.Upstream> upstreamOf(AssetVersion version, Map<String, Long> parts) {
        List<Settlement.Upstream> upstream = new ArrayList<>();
        for (AssetVersion.Ancestor one : version.ancestors()) {
            long nano = part(parts, one.asset().value());
            if (nano > 0) {
                upstream.add(new Settlement.Upstream(one.asset(), one.version(), one.share(), nano));
            }
        }
        return upstream;
    }

    private static List<Settlement.Share> sharesOf(AssetVersion version, Map<String, Long> parts) {
        List<Settlement.Share> shares = new ArrayList<>();
        for (AssetVersion.Contributor one : version.contributors()) {
            long nano = part(parts, keyOf(one));
            if (nano > 0) {
                shares.add(new Settlement.Share(one.party(), one.role(), one.share(), nano));
            }
        }
        return shares;
    }

    /** The settlement with one more group divided; paid once all are. */
    static Settlement apply(Settlement settlement, Applied applied) {
        List<Applied> all = new ArrayList<>(settlement.applied());
        all.add(applied);
        boolean last = all.size() == settlement.groups().size();
        return new Settlement(
                settlement.asset(),
                settlement.period(),
                last ? Settlement.State.PAID : settlement.state(),
                settlement.receipts(),
                settlement.cursor(),
                settlement.groups(),
                all);
    }

    static void mustBeClaimable(List<String> ids) {
        Refused.unless(
                !ids.isEmpty() && ids.size() <= MAX_CLAIMED,
                RoyaltyRefusal.PAYABLES_OUT_OF_BOUNDS,
                "asked",
                ids.size(),
                "allowed",
                MAX_CLAIMED);
        if (ids.stream().distinct().count() != ids.size()) {
            throw new MalformedException("payables: distinct ids are expected");
        }
    }

    /** The sum of payables, which are of the wallet's currency. */
    static Money sum(List<Payable> payables, Money empty) {
        payables.forEach(payable -> Refused.unless(
                payable.amount().currency().equals(empty.currency()),
                AccountRefusal.CURRENCY_MISMATCH,
                "payable",
                payable.id(),
                "wallet",
                empty.currency()));
        return payables.stream().map(Payable::amount).reduce(empty, Money::plus);
    }
}
