package org.stemma.api.share;

import org.stemma.api.Category;
import org.stemma.api.Refusal;

/** Why the share room refuses. */
public enum ShareRefusal implements Refusal {
    ISSUED_BEFORE(
            "share.issued_before", Category.CONFLICT, "The asset has its shares already; their number never changes."),
    UNITS_OUT_OF_BOUNDS("share.units_out_of_bounds", Category.INVALID, "Units are above zero and at most 10^12."),
    HOLDING_SHORT("share.holding_short", Category.INVALID, "The holder has fewer units."),
    SAME_HOLDER("share.same_holder", Category.INVALID, "Giver and taker are the same party."),
    TOO_MANY_CHECKPOINTS(
            "share.too_many_checkpoints", Category.CONFLICT, "The holding has changed in too many periods."),
    SALE_UNKNOWN("share.sale_unknown", Category.ABSENT, "No such sale was offered."),
    SALE_OVER("share.sale_over", Category.CONFLICT, "The sale is sold or cancelled."),
    SALE_FOREIGN("share.sale_foreign", Category.FORBIDDEN, "Another organisation offered this sale."),
    SALE_FOR_ANOTHER("share.sale_for_another", Category.FORBIDDEN, "The sale is for another buyer."),
    PRICE_ABOVE_MAX("share.price_above_max", Category.INVALID, "The price is above the most that the buyer accepts."),
    HOLDING_UNKNOWN("share.holding_unknown", Category.ABSENT, "The holder has never had units of this asset."),
    HOLDING_FOREIGN("share.holding_foreign", Category.FORBIDDEN, "Another organisation holds these shares.");

    private final String code;
    private final Category category;
    private final String sentence;

    ShareRefusal(String code, Category category, String sentence) {
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
