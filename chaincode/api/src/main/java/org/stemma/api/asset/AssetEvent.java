package org.stemma.api.asset;

import org.stemma.api.AssetId;
import org.stemma.api.Digest;
import org.stemma.api.DomainEvent;
import org.stemma.api.PartyId;

/** What happened to assets. */
public sealed interface AssetEvent extends DomainEvent {
    record Registered(AssetId asset, Asset.Kind kind, PartyId owner) implements AssetEvent {}

    record VersionAdded(AssetId asset, long version, Digest root) implements AssetEvent {}
}
