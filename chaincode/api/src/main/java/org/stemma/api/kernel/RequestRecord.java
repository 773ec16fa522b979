package org.stemma.api.kernel;

import org.stemma.api.Digest;
import org.stemma.api.Document;
import org.stemma.api.Outcome;

/** The memory of a command that made no record of its own. */
public record RequestRecord(Digest command, Outcome outcome) implements Document {}
