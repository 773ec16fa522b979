package org.stemma.gateway.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** The folder of a gateway's own state: its database, secret, keys and artifacts are for its user's eyes alone. */
public final class DataFolder {
    private static final Set<PosixFilePermission> OWNERS = PosixFilePermissions.fromString("rwx------");

    private DataFolder() {}

    /**
     * Makes the folder with the mode 0700 if it is not there.
     *
     * @throws SettingsRefused if others than its owner can look into it
     */
    public static void ofOwnerAlone(Path folder) {
        try {
            if (!Files.exists(folder)) {
                Path parent = folder.toAbsolutePath().getParent();
                if (parent != null) {
                    Files.createDirectories(parent);
                }
                Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(OWNERS));
            }
            Set<PosixFilePermission> found = Files.getPosixFilePermissions(folder);
            if (!OWNERS.containsAll(found)) {
                throw new SettingsRefused(
                        "The data folder " + folder + " has the mode " + PosixFilePermissions.toString(found)
                                + ": others than its owner can look into it.",
                        "chmod 700 " + folder + "; if others have read it, make the keys in it anew");
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the data folder " + folder + " can't be made: " + e.getMessage(), e);
        }
    }
}
