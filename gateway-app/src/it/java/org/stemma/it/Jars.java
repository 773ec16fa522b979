package org.stemma.it;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;

/** Copies of the chaincode's jar with something added: the probe, or a word that makes it another version. */
final class Jars {
    private Jars() {}

    /** A copy with these entries more; equal entries give an equal jar. */
    static Path with(Path base, Path target, Map<String, byte[]> more) throws IOException {
        Files.createDirectories(target.toAbsolutePath().getParent());
        try (JarFile from = new JarFile(base.toFile());
                OutputStream file = Files.newOutputStream(target);
                JarOutputStream to = new JarOutputStream(file)) {
            to.setLevel(1);
            Enumeration<JarEntry> entries = from.entries();
            while (entries.hasMoreElements()) {
                JarEntry entry = entries.nextElement();
                if (!more.containsKey(entry.getName())) {
                    add(to, entry.getName(), from.getInputStream(entry).readAllBytes());
                }
            }
            for (Map.Entry<String, byte[]> entry : new TreeMap<>(more).entrySet()) {
                add(to, entry.getKey(), entry.getValue());
            }
        }
        return target;
    }

    /** A copy that differs by a resource that nobody reads. */
    static Path version(Path base, Path target, String word) throws IOException {
        return with(base, target, Map.of("it-version.txt", word.getBytes(StandardCharsets.UTF_8)));
    }

    private static void add(JarOutputStream to, String name, byte[] content) throws IOException {
        JarEntry entry = new JarEntry(name);
        entry.setTime(0);
        to.putNextEntry(entry);
        to.write(content);
        to.closeEntry();
    }
}
