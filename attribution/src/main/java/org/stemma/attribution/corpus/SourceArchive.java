package org.stemma.attribution.corpus;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** Reads a {@code .jar} or {@code .zip} into the same ordered list of files on every machine. */
public final class SourceArchive {

    private final Path archive;
    private final ArchiveLimits limits;
    private final Set<String> paths = new HashSet<>();
    private final List<SourceFile> files = new ArrayList<>();
    private int entries;
    private long total;

    private SourceArchive(Path archive, ArchiveLimits limits) {
        this.archive = archive;
        this.limits = limits;
    }

    /**
     * All files of the archive, sorted by path as UTF-8 bytes; directories are skipped.
     *
     * @throws ArchiveException for a file that is no archive, is damaged (each entry's CRC-32 is
     *     checked), exceeds a limit, names a path twice, or names one outside of the archive
     */
    public static List<SourceFile> read(Path archive, ArchiveLimits limits) throws IOException {
        return new SourceArchive(archive, limits).readAll();
    }

    /** As {@link #read(Path, ArchiveLimits)} with the default limits. */
    public static List<SourceFile> read(Path archive) throws IOException {
        return read(archive, ArchiveLimits.DEFAULT);
    }

    private List<SourceFile> readAll() throws IOException {
        if (!Files.isRegularFile(archive)) {
            throw new ArchiveException(archive, "there is no such file");
        }
        long size = Files.size(archive);
        if (size > limits.archiveBytes()) {
            throw new ArchiveException(
                    archive, "the archive has " + size + " bytes, at most " + limits.archiveBytes() + " are allowed");
        }
        try (ZipFile zip = new ZipFile(archive.toFile(), UTF_8)) {
            for (var names = zip.entries(); names.hasMoreElements(); ) {
                take(zip, names.nextElement());
            }
        } catch (ZipException e) {
            throw new ArchiveException(archive, "not a readable zip archive: " + e.getMessage(), e);
        }
        files.sort(SourceFile.BY_PATH);
        return List.copyOf(files);
    }

    private void take(ZipFile zip, ZipEntry entry) throws IOException {
        if (++entries > limits.files()) {
            throw new ArchiveException(archive, "more than " + limits.files() + " entries");
        }
        String path = entry.getName();
        String flaw = EntryPath.flawOf(path);
        if (flaw != null) {
            throw new ArchiveException(archive, "the path '" + EntryPath.printable(path) + "' " + flaw);
        }
        if (!paths.add(path)) {
            throw new ArchiveException(archive, "the path '" + path + "' is there twice");
        }
        if (!entry.isDirectory()) {
            byte[] content = unpack(zip, entry);
            total += content.length;
            if (total > limits.totalBytes()) {
                throw new ArchiveException(
                        archive, "unpacks to more than " + limits.totalBytes() + " bytes, reached at '" + path + "'");
            }
            files.add(new SourceFile(path, content));
        }
    }

    /** Trusts neither the size nor the checksum that the entry claims. */
    private byte[] unpack(ZipFile zip, ZipEntry entry) throws IOException {
        byte[] content;
        try (InputStream in = zip.getInputStream(entry)) {
            content = in.readNBytes(limits.entryBytes() + 1);
        } catch (IOException e) {
            throw new ArchiveException(archive, "'" + entry.getName() + "' can't be unpacked: " + e.getMessage(), e);
        }
        if (content.length > limits.entryBytes()) {
            throw new ArchiveException(
                    archive, "'" + entry.getName() + "' unpacks to more than " + limits.entryBytes() + " bytes");
        }
        CRC32 crc = new CRC32();
        crc.update(content);
        if (crc.getValue() != entry.getCrc() || content.length != entry.getSize()) {
            throw new ArchiveException(archive, "'" + entry.getName() + "' is damaged: its checksum does not match");
        }
        return content;
    }
}
