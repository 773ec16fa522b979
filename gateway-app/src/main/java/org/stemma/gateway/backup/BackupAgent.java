package org.stemma.gateway.backup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.stemma.gateway.keystore.OwnerOnlyFile;

/**
 * Makes a backup when a file in the data folder asks for it. Who can write there is the gateway's user, who has its secrets
 * anyway; no key of an API opens them.
 */
final class BackupAgent {
    private static final Logger LOG = LoggerFactory.getLogger(BackupAgent.class);

    private final Backup backup;
    private final Path dataDir;
    private final Clock clock;

    BackupAgent(Backup backup, Path dataDir, Clock clock) {
        this.backup = backup;
        this.dataDir = dataDir;
        this.clock = clock;
    }

    @Scheduled(fixedDelay = 500)
    void makeIfAsked() {
        Path request = dataDir.resolve(OwnFiles.REQUEST);
        if (!Files.exists(request)) {
            return;
        }
        Path draft = dataDir.resolve(OwnFiles.MADE + ".draft");
        try {
            Files.deleteIfExists(draft);
            Files.delete(request);
            backup.write(draft, clock.instant());
            Files.move(draft, dataDir.resolve(OwnFiles.MADE), StandardCopyOption.ATOMIC_MOVE);
            LOG.info("a backup of the gateway's own state was made");
        } catch (IOException | RuntimeException e) {
            LOG.error("no backup could be made", e);
            OwnerOnlyFile.write(
                    dataDir.resolve(OwnFiles.FAILED),
                    String.valueOf(e.getMessage()).getBytes(StandardCharsets.UTF_8));
            delete(draft);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
