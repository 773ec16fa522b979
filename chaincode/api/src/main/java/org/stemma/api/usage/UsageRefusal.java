package org.stemma.api.usage;

import org.stemma.api.Category;
import org.stemma.api.Refusal;

/** Why the usage room refuses. */
public enum UsageRefusal implements Refusal {
    SEQUENCE_USED("usage.sequence_used", Category.CONFLICT, "The meter has reported under this sequence before."),
    SIGNATURE_INVALID("usage.signature_invalid", Category.FORBIDDEN, "The meter's key did not sign this report."),
    LINES_OUT_OF_BOUNDS("usage.lines_out_of_bounds", Category.INVALID, "A report has 1 to 200 lines."),
    UNITS_INVALID("usage.units_invalid", Category.INVALID, "Units and events are above zero, and not absurdly many."),
    TIMES_INVALID("usage.times_invalid", Category.INVALID, "A line's times are in order, of one period, not ahead."),
    TOO_OLD("usage.too_old", Category.INVALID, "The usage is older than the window for late reports."),
    REQUEST_MISNAMED(
            "usage.request_misnamed", Category.INVALID, "A report's request id is its meter, a dot and its sequence."),
    NOT_METERED("usage.not_metered", Category.INVALID, "The grant's terms have no price by the unit.");

    private final String code;
    private final Category category;
    private final String sentence;

    UsageRefusal(String code, Category category, String sentence) {
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
