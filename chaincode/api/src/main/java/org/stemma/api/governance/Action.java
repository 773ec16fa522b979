package org.stemma.api.governance;

import org.stemma.api.AssetId;
import org.stemma.api.Money;
import org.stemma.api.PartyId;
import org.stemma.api.WalletId;
import org.stemma.api.kernel.Order;

/** One thing that a passed proposal does. What it replaces is part of it, and must still hold when it is done. */
public sealed interface Action {
    /**
     * Gives a parameter another value, from a period that has not begun when it is done.
     *
     * @param parameter its name in the constitution
     * @param notBeforePeriod the first period in which it may hold
     */
    record SetParameter(String parameter, long before, long after, long notBeforePeriod) implements Action {}

    /** Pays a party out of the treasury, once; the party claims it as it claims royalties. */
    record PayFromTreasury(PartyId payee, Money amount) implements Action {}

    /** Gives an asset another standing. */
    record OrderAsset(AssetId asset, Order.Standing before, Order.Standing after) implements Action {}

    /** Changes what is held of a wallet: what its holder can't spend. */
    record OrderAccount(WalletId wallet, Money before, Money after) implements Action {}
}
