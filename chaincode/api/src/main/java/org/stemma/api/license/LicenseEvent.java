package org.stemma.api.license;

import org.stemma.api.AssetId;
import org.stemma.api.Digest;
import org.stemma.api.DomainEvent;
import org.stemma.api.GrantId;
import org.stemma.api.PartyId;

/** What happened to licences. */
public sealed interface LicenseEvent extends DomainEvent {
    record Offered(AssetId asset, Digest terms) implements LicenseEvent {}

    record OfferWithdrawn(AssetId asset, Digest terms) implements LicenseEvent {}

    record GrantBought(GrantId grant, AssetId asset, PartyId licensee, Digest terms) implements LicenseEvent {}

    record GrantClosed(GrantId grant) implements LicenseEvent {}

    record GrantSuspended(GrantId grant) implements LicenseEvent {}

    record LanesReleased(GrantId grant) implements LicenseEvent {}

    record KeyAdded(GrantId grant, Digest key) implements LicenseEvent {}

    record KeyRevoked(GrantId grant, Digest key) implements LicenseEvent {}
}
