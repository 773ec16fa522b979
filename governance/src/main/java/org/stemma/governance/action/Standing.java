package org.stemma.governance.action;

/** What may be done with an asset. Only a listed one sells. The names are those of the ledger's orders. */
public enum Standing {
    LISTED,
    HELD,
    DELISTED
}
