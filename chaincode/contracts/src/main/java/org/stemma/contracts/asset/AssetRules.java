package org.stemma.contracts.asset;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.stemma.api.AssetId;
import org.stemma.api.Digest;
import org.stemma.api.MalformedException;
import org.stemma.api.Ppm;
import org.stemma.api.Refused;
import org.stemma.api.Split;
import org.stemma.api.Text;
import org.stemma.api.asset.Asset;
import org.stemma.api.asset.AssetLimits;
import org.stemma.api.asset.AssetRefusal;
import org.stemma.api.asset.AssetVersion;
import org.stemma.api.asset.AssetVersion.Ancestor;
import org.stemma.api.asset.Spdx;

/** The law of versions and lineage. */
public final class AssetRules {
    /** The most that the charter's bound may be: something is left to whoever made the asset. */
    private static final long MOST_UPSTREAM = 9L * Ppm.ONE / 10;

    private AssetRules() {}

    /** A parent of a new version, the share that its grant gives it, and its own version's record. */
    public record Origin(AssetVersion.Parent parent, Ppm share, AssetVersion version) {}

    static void mustBeSound(AssetVersion.Content content, List<AssetVersion.Contributor> contributors) {
        Refused.unless(
                content.files() > 0 && content.bytes() >= 0,
                AssetRefusal.CONTENT_EMPTY,
                "member",
                "content",
                "files",
                content.files(),
                "bytes",
                content.bytes());
        mustBeSpdx(content.spdx());
        content.source().ifPresent(source -> Text.label("content.source", source));
        Refused.unless(
                contributors.size() <= AssetLimits.MAX_CONTRIBUTORS,
                AssetRefusal.TOO_MANY_CONTRIBUTORS,
                "asked",
                contributors.size(),
                "allowed",
                AssetLimits.MAX_CONTRIBUTORS);
        for (int i = 0; i < contributors.size(); i++) {
            Text.label("contributors[" + i + "].role", contributors.get(i).role());
        }
        long distinct = contributors.stream()
                .map(contributor -> contributor.party() + "/" + contributor.role())
                .distinct()
                .count();
        Refused.unless(distinct == contributors.size(), AssetRefusal.CONTRIBUTOR_TWICE, "member", "contributors");
        long sum = contributors.stream()
                .mapToLong(contributor -> contributor.share().value())
                .sum();
        Refused.unless(sum <= Ppm.ONE, AssetRefusal.SHARES_EXCEED_WHOLE, "sumPpm", sum, "allowed", Ppm.ONE);
    }

    private static void mustBeSpdx(String expression) {
        Text.label("content.spdx", expression);
        try {
            Spdx.checked(expression);
        } catch (MalformedException e) {
            throw e.inside("content.spdx");
        }
    }

    /**
     * Every ancestor once, with the share of the new version's revenue that it takes: a parent what its grant says, an
     * older one what the parent's own lineage says. One reached by several paths takes the largest share, not their sum.
     *
     * @param asset the asset that gets the version: it can't be its own ancestor
     * @param bound of what all of them take together; what a single licence asks was bought under a bound of its time, and
     *     is never too much by itself
     */
    static List<Ancestor> flatten(AssetId asset, List<Origin> origins, Ppm bound) {
        Refused.unless(
                origins.size() <= AssetLimits.MAX_PARENTS,
                AssetRefusal.TOO_MANY_PARENTS,
                "asked",
                origins.size(),
                "allowed",
                AssetLimits.MAX_PARENTS);
        long distinct = origins.stream()
                .map(origin -> origin.parent().asset())
                .distinct()
                .count();
        Refused.unless(distinct == origins.size(), AssetRefusal.PARENT_TWICE, "member", "parents");
        Map<String, Ancestor> largest = new TreeMap<>(Split.BYTE_ORDER);
        for (Origin origin : origins) {
            AssetVersion.Parent parent = origin.parent();
            merge(largest, new Ancestor(parent.asset(), parent.version(), origin.share()));
            origin.version().ancestors().forEach(ancestor -> merge(largest, ancestor));
        }
        Refused.unless(!largest.containsKey(asset.value()), AssetRefusal.CYCLE, "asset", asset);
        Refused.unless(
                largest.size() <= AssetLimits.MAX_ANCESTORS,
                AssetRefusal.TOO_MANY_ANCESTORS,
                "asked",
                largest.size(),
                "allowed",
                AssetLimits.MAX_ANCESTORS);
        long sum = largest.values().stream()
                .mapToLong(ancestor -> ancestor.share().value())
                .sum();
        long asked = Math.min(
                MOST_UPSTREAM,
                origins.stream().mapToLong(AssetRules::alone).max().orElse(0));
        long most = Math.max(bound.value(), asked);
        Refused.unless(sum <= most, AssetRefusal.UPSTREAM_EXCEEDS_BOUND, "sumPpm", sum, "boundPpm", most);
        return List.copyOf(largest.values());
    }

    /** What the licence of one parent asks: its own share and those of its lineage, as they were accepted. */
    private static long alone(Origin origin) {
        Map<String, Ancestor> own = new TreeMap<>(Split.BYTE_ORDER);
        merge(own, new Ancestor(origin.parent().asset(), origin.parent().version(), origin.share()));
        origin.version().ancestors().forEach(ancestor -> merge(own, ancestor));
        return own.values().stream()
                .mapToLong(ancestor -> ancestor.share().value())
                .sum();
    }

    private static void merge(Map<String, Ancestor> largest, Ancestor ancestor) {
        largest.merge(ancestor.asset().value(), ancestor, (one, other) -> {
            int byShare = Integer.compare(one.share().value(), other.share().value());
            int order = byShare != 0 ? byShare : Long.compare(one.version(), other.version());
            return order >= 0 ? one : other;
        });
    }

    /** The head with one more version. */
    static Asset withVersion(Asset asset, AssetVersion version) {
        Refused.unless(
                asset.versions().size() < AssetLimits.MAX_VERSIONS,
                AssetRefusal.TOO_MANY_VERSIONS,
                "asset",
                asset.id(),
                "allowed",
                AssetLimits.MAX_VERSIONS);
        List<Asset.VersionRef> versions = new ArrayList<>(asset.versions());
        versions.add(new Asset.VersionRef(version.number(), Digest.of(version)));
        return change(asset, versions, asset.offers(), asset.shares());
    }

    /** The head with other offers. */
    public static Asset withOffers(Asset asset, List<Asset.Offer> offers) {
        return change(asset, asset.versions(), offers, asset.shares());
    }

    /** The head with its shares. */
    public static Asset withShares(Asset asset, Asset.Shares shares) {
        return change(asset, asset.versions(), asset.offers(), Optional.of(shares));
    }

    private static Asset change(
            Asset asset, List<Asset.VersionRef> versions, List<Asset.Offer> offers, Optional<Asset.Shares> shares) {
        return new Asset(
                asset.id(),
                asset.kind(),
                asset.name(),
                asset.owner(),
                asset.organisation(),
                versions,
                offers,
                shares,
                asset.changes() + 1,
                asset.membership(),
                asset.command());
    }

    static Asset underMembership(Asset asset, long membership) {
        return new Asset(
                asset.id(),
                asset.kind(),
                asset.name(),
                asset.owner(),
                asset.organisation(),
                asset.versions(),
                asset.offers(),
                asset.shares(),
                asset.changes(),
                membership,
                asset.command());
    }
}
