package org.stemma.client.story;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Prompts cut from the files of an archive, evenly and always the same. */
final class Prompts {
    private static final int LENGTH = 80;

    private Prompts() {}

    static List<String> of(Path archive, int count) {
        String text = text(archive);
        List<String> prompts = new ArrayList<>();
        long step = ((long) text.length() - LENGTH) / Math.max(1, count);
        for (int i = 0; i < count; i++) {
            int from = (int) (i * step);
            prompts.add(text.substring(from, from + LENGTH));
        }
        return prompts;
    }

    /** All Java files in the order of their names; what is not ASCII is left out, so that any cut is text. */
    private static String text(Path archive) {
        StringBuilder text = new StringBuilder();
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            List<? extends ZipEntry> entries = Collections.list(zip.entries()).stream()
                    .filter(entry -> entry.getName().endsWith(".java"))
                    .sorted(Comparator.comparing(ZipEntry::getName))
                    .toList();
            for (ZipEntry entry : entries) {
                try (InputStream in = zip.getInputStream(entry)) {
                    new String(in.readAllBytes(), StandardCharsets.UTF_8)
                            .chars()
                            .filter(c -> c == '\n' || (c >= ' ' && c < 0x7f))
                            .forEach(c -> text.append((char) c));
                }
            }
        } catch (IOException e) {
            throw new StoryException("can't read " + archive, e);
        }
        return text.toString();
    }
}
