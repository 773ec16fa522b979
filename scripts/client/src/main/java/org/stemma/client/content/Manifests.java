package org.stemma.client.content;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.stemma.api.Digest;
import org.stemma.api.Split;
import org.stemma.api.asset.ContentTree.Leaf;
import org.stemma.api.asset.ContentTree.Manifest;

/** Makes the manifest of a file: one leaf per file of an archive, or one per MiB of any other file. */
public final class Manifests {
    /** The bytes of a piece of a file that is no archive. */
    public static final int PIECE = 1 << 20;

    /** The kind of an asset whose file a gateway serves: it is one file there, whatever it is packed in. */
    public static final String MODEL = "model";

    private static final Comparator<Leaf> BY_PATH = Comparator.comparing(Leaf::path, Split.BYTE_ORDER);

    private Manifests() {}

    /** What an archive holds, as far as it can be read; what can't be is named. */
    record Reading(List<Leaf> leaves, List<String> unreadable) {}

    /** The manifest of a file that is registered as this kind of asset. */
    public static Manifest of(Path file, String kind) throws IOException {
        return kind.equals(MODEL) ? inPieces(file) : of(file);
    }

    static Manifest inPieces(Path file) throws IOException {
        return new Manifest(pieces(file, String.valueOf(file.getFileName())));
    }

    /** The manifest of an archive ({@code .jar} or {@code .zip}) or of a plain file. */
    public static Manifest of(Path file) throws IOException {
        if (!isArchive(file)) {
            return inPieces(file);
        }
        Reading reading = entries(file);
        if (!reading.unreadable().isEmpty()) {
            throw new ZipException("can't be read: " + reading.unreadable().get(0));
        }
        return new Manifest(reading.leaves());
    }

    static boolean isArchive(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        return name.endsWith(".jar") || name.endsWith(".zip");
    }

    /** Reads every file of an archive; one that is damaged does not hide the others. */
    static Reading entries(Path archive) throws IOException {
        List<Leaf> leaves = new ArrayList<>();
        List<String> unreadable = new ArrayList<>();
        try (ZipFile zip = open(archive)) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                if (entry.isDirectory()) {
                    continue;
                }
                try (InputStream in = zip.getInputStream(entry)) {
                    leaves.add(leaf(entry.getName(), in, Long.MAX_VALUE));
                } catch (IOException | IllegalArgumentException e) {
                    unreadable.add(entry.getName());
                }
            }
        }
        leaves.sort(BY_PATH);
        return new Reading(leaves, unreadable);
    }

    /** The library fails in several ways on a damaged directory; here they are one. */
    private static ZipFile open(Path archive) throws IOException {
        try {
            return new ZipFile(archive.toFile());
        } catch (EOFException | IllegalArgumentException e) {
            throw (ZipException) new ZipException("damaged: " + e).initCause(e);
        }
    }

    /** Cuts a file into leaves {@code NAME#00000000}, counting up. */
    static List<Leaf> pieces(Path file, String name) throws IOException {
        List<Leaf> leaves = new ArrayList<>();
        try (InputStream in = Files.newInputStream(file)) {
            long left = Files.size(file);
            do {
                leaves.add(leaf(piece(name, leaves.size()), in, PIECE));
                left -= PIECE;
            } while (left > 0);
        }
        return leaves;
    }

    static String piece(String name, int index) {
        return String.format(Locale.ROOT, "%s#%08d", name, index);
    }

    /** The digest of a whole file, as it stands in a package URL's checksum. */
    public static Digest digest(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return leaf("whole", in, Long.MAX_VALUE).digest();
        }
    }

    private static Leaf leaf(String path, InputStream in, long limit) throws IOException {
        MessageDigest sha256 = Digest.sha256();
        byte[] buffer = new byte[1 << 16];
        long size = 0;
        while (size < limit) {
            int read = in.read(buffer, 0, (int) Math.min(buffer.length, limit - size));
            if (read < 0) {
                break;
            }
            sha256.update(buffer, 0, read);
            size += read;
        }
        return new Leaf(path, size, Digest.ofHash(sha256.digest()));
    }
}
