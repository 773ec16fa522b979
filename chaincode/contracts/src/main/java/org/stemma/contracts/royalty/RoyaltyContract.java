package org.stemma.contracts.royalty;

import java.util.List;
import org.hyperledger.fabric.contract.annotation.Contract;
import org.hyperledger.fabric.contract.annotation.Transaction;
import org.stemma.api.Money;
import org.stemma.api.Outcome;
import org.stemma.api.Refused;
import org.stemma.api.account.AccountId;
import org.stemma.api.account.Wallet;
import org.stemma.api.member.Role;
import org.stemma.api.royalty.Payable;
import org.stemma.api.royalty.RoyaltyCommand;
import org.stemma.api.royalty.RoyaltyEvent;
import org.stemma.api.royalty.RoyaltyRefusal;
import org.stemma.contracts.account.Accounts;
import org.stemma.contracts.kernel.RoomContract;
import org.stemma.contracts.kernel.Tx;
import org.stemma.contracts.member.MemberBook;

/** The royalty room's door. */
@Contract(name = "royalty")
public final class RoyaltyContract extends RoomContract {
    @Transaction
    public String settle(Tx tx, String json) {
        return execute(
                tx,
                json,
                RoyaltyCommand.Settle.class,
                c -> tx.once(c, () -> {
                    tx.caller().mustBeWriter();
                    return new Settling(tx).step(c.asset(), c.period());
                }));
    }

    @Transaction
    public String claim(Tx tx, String json) {
        return execute(tx, json, RoyaltyCommand.Claim.class, c -> tx.once(c, () -> claim(tx, c)));
    }

    private static Outcome claim(Tx tx, RoyaltyCommand.Claim command) {
        tx.caller().mustBe(Role.HOLDER);
        RoyaltyRules.mustBeClaimable(command.payables());
        new MemberBook(tx).ownParty(command.party());
        Accounts accounts = new Accounts(tx);
        Wallet wallet = accounts.ownWallet(command.wallet());
        Refused.unless(
                wallet.party().equals(command.party()),
                RoyaltyRefusal.WALLET_OF_ANOTHER,
                "wallet",
                wallet.id(),
                "party",
                wallet.party());
        List<Payable> payables = new RoyaltyBook(tx).take(command.party(), command.payables());
        Money sum = RoyaltyRules.sum(payables, wallet.balance().with(0));
        accounts.credit(wallet.id(), sum, AccountId.payable(command.party()));
        tx.tell(new RoyaltyEvent.Claimed(command.party(), sum, payables.size()));
        return Outcome.of(wallet.id());
    }
}
