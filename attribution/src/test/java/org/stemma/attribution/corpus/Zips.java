package org.stemma.attribution.corpus;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Makes archives for tests, good and bad. */
public final class Zips {

    private Zips() {}

    /** Name, text, name, text… */
    public static Path of(Path file, String... namesAndTexts) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file), UTF_8)) {
            for (int i = 0; i < namesAndTexts.length; i += 2) {
                zip.putNextEntry(new ZipEntry(namesAndTexts[i]));
                zip.write(namesAndTexts[i + 1].getBytes(UTF_8));
                zip.closeEntry();
            }
        }
        return file;
    }

    /** Not compressed, so that a test can find its bytes. */
    static Path stored(Path file, String name, String text) throws IOException {
        byte[] content = text.getBytes(UTF_8);
        CRC32 crc = new CRC32();
        crc.update(content);
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file), UTF_8)) {
            ZipEntry entry = new ZipEntry(name);
            entry.setMethod(ZipEntry.STORED);
            entry.setSize(content.length);
            entry.setCrc(crc.getValue());
            zip.putNextEntry(entry);
            zip.write(content);
            zip.closeEntry();
        }
        return file;
    }

    /** Replaces bytes in the file as it lies on disk. */
    static Path patched(Path file, String from, String to) throws IOException {
        String bytes = Files.readString(file, ISO_8859_1);
        if (!bytes.contains(from) || from.length() != to.length()) {
            throw new IllegalArgumentException("nothing to patch: " + from);
        }
        return Files.writeString(file, bytes.replace(from, to), ISO_8859_1);
    }
}
