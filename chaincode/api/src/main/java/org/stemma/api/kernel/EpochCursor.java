package org.stemma.api.kernel;

import org.stemma.api.Document;

/** Up to which epoch, inclusive, the ledger is closed. */
public record EpochCursor(long closedThrough) implements Document {}
