package org.stemma.governance;

/** The kind of a refusal. The names are those of the ledger's categories, so that a room maps them by name. */
public enum RefusalCategory {
    FORBIDDEN,
    ABSENT,
    CONFLICT,
    INVALID,
    LIMIT
}
