package org.stemma.governance.proposal;

/** What a proposal is at a time: always derived, never stored. */
public enum Status {
    /** The voting delay runs; the proposer may cancel. */
    PENDING(false),
    /** The vote is open. */
    ACTIVE(false),
    /** Passed, and to be queued in time. */
    SUCCEEDED(false),
    /** The timelock runs; the guardian may veto. */
    QUEUED(false),
    /** To be executed in time. */
    READY(false),
    /** Not passed, for want of quorum or support. */
    DEFEATED(true),
    EXECUTED(true),
    /** Passed, but not carried through in time. */
    EXPIRED(true),
    CANCELLED(true),
    VETOED(true);

    private final boolean last;

    Status(boolean last) {
        this.last = last;
    }

    /** Whether no other status can follow. */
    public boolean isFinal() {
        return last;
    }
}
