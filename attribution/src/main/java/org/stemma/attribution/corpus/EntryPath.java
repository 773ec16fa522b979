package org.stemma.attribution.corpus;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

/** The law of paths inside an archive: relative, canonical, printable. */
final class EntryPath {

    /** Longer than any path of a source archive; bounds what is kept and printed. */
    static final int MAX_PATH_BYTES = 1024;

    private EntryPath() {}

    /** What is wrong with the path, as the end of a sentence; null when nothing is. */
    static @Nullable String flawOf(String path) {
        if (path.isEmpty()) {
            return "is empty";
        }
        if (path.getBytes(UTF_8).length > MAX_PATH_BYTES) {
            return "is longer than " + MAX_PATH_BYTES + " bytes";
        }
        if (path.startsWith("/")) {
            return "is absolute";
        }
        if (path.indexOf('\\') >= 0) {
            return "has a backslash";
        }
        if (path.length() > 1 && path.charAt(1) == ':') {
            return "names a drive";
        }
        if (path.chars().anyMatch(c -> c < 0x20 || c == 0x7f)) {
            return "has a control character";
        }
        return segmentFlawOf(path.endsWith("/") ? path.substring(0, path.length() - 1) : path);
    }

    private static @Nullable String segmentFlawOf(String path) {
        for (String segment : path.split("/", -1)) {
            switch (segment) {
                case ".." -> {
                    return "leaves the archive by '..'";
                }
                case "." -> {
                    return "has a '.' segment";
                }
                case "" -> {
                    return "has an empty segment";
                }
                default -> {}
            }
        }
        return null;
    }

    static String printable(String path) {
        String shown = path.length() > 120 ? path.substring(0, 120) + "…" : path;
        return shown.replaceAll("\\p{Cntrl}", "?");
    }
}
