package org.stemma.attribution.corpus;

import java.io.IOException;
import java.nio.file.Path;

/** An archive is refused; the message names the archive, the entry where there is one, and the reason. */
public final class ArchiveException extends IOException {
    private static final long serialVersionUID = 1L;

    ArchiveException(Path archive, String reason) {
        super(archive.getFileName() + ": " + reason);
    }

    ArchiveException(Path archive, String reason, Throwable cause) {
        super(archive.getFileName() + ": " + reason, cause);
    }
}
