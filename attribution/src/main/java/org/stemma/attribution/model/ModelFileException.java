package org.stemma.attribution.model;

import java.io.IOException;
import java.nio.file.Path;

/** A model's file is refused; the message says which file, where in it, and why. */
public final class ModelFileException extends IOException {
    private static final long serialVersionUID = 1L;

    private final long offset;

    ModelFileException(Path file, long offset, String reason) {
        super(file.getFileName() + ": at byte " + offset + ": " + reason);
        this.offset = offset;
    }

    /** Where the flaw begins, in bytes from the start of the file. */
    public long offset() {
        return offset;
    }
}
