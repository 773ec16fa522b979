package org.stemma.gateway.keystore;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.stemma.gateway.config.SettingsRefused;

/** Files that nobody but the gateway's user may read (mode 0600), written as a whole or not at all. */
public final class OwnerOnlyFile {
    private static final Set<PosixFilePermission> OWNERS = PosixFilePermissions.fromString("rwx------");

    private OwnerOnlyFile() {}

    /** Writes beside the file first: no crash leaves half of it, and at no moment others can read it. */
    public static void write(Path file, byte[] content) {
        Path draft = file.resolveSibling(file.getFileName() + ".draft");
        try {
            Files.createDirectories(
                    java.util.Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file in a folder"));
            Files.deleteIfExists(draft);
            try (FileChannel channel = FileChannel.open(
                    draft,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
                ByteBuffer buffer = ByteBuffer.wrap(content);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                channel.force(true);
            }
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " can't be written: " + e.getMessage(), e);
        }
    }

    /**
     * Refuses a file that others than its owner can read or change.
     *
     * @throws SettingsRefused if the file is missing or its mode is loose
     */
    public static void mustBeOwnersOnly(Path file, String what) {
        try {
            Set<PosixFilePermission> found = Files.getPosixFilePermissions(file);
            if (!OWNERS.containsAll(found)) {
                throw new SettingsRefused(
                        what + " " + file + " has the mode " + PosixFilePermissions.toString(found)
                                + ": others than its owner can reach it.",
                        "chmod 600 " + file + "; if others have read it, make it anew");
            }
        } catch (IOException e) {
            throw new SettingsRefused(
                    what + " " + file + " is not there, or can't be read.", "name another file, or make this one");
        }
    }
}
