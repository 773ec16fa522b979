package org.stemma.governance.vote;

/** What a ballot says. An abstention counts for the quorum and for neither side. */
public enum Choice {
    FOR,
    AGAINST,
    ABSTAIN
}
