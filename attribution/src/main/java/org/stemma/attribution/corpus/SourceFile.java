package org.stemma.attribution.corpus;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Comparator;

/** One file of a corpus: its path inside the archive and its bytes, immutable. */
public final class SourceFile {

    /** Orders files by the UTF-8 bytes of their paths, unsigned: the same in every locale. */
    static final Comparator<SourceFile> BY_PATH =
            Comparator.comparing((SourceFile file) -> file.path.getBytes(UTF_8), Arrays::compareUnsigned);

    private final String path;
    private final byte[] content;

    public SourceFile(String path, byte[] content) {
        this.path = path;
        this.content = content.clone();
    }

    /** The path with {@code /} between its segments, never absolute, never with {@code ..}. */
    public String path() {
        return path;
    }

    /** A copy: the file can't be changed through it. */
    public byte[] content() {
        return content.clone();
    }

    public int size() {
        return content.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SourceFile file && path.equals(file.path) && Arrays.equals(content, file.content);
    }

    @Override
    public int hashCode() {
        return 31 * path.hashCode() + Arrays.hashCode(content);
    }

    @Override
    public String toString() {
        return path + " (" + content.length + " bytes)";
    }
}
