package org.stemma.attribution.corpus;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * The training text of one source under one name, ordered by path.
 *
 * @param name how the model's header names it; 1 to {@value #MAX_NAME_BYTES} bytes of UTF-8
 * @param files at least one, each {@link TrainingText}, paths distinct; sorted on construction
 */
public record Corpus(String name, List<SourceFile> files) {

    public static final int MAX_NAME_BYTES = 256;

    public Corpus {
        int nameBytes = name.getBytes(UTF_8).length;
        if (nameBytes < 1 || nameBytes > MAX_NAME_BYTES) {
            throw new IllegalArgumentException(
                    "a corpus has a name of 1 to " + MAX_NAME_BYTES + " bytes, this one has " + nameBytes);
        }
        if (files.isEmpty()) {
            throw new IllegalArgumentException("corpus '" + name + "' has no training text");
        }
        Set<String> paths = new HashSet<>();
        for (SourceFile file : files) {
            if (!TrainingText.isTrainingText(file)) {
                throw new IllegalArgumentException("corpus '" + name + "': " + file + " is no training text");
            }
            if (!paths.add(file.path())) {
                throw new IllegalArgumentException("corpus '" + name + "': " + file + " is there twice");
            }
        }
        files = files.stream().sorted(SourceFile.BY_PATH).toList();
    }

    /**
     * The training text of an archive, named after the archive's file.
     *
     * @throws ArchiveException when the archive is refused or holds no training text
     */
    public static Corpus ofArchive(Path archive) throws IOException {
        return ofArchive(String.valueOf(archive.getFileName()), archive, ArchiveLimits.DEFAULT);
    }

    /** As {@link #ofArchive(Path)} with a name and limits of the caller's. */
    public static Corpus ofArchive(String name, Path archive, ArchiveLimits limits) throws IOException {
        List<SourceFile> files = SourceArchive.read(archive, limits).stream()
                .filter(TrainingText::isTrainingText)
                .toList();
        if (files.isEmpty()) {
            throw new ArchiveException(archive, "holds no training text (sources, documentation, properties)");
        }
        return new Corpus(name, files);
    }

    /** The bytes of all files together. */
    public long bytes() {
        return files.stream().mapToLong(SourceFile::size).sum();
    }

    /**
     * Names this text: SHA-256 over, per file in order, the path's length and bytes, the content's
     * length and bytes (lengths as 32-bit big-endian); {@code sha256:} and lower-case hex.
     */
    public String digest() {
        MessageDigest sha256 = sha256();
        for (SourceFile file : files) {
            update(sha256, file.path().getBytes(UTF_8));
            update(sha256, file.content());
        }
        return "sha256:" + HexFormat.of().formatHex(sha256.digest());
    }

    private static void update(MessageDigest digest, byte[] bytes) {
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
        digest.update(bytes);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
