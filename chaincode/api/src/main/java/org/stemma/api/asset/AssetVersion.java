package org.stemma.api.asset;

import java.util.List;
import java.util.Optional;
import org.stemma.api.AssetId;
import org.stemma.api.Digest;
import org.stemma.api.Document;
import org.stemma.api.GrantId;
import org.stemma.api.PartyId;
import org.stemma.api.Ppm;

/**
 * What one version of an asset is and where it comes from. Never changes.
 *
 * @param parents what it was made from, and the grant that allowed it
 * @param ancestors every parent and ancestor of one, flattened, with the share of this version's revenue that each takes
 */
public record AssetVersion(
        AssetId asset,
        long number,
        Content content,
        List<Contributor> contributors,
        List<Parent> parents,
        List<Ancestor> ancestors)
        implements Document {
    /**
     * The files by their Merkle root (see {@link ContentTree}), and what is said of them.
     *
     * @param spdx the SPDX licence expression under which the files stand
     * @param source where they came from, such as a package's coordinates
     */
    public record Content(Digest root, long files, long bytes, String spdx, Optional<String> source) {}

    /** Who made it, and which part of what reaches it is theirs before the rest. */
    public record Contributor(PartyId party, String role, Ppm share) {}

    public record Parent(AssetId asset, long version, GrantId grant) {}

    /** One reached by several paths stands here once, with the largest of their shares. */
    public record Ancestor(AssetId asset, long version, Ppm share) {}
}
