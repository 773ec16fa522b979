package org.stemma.api.license;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.stemma.api.AssetId;
import org.stemma.api.CurrencyCode;
import org.stemma.api.Digest;
import org.stemma.api.GrantId;
import org.stemma.api.Made;
import org.stemma.api.MeterId;
import org.stemma.api.OrgId;
import org.stemma.api.PartyId;
import org.stemma.api.WalletId;
import org.stemma.api.member.Meter;

/**
 * A licence as it was granted: to whom, for which version, under which terms, at which price, until when.
 *
 * @param price as it was quoted; absent from grants of before it was kept, whose terms have it
 * @param meters who may charge it, agreed by licensor and licensee
 * @param meterKeys theirs, in the same order; absent from grants of before they were kept, whose meters' records have them
 * @param wallet from which it was paid and to which what is left returns; absent for a grant without money
 * @param suspended whether usage was reported that could not be paid
 */
public record Grant(
        GrantId id,
        PartyId licensee,
        OrgId organisation,
        AssetId asset,
        long version,
        Digest terms,
        Optional<Terms.Price> price,
        Terms.Purpose purpose,
        Optional<CurrencyCode> currency,
        Optional<WalletId> wallet,
        List<MeterId> meters,
        Optional<List<Meter.Key>> meterKeys,
        Instant validFrom,
        Optional<Instant> validUntil,
        Optional<Instant> closedAt,
        boolean lanesReleased,
        boolean suspended,
        Digest command)
        implements Made {
    /** The key of a meter that may charge it, where the grant has it. */
    public Optional<Meter.Key> keyOf(MeterId meter) {
        int place = meters.indexOf(meter);
        return place < 0 ? Optional.empty() : meterKeys.map(keys -> keys.get(place));
    }
}
