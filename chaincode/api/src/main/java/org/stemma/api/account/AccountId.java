package org.stemma.api.account;

import java.util.regex.Pattern;
import org.stemma.api.AssetId;
import org.stemma.api.GrantId;
import org.stemma.api.MeterId;
import org.stemma.api.OrgId;
import org.stemma.api.PartyId;
import org.stemma.api.SaleId;
import org.stemma.api.Scalar;
import org.stemma.api.Text;
import org.stemma.api.WalletId;
import org.stemma.api.WithdrawalId;

/** An account of the double entry: its kind, then its holder. Its currency is that of each posting. */
public record AccountId(String value) implements Scalar, Comparable<AccountId> {
    private static final Pattern FORM = Pattern.compile("[a-z]{4,12}(/[A-Za-z0-9_.-]{1,80}){0,2}");

    /** The consortium's own account. */
    public static final AccountId TREASURY = new AccountId("treasury");

    public AccountId {
        Text.matching(FORM, value, "an account such as wallet/wal_1");
    }

    /** Money outside the ledger that a cashier holds for members; its balance is negative by as much. */
    public static AccountId cash(OrgId cashier) {
        return new AccountId("cash/" + cashier);
    }

    public static AccountId wallet(WalletId wallet) {
        return new AccountId("wallet/" + wallet);
    }

    /** Money on its way out: taken from a wallet, not yet paid by the cashier. */
    public static AccountId withdrawal(WithdrawalId withdrawal) {
        return new AccountId("withdrawal/" + withdrawal);
    }

    /** What a licensee has prepaid under a grant. */
    public static AccountId purse(GrantId grant) {
        return new AccountId("purse/" + grant);
    }

    /** The part of a purse that one meter may charge. */
    public static AccountId lane(GrantId grant, MeterId meter) {
        return new AccountId("lane/" + grant + "/" + meter);
    }

    /** What is due to an asset in a period, until settlement. */
    public static AccountId clearing(AssetId asset, long period) {
        return new AccountId("clearing/" + asset + "/" + period);
    }

    /** What settlements owe a party, until it claims. */
    public static AccountId payable(PartyId party) {
        return new AccountId("payable/" + party);
    }

    /** The price of a sale of shares, on its way from buyer to seller. */
    public static AccountId sale(SaleId sale) {
        return new AccountId("sale/" + sale);
    }

    /** What settlements set aside for an asset's holders, until they claim. */
    public static AccountId pool(AssetId asset) {
        return new AccountId("pool/" + asset);
    }

    /** The account's kind, such as {@code wallet}. */
    public String kind() {
        int slash = value.indexOf('/');
        return slash < 0 ? value : value.substring(0, slash);
    }

    @Override
    public int compareTo(AccountId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
