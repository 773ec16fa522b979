package org.stemma.contracts.asset;

import java.util.List;
import java.util.Optional;
import org.stemma.api.AssetId;
import org.stemma.api.Digest;
import org.stemma.api.Outcome;
import org.stemma.api.PartyId;
import org.stemma.api.RequestId;
import org.stemma.api.Text;
import org.stemma.api.asset.Asset;
import org.stemma.api.asset.AssetEvent;
import org.stemma.api.asset.AssetVersion;
import org.stemma.contracts.kernel.Tx;
import org.stemma.contracts.member.MemberBook;

/** How assets and versions come to be, for this room and for the license room, which knows what derivation needs. */
public final class Assets {
    private final Tx tx;
    private final AssetBook book;
    private final MemberBook members;

    public Assets(Tx tx) {
        this.tx = tx;
        this.book = new AssetBook(tx);
        this.members = new MemberBook(tx);
    }

    /** What a version is made of. */
    public record Making(
            AssetVersion.Content content,
            List<AssetVersion.Contributor> contributors,
            List<AssetRules.Origin> origins) {}

    public AssetId idFor(RequestId request) {
        return new AssetId(tx.idFor("ast", request));
    }

    /** Registers an asset of the caller's organisation with its first version. */
    public Outcome register(AssetId id, Asset.Kind kind, String name, PartyId owner, Making making, Digest command) {
        Asset empty = new Asset(
                id,
                kind,
                Text.label("name", name),
                members.ownParty(owner).id(),
                tx.caller().organisation(),
                List.of(),
                List.of(),
                Optional.empty(),
                0,
                0,
                command);
        tx.tell(new AssetEvent.Registered(id, kind, owner));
        return addVersion(empty, making);
    }

    /** Adds the next version to an asset of the caller's organisation. */
    public Outcome addVersion(Asset asset, Making making) {
        AssetRules.mustBeSound(making.content(), making.contributors());
        making.contributors().forEach(contributor -> members.party(contributor.party()));
        List<AssetVersion.Ancestor> ancestors = AssetRules.flatten(
                asset.id(), making.origins(), tx.charter().rulesFor(tx.period()).maxUpstream());
        AssetVersion version = new AssetVersion(
                asset.id(),
                asset.versions().size() + 1L,
                making.content(),
                making.contributors(),
                making.origins().stream().map(AssetRules.Origin::parent).toList(),
                ancestors);
        book.save(version);
        book.save(AssetRules.withVersion(asset, version));
        tx.tell(new AssetEvent.VersionAdded(
                asset.id(), version.number(), making.content().root()));
        return Outcome.of(asset.id(), version.number());
    }
}
