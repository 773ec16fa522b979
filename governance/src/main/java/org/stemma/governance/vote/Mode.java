package org.stemma.governance.vote;

/** How the votes on one proposal are taken; fixed when it is proposed. */
public enum Mode {
    /** A vote stands once cast, and the vote closes early as soon as no further ballot could change its outcome. */
    FINAL,
    /** A vote may be replaced until the closing; only the last of each voter counts, and nothing closes early. */
    REPLACEABLE
}
