package org.stemma.api.royalty;

import org.stemma.api.Category;
import org.stemma.api.Refusal;

/** Why the royalty room refuses. */
public enum RoyaltyRefusal implements Refusal {
    PERIOD_OPEN("royalty.period_open", Category.CONFLICT, "The period's last epoch is not closed yet."),
    ALREADY_SETTLED("royalty.already_settled", Category.CONFLICT, "The asset's period was settled before."),
    NOTHING_TO_SETTLE("royalty.nothing_to_settle", Category.ABSENT, "The asset received nothing in this period."),
    PAYABLE_UNKNOWN("royalty.payable_unknown", Category.CONFLICT, "A payable is not there, or was claimed before."),
    PAYABLES_OUT_OF_BOUNDS("royalty.payables_out_of_bounds", Category.INVALID, "A claim names 1 to 50 payables."),
    ENTRIES_OUT_OF_BOUNDS(
            "royalty.entries_out_of_bounds", Category.INVALID, "A claim takes the next 1 to 100 entries that exist."),
    WALLET_OF_ANOTHER("royalty.wallet_of_another", Category.INVALID, "The wallet belongs to another party.");

    private final String code;
    private final Category category;
    private final String sentence;

    RoyaltyRefusal(String code, Category category, String sentence) {
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
