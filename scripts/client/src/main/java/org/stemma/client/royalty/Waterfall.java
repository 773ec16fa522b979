package org.stemma.client.royalty;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.stemma.api.PartyId;
import org.stemma.api.Ppm;
import org.stemma.api.Split;
import org.stemma.api.asset.AssetVersion;
import org.stemma.api.asset.AssetVersion.Ancestor;
import org.stemma.api.asset.AssetVersion.Contributor;
import org.stemma.api.kernel.Rules;
import org.stemma.api.royalty.Settlement.Applied;
import org.stemma.api.royalty.Settlement.Group;
import org.stemma.api.royalty.Settlement.Share;
import org.stemma.api.royalty.Settlement.Upstream;

/**
 * The division of a group's gross, written a second time from the rules alone: treasury fee of the gross, absolute shares
 * of all ancestors of what the fee leaves (both only for payments from outside), fixed shares of contributors of what
 * these leave, and the rest to the holders where units existed at the end of the usage period, else to the owner. One {@link Split#split} per step.
 */
final class Waterfall {
    private static final String REST = "~rest";
    private static final String TREASURY = "treasury";

    private Waterfall() {}

    static Applied apply(Group group, AssetVersion version, PartyId owner, Rules rules, boolean pooled) {
        Ppm fee = group.outside() ? rules.treasuryFee() : Ppm.ZERO;
        long gross = group.grossNano().longValueExact();
        Map<String, Long> first = parts(gross, Map.of(TREASURY, (long) fee.value()));
        List<Ancestor> ancestors = group.outside() ? version.ancestors() : List.of();
        Map<String, Long> ancestorPpm = new TreeMap<>();
        ancestors.forEach(ancestor -> ancestorPpm.put(
                ancestor.asset().value(), (long) ancestor.share().value()));
        Map<String, Long> second = parts(of(first, REST), ancestorPpm);
        Map<String, Long> contributorPpm = new TreeMap<>();
        version.contributors()
                .forEach(one -> contributorPpm.put(id(one), (long) one.share().value()));
        Map<String, Long> third = parts(of(second, REST), contributorPpm);

        List<Upstream> upstream = new ArrayList<>();
        ancestors.forEach(ancestor -> upstream.add(new Upstream(
                ancestor.asset(),
                ancestor.version(),
                ancestor.share(),
                of(second, ancestor.asset().value()))));
        List<Share> shares = new ArrayList<>();
        version.contributors()
                .forEach(one -> shares.add(new Share(one.party(), one.role(), one.share(), of(third, id(one)))));
        long rest = of(third, REST);
        return new Applied(
                gross,
                fee,
                of(first, TREASURY),
                upstream,
                shares,
                pooled ? Optional.of(rest) : Optional.empty(),
                owner,
                pooled ? 0 : rest);
    }

    private static String id(Contributor contributor) {
        return contributor.party() + "/" + contributor.role();
    }

    private static Map<String, Long> parts(long total, Map<String, Long> ppm) {
        Map<String, Long> weights = new TreeMap<>(ppm);
        long taken = ppm.values().stream().mapToLong(Long::longValue).sum();
        weights.put(REST, Ppm.ONE - taken);
        return Split.split(total, weights);
    }

    private static long of(Map<String, Long> parts, String id) {
        return parts.getOrDefault(id, 0L);
    }
}
