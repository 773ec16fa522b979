package org.stemma.contracts.royalty;

import java.math.BigInteger;
import java.util.List;
import org.hyperledger.fabric.contract.annotation.Contract;
import org.hyperledger.fabric.contract.annotation.Transaction;
import org.stemma.api.CurrencyCode;
import org.stemma.api.Money;
import org.stemma.api.Outcome;
import org.stemma.api.PartyId;
import org.stemma.api.Refused;
import org.stemma.api.WalletId;
import org.stemma.api.account.AccountId;
import org.stemma.api.account.AccountRefusal;
import org.stemma.api.account.Wallet;
import org.stemma.api.member.Role;
import org.stemma.api.royalty.Payable;
import org.stemma.api.royalty.PoolEntry;
import org.stemma.api.royalty.RoyaltyCommand;
import org.stemma.api.royalty.RoyaltyEvent;
import org.stemma.api.royalty.RoyaltyRefusal;
import org.stemma.api.share.Holding;
import org.stemma.contracts.account.Accounts;
import org.stemma.contracts.kernel.Handling;
import org.stemma.contracts.kernel.RoomContract;
import org.stemma.contracts.kernel.Tx;
import org.stemma.contracts.member.MemberBook;
import org.stemma.contracts.share.ShareBook;
import org.stemma.contracts.share.ShareRules;

/** The royalty room's door. */
@Contract(name = "royalty")
public final class RoyaltyContract extends RoomContract {
    private static final Handling<RoyaltyCommand.Settle> SETTLE =
            Handling.once(RoyaltyCommand.Settle.class, RoyaltyContract::settle).alone();
    private static final Handling<RoyaltyCommand.Claim> CLAIM =
            Handling.once(RoyaltyCommand.Claim.class, RoyaltyContract::claim);
    private static final Handling<RoyaltyCommand.ClaimShares> CLAIM_SHARES =
            Handling.once(RoyaltyCommand.ClaimShares.class, RoyaltyContract::claimShares);

    /** What is done with each command of this room. */
    public static List<Handling<?>> handlings() {
        return List.of(SETTLE, CLAIM, CLAIM_SHARES);
    }

    @Transaction
    public String settle(Tx tx, String json) {
        return execute(tx, json, SETTLE);
    }

    @Transaction
    public String claim(Tx tx, String json) {
        return execute(tx, json, CLAIM);
    }

    @Transaction
    public String claimShares(Tx tx, String json) {
        return execute(tx, json, CLAIM_SHARES);
    }

    private static Outcome settle(Tx tx, RoyaltyCommand.Settle command) {
        tx.caller().mustBeWriter();
        return new Settling(tx).step(command.asset(), command.period());
    }

    private static Outcome claimShares(Tx tx, RoyaltyCommand.ClaimShares command) {
        tx.caller().mustBe(Role.HOLDER);
        ShareBook shares = new ShareBook(tx);
        Holding claimed = shares.ownHolding(command.asset(), command.holderId());
        Holding payee = claimed.isEscrow() ? shares.holding(command.asset(), claimed.party()) : claimed;
        Accounts accounts = new Accounts(tx);
        WalletId wallet = ownWallet(accounts, command.wallet(), claimed.party(), command.currency());
        long after = claimed.position(command.currency()).entry();
        PoolRules.mustFollow(after, command.through());
        List<PoolEntry> entries =
                new RoyaltyBook(tx).entries(command.asset(), command.currency(), after, command.through());
        PoolRules.Due due =
                PoolRules.due(claimed, payee.position(command.currency()).remainder(), entries);
        // What a division leaves stays with the party, so that no sale leaves a fraction of a nano behind.
        if (claimed.isEscrow()) {
            shares.save(ShareRules.claimed(claimed, command.currency(), command.through(), BigInteger.ZERO));
            shares.save(ShareRules.keeping(payee, command.currency(), due.remainder()));
        } else {
            shares.save(ShareRules.claimed(claimed, command.currency(), command.through(), due.remainder()));
        }
        Money amount = Money.zero(command.currency()).with(due.nano());
        accounts.credit(wallet, amount, AccountId.pool(command.asset()));
        tx.tell(new RoyaltyEvent.SharesClaimed(command.asset(), claimed.party(), amount, command.through()));
        return Outcome.of(wallet);
    }

    private static WalletId ownWallet(Accounts accounts, WalletId id, PartyId party, CurrencyCode currency) {
        Wallet wallet = accounts.ownWallet(id);
        Refused.unless(
                wallet.party().equals(party), RoyaltyRefusal.WALLET_OF_ANOTHER, "wallet", id, "party", wallet.party());
        Refused.unless(
                wallet.balance().currency().equals(currency),
                AccountRefusal.CURRENCY_MISMATCH,
                "wallet",
                wallet.balance().currency());
        return id;
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
