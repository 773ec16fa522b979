package org.stemma.api.royalty;

import org.stemma.api.AssetId;
import org.stemma.api.CurrencyCode;
import org.stemma.api.DomainEvent;
import org.stemma.api.Money;
import org.stemma.api.PartyId;

/** What happened to royalties. */
public sealed interface RoyaltyEvent extends DomainEvent {
    record Folded(AssetId asset, long period, long receipts) implements RoyaltyEvent {}

    record Settled(AssetId asset, long period, long receipts) implements RoyaltyEvent {}

    record Claimed(PartyId party, Money amount, long payables) implements RoyaltyEvent {}

    record Distributed(AssetId asset, CurrencyCode currency, long entry, long usagePeriod, Money amount)
            implements RoyaltyEvent {}

    record SharesClaimed(AssetId asset, PartyId party, Money amount, long through) implements RoyaltyEvent {}
}
