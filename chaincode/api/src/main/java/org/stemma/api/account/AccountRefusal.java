package org.stemma.api.account;

import org.stemma.api.Category;
import org.stemma.api.Refusal;

/** Why the account room refuses. */
public enum AccountRefusal implements Refusal {
    WALLET_UNKNOWN("account.wallet_unknown", Category.ABSENT, "No such wallet exists."),
    WALLET_FOREIGN("account.wallet_foreign", Category.FORBIDDEN, "Another organisation holds this wallet."),
    WALLET_HELD("account.wallet_held", Category.HELD, "An order holds what the wallet would have to spend."),
    CURRENCY_UNKNOWN("account.currency_unknown", Category.INVALID, "The ledger keeps no such currency."),
    CURRENCY_MISMATCH("account.currency_mismatch", Category.INVALID, "The amount is of another currency."),
    AMOUNT_NOT_POSITIVE("account.amount_not_positive", Category.INVALID, "The amount must be above zero."),
    AMOUNT_TOO_FINE("account.amount_too_fine", Category.INVALID, "The currency has fewer decimal places."),
    FUNDS_SHORT("account.funds_short", Category.INVALID, "The account holds too little."),
    FOLD_UNKNOWN("account.fold_unknown", Category.CONFLICT, "A credit to fold is not there, or was folded before."),
    TOO_MANY_FOLDS("account.too_many_folds", Category.INVALID, "A debit folds at most 50 credits."),
    FEE_UNKNOWN("account.fee_unknown", Category.CONFLICT, "A fee to fold is not there, or was folded before."),
    FEES_OUT_OF_BOUNDS("account.fees_out_of_bounds", Category.INVALID, "The treasury folds 1 to 50 fees at once."),
    NOT_A_CASHIER("account.not_a_cashier", Category.FORBIDDEN, "The organisation is no cashier of this currency."),
    CASHIER_OWN_PARTY(
            "account.cashier_own_party", Category.FORBIDDEN, "A cashier never attests for its own organisation."),
    DAILY_CAP(
            "account.daily_cap", Category.LIMIT, "The cashier's cap for the day is reached; the next day has its own."),
    REFERENCE_USED("account.reference_used", Category.CONFLICT, "The external reference was attested before."),
    TILL_SHORT("account.till_short", Category.INVALID, "The cashier holds less cash than that."),
    WITHDRAWAL_UNKNOWN("account.withdrawal_unknown", Category.ABSENT, "No such withdrawal was requested."),
    WITHDRAWAL_PAID("account.withdrawal_paid", Category.CONFLICT, "The withdrawal was paid before.");

    private final String code;
    private final Category category;
    private final String sentence;

    AccountRefusal(String code, Category category, String sentence) {
        this.code = code;
        this.category = category;
        this.sentence = sentence;
    }

    @Override
    public String code() {
        return code;
    }

    @Override
    public Category category() {
        return category;
    }

    @Override
    public String sentence() {
        return sentence;
    }
}
