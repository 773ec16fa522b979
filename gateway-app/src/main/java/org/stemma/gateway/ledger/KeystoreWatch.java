package org.stemma.gateway.ledger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.stemma.gateway.config.GatewaySettings;
import org.stemma.gateway.config.SettingsRefused;
import org.stemma.gateway.keystore.Keystore;
import org.stemma.gateway.keystore.Passphrase;

/**
 * Reads the keystore anew when its file has changed: what was imported or removed counts without a restart. A file that
 * does not open changes nothing, and the log says so each time it has changed.
 */
final class KeystoreWatch {
    private static final Logger LOG = LoggerFactory.getLogger(KeystoreWatch.class);

    private final Path file;
    private final Passphrase passphrase;
    private final Identities identities;
    private Stamp seen;

    /** What changes when a file is replaced. */
    private record Stamp(FileTime modified, long size, String key) {
        static Stamp of(Path file) {
            try {
                BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
                return new Stamp(found.lastModifiedTime(), found.size(), String.valueOf(found.fileKey()));
            } catch (IOException e) {
                return new Stamp(FileTime.fromMillis(0), 0, "");
            }
        }
    }

    private KeystoreWatch(Path file, Passphrase passphrase, GatewaySettings settings) {
        this.file = file;
        this.passphrase = passphrase;
        // Before it is read: what changes in between is read again.
        this.seen = Stamp.of(file);
        this.identities =
                Identities.of(settings, Keystore.open(file, passphrase).entries());
    }

    static KeystoreWatch open(Path file, Passphrase passphrase, GatewaySettings settings) {
        return new KeystoreWatch(file, passphrase, settings);
    }

    Identities identities() {
        return identities;
    }

    @Scheduled(
            fixedDelayString = "${stemma.keystore.reload-every:10s}",
            initialDelayString = "${stemma.keystore.reload-every:10s}")
    synchronized void look() {
        Stamp now = Stamp.of(file);
        if (now.equals(seen)) {
            return;
        }
        seen = now;
        try {
            identities.replace(Keystore.open(file, passphrase).entries());
            LOG.info(
                    "the keystore was read anew; identities: {}",
                    identities.ends().keySet());
        } catch (SettingsRefused | IllegalArgumentException e) {
            LOG.error("the changed keystore is not taken, the identities stay: {}", e.getMessage());
        }
    }
}
