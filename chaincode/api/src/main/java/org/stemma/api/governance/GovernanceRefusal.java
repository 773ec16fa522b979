package org.stemma.api.governance;

import org.stemma.api.Category;
import org.stemma.api.Refusal;

/** Why the governance room refuses: the reasons of the law of collective decisions, and its own. */
public enum GovernanceRefusal implements Refusal {
    NO_SEAT("governance.no_seat", Category.FORBIDDEN, "Only who has a seat in the electorate takes part."),
    BELOW_PROPOSAL_THRESHOLD(
            "governance.below_proposal_threshold", Category.FORBIDDEN, "The proposer's weight is below the threshold."),
    LIVE_PROPOSAL(
            "governance.live_proposal", Category.CONFLICT, "The proposer's last proposal still occupies its slot."),
    NO_ACTIONS("governance.no_actions", Category.INVALID, "A proposal names at least one action."),
    TOO_MANY_ACTIONS("governance.too_many_actions", Category.INVALID, "A proposal names at most 8 actions."),
    TARGET_TWICE("governance.target_twice", Category.INVALID, "Two actions of one proposal have the same target."),
    INTERESTS_MIXED(
            "governance.interests_mixed",
            Category.INVALID,
            "One proposal concerns at most one organisation, or it could silence several."),
    NOTHING_CHANGES("governance.nothing_changes", Category.INVALID, "An action's before and after differ."),
    AMOUNT_NOT_POSITIVE("governance.amount_not_positive", Category.INVALID, "A payment is more than zero."),
    HOLD_NEGATIVE("governance.hold_negative", Category.INVALID, "What is held of an account is not negative."),
    SUBJECT_UNKNOWN("governance.subject_unknown", Category.ABSENT, "What an action is about does not exist."),
    BEFORE_CHANGED(
            "governance.before_changed",
            Category.CONFLICT,
            "What an action changes is no longer as it was when proposed."),
    FUNDS_MISSING("governance.funds_missing", Category.CONFLICT, "The treasury does not have what a payment needs."),
    SPEND_CAP_EXCEEDED(
            "governance.spend_cap_exceeded",
            Category.LIMIT,
            "The period's payments would exceed the treasury's spend cap."),
    PARAMETER_UNKNOWN("governance.parameter_unknown", Category.ABSENT, "The ledger does not hold this parameter."),
    PARAMETER_FIXED("governance.parameter_fixed", Category.INVALID, "This parameter was fixed when the network began."),
    OUT_OF_BOUNDS("governance.out_of_bounds", Category.INVALID, "The value is outside of the charter's bounds."),
    GRACE_TOO_SHORT(
            "governance.grace_too_short", Category.INVALID, "The grace would be less than twice the time ahead."),
    PERIOD_BEGUN("governance.period_begun", Category.INVALID, "A parameter changes from a later period only."),
    PERIOD_TOO_FAR("governance.period_too_far", Category.INVALID, "A change is scheduled at most 400 periods ahead."),
    TOO_MANY_VERSIONS("governance.too_many_versions", Category.CONFLICT, "A parameter has at most 1000 versions."),
    VOTE_NOT_BEGUN("governance.vote_not_begun", Category.CONFLICT, "The voting delay has not passed."),
    VOTE_NOT_OPENED(
            "governance.vote_not_opened", Category.CONFLICT, "The vote has not been opened with its electorate."),
    VOTE_OPENED("governance.vote_opened", Category.CONFLICT, "The vote was opened already; its electorate is frozen."),
    VOTE_CLOSED("governance.vote_closed", Category.CONFLICT, "The vote is closed."),
    SNAPSHOT_MISMATCH(
            "governance.snapshot_mismatch", Category.INVALID, "The electorate is that of the end of the delay."),
    RECUSED("governance.recused", Category.FORBIDDEN, "A party to the matter does not vote on it."),
    VOTED_ALREADY("governance.voted_already", Category.CONFLICT, "Votes on this proposal are final."),
    EPOCH_OPEN("governance.epoch_open", Category.CONFLICT, "The epochs up to this time are not all closed."),
    NOT_PROPOSER("governance.not_proposer", Category.FORBIDDEN, "Only the proposer cancels a proposal."),
    NOT_PENDING(
            "governance.not_pending", Category.CONFLICT, "A proposal is cancelled before its vote begins, or never."),
    NOT_SUCCEEDED("governance.not_succeeded", Category.CONFLICT, "Only a proposal that has just succeeded is queued."),
    NOT_GUARDIAN("governance.not_guardian", Category.FORBIDDEN, "Only the guardian named in the proposal vetoes it."),
    NOT_QUEUED("governance.not_queued", Category.CONFLICT, "The proposal is not in the queue."),
    TIMELOCK_RUNNING("governance.timelock_running", Category.CONFLICT, "The timelock has not run out."),
    LAPSED("governance.lapsed", Category.CONFLICT, "The proposal was not carried through in time and has lapsed."),
    EXECUTED_ALREADY("governance.executed_already", Category.CONFLICT, "The proposal was executed."),
    PROPOSAL_UNKNOWN("governance.proposal_unknown", Category.ABSENT, "No such proposal was made.");

    private final String code;
    private final Category category;
    private final String sentence;

    GovernanceRefusal(String code, Category category, String sentence) {
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
