package org.stemma.api.account;

import java.util.List;
import org.stemma.api.Command;
import org.stemma.api.CurrencyCode;
import org.stemma.api.Money;
import org.stemma.api.OrgId;
import org.stemma.api.PartyId;
import org.stemma.api.RequestId;
import org.stemma.api.WalletId;
import org.stemma.api.WithdrawalId;

/** What can be asked of the account room. {@code folds} names credits of the debited wallet, at most 50. */
public sealed interface AccountCommand extends Command {
    /** Opens a wallet for a party of the caller's organisation. Role: buyer, holder or owner. */
    record OpenWallet(RequestId request, PartyId party, CurrencyCode currency) implements AccountCommand {}

    /** Attests that the caller's organisation holds this much for a wallet of another one. Role: cashier. */
    record Deposit(RequestId request, WalletId wallet, Money amount, String reference) implements AccountCommand {}

    /** Folds credits into the balance, without spending. Role: buyer or holder. */
    record FoldCredits(RequestId request, WalletId wallet, List<String> folds) implements AccountCommand {}

    /** Takes money out of a wallet for a cashier to pay. Role: buyer or holder. */
    record RequestWithdrawal(RequestId request, WalletId wallet, Money amount, OrgId cashier, List<String> folds)
            implements AccountCommand {}

    /** Attests that the withdrawal was paid. Role: cashier, of the organisation that the withdrawal names. */
    record PayWithdrawal(RequestId request, WithdrawalId withdrawal, String reference) implements AccountCommand {}

    /** Adds named fees, 1 to 50 and each once, to the treasury. Any member, any role that writes. */
    record FoldTreasury(RequestId request, CurrencyCode currency, List<String> fees) implements AccountCommand {}
}
