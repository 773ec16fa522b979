package org.stemma.api.share;

import org.stemma.api.AssetId;
import org.stemma.api.DomainEvent;
import org.stemma.api.Money;
import org.stemma.api.PartyId;
import org.stemma.api.SaleId;

/** What happened to shares. */
public sealed interface ShareEvent extends DomainEvent {
    record Issued(AssetId asset, PartyId holder, long units) implements ShareEvent {}

    record Transferred(AssetId asset, PartyId from, PartyId to, long units, long period) implements ShareEvent {}

    record SaleOffered(SaleId sale, AssetId asset, long units, Money price) implements ShareEvent {}

    record SaleCancelled(SaleId sale) implements ShareEvent {}

    record Sold(SaleId sale, AssetId asset, PartyId from, PartyId to, long units, Money price, long period)
            implements ShareEvent {}
}
