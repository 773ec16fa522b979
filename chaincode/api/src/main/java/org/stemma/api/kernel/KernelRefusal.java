package org.stemma.api.kernel;

import org.stemma.api.Category;
import org.stemma.api.Refusal;

/** Why the kernel refuses, before any room is asked. */
public enum KernelRefusal implements Refusal {
    MALFORMED("kernel.malformed", Category.MALFORMED, "The input is not of its form."),
    NO_GENESIS("kernel.no_genesis", Category.UNAVAILABLE, "The ledger has not begun: run genesis first."),
    GENESIS_DONE("kernel.genesis_done", Category.CONFLICT, "The ledger has begun already."),
    PROFILE_UNKNOWN("kernel.profile_unknown", Category.INVALID, "The chaincode holds no genesis of this profile."),
    NOT_A_MEMBER("kernel.not_a_member", Category.FORBIDDEN, "The caller's organisation is not a member."),
    ROLE_MISSING("kernel.role_missing", Category.FORBIDDEN, "The caller's certificate does not carry the needed role."),
    TIME_AHEAD("kernel.time_ahead", Category.INVALID, "The transaction's time is ahead of the endorser's clock."),
    TIME_BEHIND("kernel.time_behind", Category.INVALID, "The transaction's time is behind the endorser's clock."),
    EPOCH_CLOSED("kernel.epoch_closed", Category.CONFLICT, "The transaction's epoch is closed; send it anew."),
    EPOCH_NOT_DUE("kernel.epoch_not_due", Category.INVALID, "An epoch can be closed once its grace has passed."),
    TOO_MANY_EPOCHS("kernel.too_many_epochs", Category.INVALID, "One transaction closes at most 200 epochs."),
    ORDERS_FULL("kernel.orders_full", Category.CONFLICT, "Orders are in force on 100 subjects; release one first."),
    OVERFLOW("kernel.overflow", Category.INVALID, "A number exceeds what the ledger can hold."),
    REQUEST_REUSED("kernel.request_reused", Category.CONFLICT, "The request id was used for another command.");

    private final String code;
    private final Category category;
    private final String sentence;

    KernelRefusal(String code, Category category, String sentence) {
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
