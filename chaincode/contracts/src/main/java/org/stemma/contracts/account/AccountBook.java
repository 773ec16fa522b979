package org.stemma.contracts.account;

import java.util.List;
import java.util.Optional;
import org.stemma.api.AssetId;
import org.stemma.api.CurrencyCode;
import org.stemma.api.Drawer;
import org.stemma.api.GrantId;
import org.stemma.api.MeterId;
import org.stemma.api.OrgId;
import org.stemma.api.Refused;
import org.stemma.api.WalletId;
import org.stemma.api.WithdrawalId;
import org.stemma.api.account.AccountRefusal;
import org.stemma.api.account.Credit;
import org.stemma.api.account.DepositRecord;
import org.stemma.api.account.Lane;
import org.stemma.api.account.Purse;
import org.stemma.api.account.Receipt;
import org.stemma.api.account.Till;
import org.stemma.api.account.Treasury;
import org.stemma.api.account.TreasuryFee;
import org.stemma.api.account.Wallet;
import org.stemma.api.account.Withdrawal;
import org.stemma.contracts.kernel.KeyPolicies;
import org.stemma.contracts.kernel.Session;
import org.stemma.contracts.kernel.Tx;

/** The account room's drawers. Wallets carry their holder's policy from their first write. */
final class AccountBook {
    private final Tx tx;
    private final Session session;

    AccountBook(Tx tx) {
        this.tx = tx;
        this.session = tx.session();
    }

    Optional<Wallet> findWallet(WalletId id) {
        return session.find(Drawer.WALLET, Wallet.class, id);
    }

    Wallet wallet(WalletId id) {
        return findWallet(id).orElseThrow(() -> Refused.because(AccountRefusal.WALLET_UNKNOWN, "wallet", id));
    }

    /** Saves the wallet; its policy is written when it is new or was written for other members. */
    void save(Wallet wallet) {
        long membership = tx.charter().membership().version();
        boolean old = wallet.membership() != membership;
        Wallet current = old
                ? new Wallet(
                        wallet.id(),
                        wallet.party(),
                        wallet.organisation(),
                        wallet.balance(),
                        wallet.version(),
                        membership,
                        wallet.command())
                : wallet;
        session.save(Drawer.WALLET, current, wallet.id());
        if (old || wallet.version() == 1) {
            byte[] policy = KeyPolicies.ownerAndOthers(
                    wallet.organisation(), tx.charter().membership());
            session.guard(Drawer.WALLET, policy, wallet.id());
        }
    }

    void add(Credit credit) {
        session.save(Drawer.CREDIT, credit, credit.wallet(), credit.id());
    }

    /** Takes credits away, each by its key; one that is not there was folded before. */
    List<Credit> take(WalletId wallet, List<String> ids) {
        return ids.stream().map(id -> take(wallet, id)).toList();
    }

    private Credit take(WalletId wallet, String id) {
        AccountRules.mustBeCreditId(id);
        Credit credit = session.find(Drawer.CREDIT, Credit.class, wallet, id)
                .orElseThrow(() -> Refused.because(AccountRefusal.FOLD_UNKNOWN, "credit", id));
        session.delete(Drawer.CREDIT, wallet, id);
        return credit;
    }

    void add(Receipt receipt) {
        session.save(Drawer.RECEIPT, receipt, receipt.asset(), receipt.period(), receipt.id());
    }

    /** Receipts of an asset's closed period, in the order of their ids. */
    List<Receipt> receipts(AssetId asset, long period, Optional<String> after, int limit) {
        return session.scan(Drawer.RECEIPT, Receipt.class, after, limit, asset, period).stream()
                .map(Session.Found::record)
                .toList();
    }

    Optional<DepositRecord> deposit(OrgId cashier, String reference) {
        return session.find(Drawer.DEPOSIT, DepositRecord.class, cashier, reference);
    }

    void save(DepositRecord deposit) {
        session.save(Drawer.DEPOSIT, deposit, deposit.cashier(), deposit.reference());
    }

    Optional<Till> till(OrgId cashier, CurrencyCode currency) {
        return session.find(Drawer.TILL, Till.class, cashier, currency);
    }

    void save(Till till) {
        session.save(Drawer.TILL, till, till.cashier(), till.currency());
    }

    Optional<Treasury> treasury(CurrencyCode currency) {
        return session.find(Drawer.TREASURY, Treasury.class, currency);
    }

    /** Saves the treasury; from its first write on two thirds of the members must agree to its changes. */
    void save(Treasury treasury) {
        boolean made = treasury(treasury.currency()).isEmpty();
        session.save(Drawer.TREASURY, treasury, treasury.currency());
        if (made) {
            session.guard(Drawer.TREASURY, KeyPolicies.twoThirds(tx.charter().membership()), treasury.currency());
        }
    }

    void add(TreasuryFee fee) {
        session.save(Drawer.TREASURY_FEE, fee, fee.amount().currency(), fee.id());
    }

    /** Takes fees away, each by its key; one that is not there was folded before. */
    List<TreasuryFee> takeFees(CurrencyCode currency, List<String> ids) {
        return ids.stream().map(id -> takeFee(currency, id)).toList();
    }

    private TreasuryFee takeFee(CurrencyCode currency, String id) {
        TreasuryFee fee = session.find(Drawer.TREASURY_FEE, TreasuryFee.class, currency, id)
                .orElseThrow(() -> Refused.because(AccountRefusal.FEE_UNKNOWN, "fee", id));
        session.delete(Drawer.TREASURY_FEE, currency, id);
        return fee;
    }

    Optional<Withdrawal> findWithdrawal(WithdrawalId id) {
        return session.find(Drawer.WITHDRAWAL, Withdrawal.class, id);
    }

    void save(Withdrawal withdrawal) {
        session.save(Drawer.WITHDRAWAL, withdrawal, withdrawal.id());
    }

    Optional<Purse> purse(GrantId grant) {
        return session.find(Drawer.PURSE, Purse.class, grant);
    }

    void save(Purse purse) {
        session.save(Drawer.PURSE, purse, purse.grant());
    }

    Optional<Lane> lane(GrantId grant, MeterId meter) {
        return session.find(Drawer.LANE, Lane.class, grant, meter);
    }

    void save(Lane lane) {
        session.save(Drawer.LANE, lane, lane.grant(), lane.meter());
    }
}
