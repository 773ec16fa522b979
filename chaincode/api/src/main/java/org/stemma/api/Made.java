package org.stemma.api;

/** A record that a command made under an id of its request: it remembers the command, so the record is the memory. */
public interface Made extends Document {
    /** The digest of the command that made it. */
    Digest command();
}
