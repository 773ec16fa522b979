package org.stemma.api.asset;

import java.util.List;
import java.util.Optional;
import org.stemma.api.AssetId;
import org.stemma.api.Digest;
import org.stemma.api.Made;
import org.stemma.api.MeterId;
import org.stemma.api.OrgId;
import org.stemma.api.PartyId;

/**
 * An asset's head: the one key that its owner's consent guards. What hangs from it is named here by digest, and nothing
 * that it does not name is trusted.
 *
 * @param shares the units that the owner issued, if it did: once, and never another number
 * @param changes counts the head's changes
 * @param membership the membership version under which its key policy was written
 */
public record Asset(
        AssetId id,
        Kind kind,
        String name,
        PartyId owner,
        OrgId organisation,
        List<VersionRef> versions,
        List<Offer> offers,
        Optional<Shares> shares,
        long changes,
        long membership,
        Digest command)
        implements Made {
    public enum Kind {
        MODEL,
        DATA_SET
    }

    /** A version by its number, counting from 1, and the digest of its record. */
    public record VersionRef(long number, Digest digest) {}

    /** Terms that the owner offers, and the meters that may charge a grant under them. */
    public record Offer(Digest terms, List<MeterId> meters) {}

    /** The units of an asset, which are there from the end of a period on. */
    public record Shares(long units, long fromPeriod) {}

    /** The shares, where they existed at the end of a period. */
    public Optional<Shares> sharesAt(long period) {
        return shares.filter(issued -> issued.fromPeriod() <= period);
    }

    public Optional<VersionRef> version(long number) {
        return versions.stream().filter(version -> version.number() == number).findFirst();
    }

    public Optional<Offer> offer(Digest terms) {
        return offers.stream().filter(offer -> offer.terms().equals(terms)).findFirst();
    }
}
