package org.stemma.governance.parameter;

import java.util.Arrays;
import java.util.Optional;

/**
 * The parameters with a number for a value, and the charter's bounds: the one place in code where they stand. The
 * constitution prints the same table for people, and a test holds the two together. Both bounds are allowed values.
 */
public enum GovernedParameter {
    /** Fixed: epoch n begins at n × epochSeconds, so another length would renumber all epochs. */
    EPOCH_SECONDS("epochSeconds", Unit.SECONDS, 1, 86_400),
    EPOCHS_PER_PERIOD("epochsPerPeriod", Unit.EPOCHS, 1, 10_000),
    AHEAD_SECONDS("aheadSeconds", Unit.SECONDS, 1, 60),
    BEHIND_SECONDS("behindSeconds", Unit.SECONDS, 5, 3_600),
    /** Also at least twice {@link #AHEAD_SECONDS}, in every period. */
    GRACE_SECONDS("graceSeconds", Unit.SECONDS, 2, 3_600),
    TREASURY_FEE("treasuryFee", Unit.PPM, 0, 200_000),
    MAX_UPSTREAM("maxUpstream", Unit.PPM, 0, 900_000),
    USAGE_WINDOW_PERIODS("usageWindowPeriods", Unit.PERIODS, 1, 400),

    VOTING_DELAY_SECONDS("votingDelaySeconds", Unit.SECONDS, 0, 2_592_000),
    VOTING_SECONDS("votingSeconds", Unit.SECONDS, 1, 2_592_000),
    LATE_QUORUM_SECONDS("lateQuorumSeconds", Unit.SECONDS, 0, 2_592_000),
    QUEUE_SECONDS("queueSeconds", Unit.SECONDS, 1, 2_592_000),
    TIMELOCK_SECONDS("timelockSeconds", Unit.SECONDS, 1, 2_592_000),
    EXECUTION_SECONDS("executionSeconds", Unit.SECONDS, 1, 2_592_000),
    /** At most two thirds: in no network of three or more can one member that stays away block everything. */
    QUORUM("quorum", Unit.PPM, 333_333, 666_666),
    /** At least one half, which more than must be For; at most two thirds, so that one of three can't block. */
    SUPPORT("support", Unit.PPM, 500_000, 666_666),
    PROPOSAL_THRESHOLD("proposalThreshold", Unit.PPM, 0, 200_000),
    TREASURY_SPEND("treasurySpend", Unit.PPM, 0, 250_000);

    private final String key;
    private final Unit unit;
    private final long least;
    private final long most;

    GovernedParameter(String key, Unit unit, long least, long most) {
        this.key = key;
        this.unit = unit;
        this.least = least;
        this.most = most;
    }

    /** The parameter of this name, as the charter spells it. */
    public static Optional<GovernedParameter> named(String name) {
        return Arrays.stream(values())
                .filter(parameter -> parameter.key.equals(name))
                .findFirst();
    }

    /** The name in the charter's JSON and in proposals. */
    public String key() {
        return key;
    }

    public Unit unit() {
        return unit;
    }

    public long least() {
        return least;
    }

    public long most() {
        return most;
    }

    public boolean allows(long value) {
        return least <= value && value <= most;
    }

    /** Whether it can't be changed once the network has begun. */
    public boolean isFixed() {
        return this == EPOCH_SECONDS;
    }

    /** The bounds as the constitution prints them. */
    public String bounds() {
        String from = this == GRACE_SECONDS ? "at least twice aheadSeconds," : String.valueOf(least);
        return from + " to " + most;
    }

    @Override
    public String toString() {
        return key;
    }
}
