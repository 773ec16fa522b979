package org.stemma.gateway.license;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.stemma.api.AssetId;
import org.stemma.api.CurrencyCode;
import org.stemma.api.Digest;
import org.stemma.api.GrantId;
import org.stemma.api.MeterId;
import org.stemma.api.OrgId;
import org.stemma.api.PartyId;
import org.stemma.api.WalletId;
import org.stemma.api.account.Lane;
import org.stemma.api.account.Purse;
import org.stemma.api.license.Grant;
import org.stemma.api.license.Terms;

/** A grant with what its purse and lanes hold. */
record GrantView(
        GrantId id,
        PartyId licensee,
        OrgId organisation,
        AssetId asset,
        long version,
        Digest terms,
        Terms.Purpose purpose,
        Optional<CurrencyCode> currency,
        Optional<WalletId> wallet,
        List<MeterId> meters,
        Instant validFrom,
        Optional<Instant> validUntil,
        Optional<Instant> closedAt,
        boolean lanesReleased,
        boolean suspended,
        Optional<Purse> purse,
        List<Lane> lanes) {
    static GrantView of(Grant grant, Optional<Purse> purse, List<Lane> lanes) {
        return new GrantView(
                grant.id(),
                grant.licensee(),
                grant.organisation(),
                grant.asset(),
                grant.version(),
                grant.terms(),
                grant.purpose(),
                grant.currency(),
                grant.wallet(),
                grant.meters(),
                grant.validFrom(),
                grant.validUntil(),
                grant.closedAt(),
                grant.lanesReleased(),
                grant.suspended(),
                purse,
                lanes);
    }
}
