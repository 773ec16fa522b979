package org.stemma.gateway.account;

import java.util.List;
import org.stemma.api.Money;
import org.stemma.api.OrgId;
import org.stemma.api.PartyId;
import org.stemma.api.WalletId;
import org.stemma.api.account.Credit;
import org.stemma.api.account.Wallet;

/**
 * A wallet with what is beside it.
 *
 * @param balance what was folded
 * @param credits not yet folded, oldest first, at most 100 of them
 * @param available balance and all credits; a spend reaches the oldest 50
 */
record WalletView(
        WalletId id,
        PartyId party,
        OrgId organisation,
        Money balance,
        Money available,
        List<Credit> credits,
        long creditCount,
        long version) {
    private static final int MAX_SHOWN = 100;

    static WalletView of(Wallet wallet, List<Credit> credits) {
        return new WalletView(
                wallet.id(),
                wallet.party(),
                wallet.organisation(),
                wallet.balance(),
                credits.stream().map(Credit::amount).reduce(wallet.balance(), Money::plus),
                credits.stream().limit(MAX_SHOWN).toList(),
                credits.size(),
                wallet.version());
    }
}
