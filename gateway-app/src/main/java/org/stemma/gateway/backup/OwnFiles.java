package org.stemma.gateway.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The files of a data folder that are a gateway's own: all but its databases and what is only on the way. */
final class OwnFiles {
    /** What asks a running gateway for a backup. */
    static final String REQUEST = "backup.request";

    static final String MADE = "backup.zip";
    static final String FAILED = "backup.failed";

    /** What a gateway takes up when it starts. */
    static final String RESTORE = "restore.zip";

    static final String COPIED = "restore.jsonl";

    private static final Set<String> ON_THE_WAY = Set.of(REQUEST, MADE, FAILED, RESTORE, COPIED);

    private OwnFiles() {}

    /** Paths below the folder, in order. */
    static List<Path> in(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(folder::relativize)
                    .filter(OwnFiles::isKept)
                    .sorted()
                    .toList();
        }
    }

    private static boolean isKept(Path file) {
        String name = file.getFileName().toString();
        return !name.endsWith(".db")
                && !name.endsWith(".draft")
                && !name.endsWith(".tmp")
                && !ON_THE_WAY.contains(file.toString());
    }
}
