package org.stemma.governance;

/** Why the law of collective decisions says no. Codes never change; sentences may. */
public enum GovernanceRefusal {
    NO_SEAT("no_seat", RefusalCategory.FORBIDDEN, "Only who has a seat in the electorate takes part."),
    BELOW_PROPOSAL_THRESHOLD(
            "below_proposal_threshold", RefusalCategory.FORBIDDEN, "The proposer's weight is below the threshold."),
    LIVE_PROPOSAL("live_proposal", RefusalCategory.CONFLICT, "The proposer's last proposal still occupies its slot."),
    NO_ACTIONS("no_actions", RefusalCategory.INVALID, "A proposal names at least one action."),
    TOO_MANY_ACTIONS("too_many_actions", RefusalCategory.INVALID, "A proposal names at most 8 actions."),
    TARGET_TWICE("target_twice", RefusalCategory.INVALID, "Two actions of one proposal have the same target."),
    INTERESTS_MIXED(
            "interests_mixed",
            RefusalCategory.INVALID,
            "One proposal concerns at most one organisation, or it could silence several."),
    NOTHING_CHANGES("nothing_changes", RefusalCategory.INVALID, "An action's before and after differ."),
    AMOUNT_NOT_POSITIVE("amount_not_positive", RefusalCategory.INVALID, "A payment is more than zero."),
    HOLD_NEGATIVE("hold_negative", RefusalCategory.INVALID, "What is held of an account is not negative."),
    SUBJECT_UNKNOWN("subject_unknown", RefusalCategory.ABSENT, "What an action is about does not exist."),
    BEFORE_CHANGED(
            "before_changed", RefusalCategory.CONFLICT, "What an action changes is no longer as it was when proposed."),
    FUNDS_MISSING("funds_missing", RefusalCategory.CONFLICT, "The treasury does not have what a payment needs."),
    SPEND_CAP_EXCEEDED(
            "spend_cap_exceeded",
            RefusalCategory.LIMIT,
            "The period's payments would exceed the treasury's spend cap."),

    PARAMETER_UNKNOWN("parameter_unknown", RefusalCategory.ABSENT, "The ledger does not hold this parameter."),
    PARAMETER_FIXED("parameter_fixed", RefusalCategory.INVALID, "This parameter was fixed when the network began."),
    OUT_OF_BOUNDS("out_of_bounds", RefusalCategory.INVALID, "The value is outside of the charter's bounds."),
    GRACE_TOO_SHORT("grace_too_short", RefusalCategory.INVALID, "The grace would be less than twice the time ahead."),
    PERIOD_BEGUN("period_begun", RefusalCategory.INVALID, "A parameter changes from a later period only."),
    PERIOD_TOO_FAR("period_too_far", RefusalCategory.INVALID, "A change is scheduled at most 400 periods ahead."),
    TOO_MANY_VERSIONS("too_many_versions", RefusalCategory.CONFLICT, "A parameter has at most 1000 versions."),

    VOTE_NOT_BEGUN("vote_not_begun", RefusalCategory.CONFLICT, "The voting delay has not passed."),
    VOTE_NOT_OPENED("vote_not_opened", RefusalCategory.CONFLICT, "The vote has not been opened with its electorate."),
    VOTE_OPENED("vote_opened", RefusalCategory.CONFLICT, "The vote was opened already; its electorate is frozen."),
    VOTE_CLOSED("vote_closed", RefusalCategory.CONFLICT, "The vote is closed."),
    SNAPSHOT_MISMATCH("snapshot_mismatch", RefusalCategory.INVALID, "The electorate is that of the end of the delay."),
    RECUSED("recused", RefusalCategory.FORBIDDEN, "A party to the matter does not vote on it."),
    VOTED_ALREADY("voted_already", RefusalCategory.CONFLICT, "Votes on this proposal are final."),
    EPOCH_OPEN("epoch_open", RefusalCategory.CONFLICT, "The epochs up to this time are not all closed."),

    NOT_PROPOSER("not_proposer", RefusalCategory.FORBIDDEN, "Only the proposer cancels a proposal."),
    NOT_PENDING("not_pending", RefusalCategory.CONFLICT, "A proposal is cancelled before its vote begins, or never."),
    NOT_SUCCEEDED("not_succeeded", RefusalCategory.CONFLICT, "Only a proposal that has just succeeded is queued."),
    NOT_GUARDIAN("not_guardian", RefusalCategory.FORBIDDEN, "Only the guardian named in the proposal vetoes it."),
    NOT_QUEUED("not_queued", RefusalCategory.CONFLICT, "The proposal is not in the queue."),
    TIMELOCK_RUNNING("timelock_running", RefusalCategory.CONFLICT, "The timelock has not run out."),
    LAPSED("lapsed", RefusalCategory.CONFLICT, "The proposal was not carried through in time and has lapsed."),
    EXECUTED_ALREADY("executed_already", RefusalCategory.CONFLICT, "The proposal was executed.");

    private final String reason;
    private final RefusalCategory category;
    private final String sentence;

    GovernanceRefusal(String reason, RefusalCategory category, String sentence) {
        this.reason = reason;
        this.category = category;
        this.sentence = sentence;
    }

    /** The stable code, {@code governance.reason}. */
    public String code() {
        return "governance." + reason;
    }

    public RefusalCategory category() {
        return category;
    }

    /** One sentence that people read. */
    public String sentence() {
        return sentence;
    }
}
