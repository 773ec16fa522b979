package org.stemma.api.royalty;

import java.util.List;
import org.stemma.api.AssetId;
import org.stemma.api.Command;
import org.stemma.api.CurrencyCode;
import org.stemma.api.PartyId;
import org.stemma.api.RequestId;
import org.stemma.api.SaleId;
import org.stemma.api.Scalar;
import org.stemma.api.WalletId;

/** What can be asked of the royalty room. */
public sealed interface RoyaltyCommand extends Command {
    /** Takes the next step of settling an asset's closed period. Any member, any role that writes. */
    record Settle(RequestId request, AssetId asset, long period) implements RoyaltyCommand {}

    /** Moves payables of a party, at most 50 and of one currency, to a wallet of it. Role: holder. */
    record Claim(RequestId request, PartyId party, WalletId wallet, List<String> payables) implements RoyaltyCommand {}

    /**
     * Moves what entries of the share pool owe a holder to a wallet of its party, up to and including entry
     * {@code through}, at most 100 at once. Role: holder.
     *
     * @param holder the party's id, or a sale's for units that lay in its escrow
     */
    record ClaimShares(
            RequestId request, AssetId asset, CurrencyCode currency, String holder, WalletId wallet, long through)
            implements RoyaltyCommand {
        /** The holder's id, as the key of its holding has it. */
        public Scalar holderId() {
            return holder.startsWith("sal_") ? new SaleId(holder) : new PartyId(holder);
        }
    }
}
