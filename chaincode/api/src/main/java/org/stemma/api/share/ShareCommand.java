package org.stemma.api.share;

import java.util.List;
import java.util.Optional;
import org.stemma.api.AssetId;
import org.stemma.api.Command;
import org.stemma.api.Money;
import org.stemma.api.PartyId;
import org.stemma.api.RequestId;
import org.stemma.api.SaleId;
import org.stemma.api.WalletId;

/** What can be asked of the share room. */
public sealed interface ShareCommand extends Command {
    /** Issues an asset's shares, once, all to one holder of the owner's organisation. Role: owner. */
    record Issue(RequestId request, AssetId asset, PartyId holder, long units) implements ShareCommand {}

    /** Gives units away. Role: holder, of the giver's organisation. */
    record Transfer(RequestId request, AssetId asset, PartyId from, PartyId to, long units) implements ShareCommand {}

    /** Promises units against a price: they go to escrow at once. Role: holder. */
    record OfferSale(
            RequestId request,
            AssetId asset,
            PartyId seller,
            long units,
            Money price,
            WalletId wallet,
            Optional<PartyId> buyer)
            implements ShareCommand {}

    /** Takes them back. Role: holder, of the seller's organisation. */
    record CancelSale(RequestId request, SaleId sale) implements ShareCommand {}

    /** Buys them: units and price change hands in this one transaction. Role: buyer or holder. */
    record Buy(RequestId request, SaleId sale, PartyId buyer, WalletId wallet, Money maxPrice, List<String> folds)
            implements ShareCommand {}
}
