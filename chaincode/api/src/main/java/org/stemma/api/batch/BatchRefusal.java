package org.stemma.api.batch;

import org.stemma.api.Category;
import org.stemma.api.Refusal;

/** Why a batch, or a command because it stands in one, is refused. */
public enum BatchRefusal implements Refusal {
    EMPTY("batch.empty", Category.INVALID, "A batch holds at least one command."),
    TOO_MANY("batch.too_many", Category.INVALID, "A batch holds at most 100 commands."),
    FUNCTION_UNKNOWN("batch.function_unknown", Category.INVALID, "There is no such function that writes."),
    ALONE("batch.alone", Category.INVALID, "This command is a transaction of its own: send it alone."),
    TOO_MUCH("batch.too_much", Category.LIMIT, "The batch has asked the peer for enough: send this command anew.");

    private final String code;
    private final Category category;
    private final String sentence;

    BatchRefusal(String code, Category category, String sentence) {
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
