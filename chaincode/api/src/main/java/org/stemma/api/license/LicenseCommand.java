package org.stemma.api.license;

import java.util.List;
import java.util.Optional;
import org.stemma.api.AssetId;
import org.stemma.api.Command;
import org.stemma.api.Digest;
import org.stemma.api.GrantId;
import org.stemma.api.MeterId;
import org.stemma.api.Money;
import org.stemma.api.PartyId;
import org.stemma.api.RequestId;
import org.stemma.api.WalletId;
import org.stemma.api.asset.Asset;
import org.stemma.api.asset.AssetVersion;

/** What can be asked of the license room. */
public sealed interface LicenseCommand extends Command {
    /** Offers an asset under terms. The same terms again replace the meters. Role: owner. */
    record Offer(RequestId request, AssetId asset, Terms terms, List<MeterId> meters) implements LicenseCommand {}

    /** Offers the terms no longer; grants that exist go on. Role: owner. */
    record WithdrawOffer(RequestId request, AssetId asset, Digest terms) implements LicenseCommand {}

    /**
     * Buys a grant. The fee is charged at once and must not exceed {@code maxFee}; {@code prepay} fills the purse from
     * which usage is paid. Role: buyer.
     *
     * @param lowMark of each lane; absent means a tenth of what is prepaid
     */
    record BuyGrant(
            RequestId request,
            PartyId licensee,
            AssetId asset,
            long version,
            Digest terms,
            Terms.Purpose purpose,
            Optional<WalletId> wallet,
            Optional<Money> maxFee,
            Optional<Money> prepay,
            Optional<Money> lowMark,
            List<MeterId> meters,
            List<String> folds)
            implements LicenseCommand {}

    /** Lets a key be used for the grant. Role: buyer. */
    record AddKey(RequestId request, GrantId grant, Digest key) implements LicenseCommand {}

    /** Lets it be used no more. Role: buyer. */
    record RevokeKey(RequestId request, GrantId grant, Digest key) implements LicenseCommand {}

    /** Ends the grant and returns what its purse holds; its lanes stay for usage that is still to be reported. Role: buyer. */
    record CloseGrant(RequestId request, GrantId grant) implements LicenseCommand {}

    /** Returns what the lanes of a closed or expired grant hold, once no usage can be reported any more. Role: buyer. */
    record ReleaseLanes(RequestId request, GrantId grant) implements LicenseCommand {}

    /** Registers an asset that was made from others, each under a grant of its owner. Role: owner. */
    record RegisterDerived(
            RequestId request,
            Asset.Kind kind,
            String name,
            PartyId owner,
            AssetVersion.Content content,
            List<AssetVersion.Contributor> contributors,
            List<AssetVersion.Parent> parents)
            implements LicenseCommand {}

    /** Adds a version that was made from others. Role: owner. */
    record AddDerivedVersion(
            RequestId request,
            AssetId asset,
            AssetVersion.Content content,
            List<AssetVersion.Contributor> contributors,
            List<AssetVersion.Parent> parents)
            implements LicenseCommand {}
}
