package org.stemma.contracts.exactness.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Assets, their versions, and what each version gives to whom before its holders. */
final class Lineage {
    private final Map<String, Asset> assets = new HashMap<>();

    /** An asset; its units are there once they were issued. */
    static final class Asset {
        final String owner;
        final List<Version> versions = new ArrayList<>();
        final List<Units> units = new ArrayList<>();

        Asset(String owner) {
            this.owner = owner;
        }

        boolean sharedIn(long period) {
            return !units.isEmpty() && units.get(0).existedIn(period);
        }

        Units units() {
            if (units.isEmpty()) {
                throw new Difference("no units were issued");
            }
            return units.get(0);
        }
    }

    /**
     * @param contributors the share of each, by {@code party/role}
     * @param ancestors the share of each, by asset
     */
    record Version(Map<String, Rational> contributors, Map<String, Ancestor> ancestors) {
        Map<String, Rational> ancestorShares() {
            Map<String, Rational> shares = new TreeMap<>();
            ancestors.forEach((asset, ancestor) -> shares.put(asset, ancestor.share()));
            return shares;
        }
    }

    record Ancestor(long version, Rational share) {
        /** One that is reached by several paths takes the most that one of them gives. */
        Ancestor larger(Ancestor other) {
            int order = share.compareTo(other.share);
            return (order != 0 ? order : Long.compare(version, other.version)) >= 0 ? this : other;
        }
    }

    Asset asset(String id) {
        Asset asset = assets.get(id);
        if (asset == null) {
            throw new Foreign(id);
        }
        return asset;
    }

    void register(String id, String owner) {
        assets.put(id, new Asset(owner));
    }

    /** Adds a version; each parent takes what the grant's terms say, older ancestors what the parent's lineage says. */
    void addVersion(String id, Fields arguments, Licences licences) {
        Map<String, Rational> contributors = new TreeMap<>();
        for (Fields one : arguments.objects("contributors")) {
            contributors.put(one.text("party") + "/" + one.text("role"), Rational.ppm(one.number("share")));
        }
        Map<String, Ancestor> ancestors = new TreeMap<>();
        for (Fields parent : arguments.objects("parents")) {
            long number = parent.number("version");
            Rational share = licences.upstreamOf(parent.text("grant"));
            ancestors.merge(parent.text("asset"), new Ancestor(number, share), Ancestor::larger);
            version(parent.text("asset"), number)
                    .ancestors()
                    .forEach((asset, one) -> ancestors.merge(asset, one, Ancestor::larger));
        }
        asset(id).versions.add(new Version(contributors, ancestors));
    }

    Version version(String asset, long number) {
        return asset(asset).versions.get((int) number - 1);
    }
}
