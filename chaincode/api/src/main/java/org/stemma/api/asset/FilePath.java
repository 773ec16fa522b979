package org.stemma.api.asset;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Pattern;
import org.stemma.api.MalformedException;

/**
 * Paths of files in manifests: relative, with {@code /} between names, each a name that a file system takes and a terminal
 * can show. Whoever unpacks by such a path stays within its folder. Names of any script, with blanks and in any form of
 * Unicode, are taken as they are: they are what is hashed.
 */
public final class FilePath {
    /** The most bytes of a name in UTF-8, as of file systems. */
    public static final int MAX_NAME = 255;

    /** The most bytes of a path in UTF-8. */
    public static final int MAX_PATH = 4096;

    private static final Pattern PIECE = Pattern.compile("#[0-9]{8}$");
    private static final Pattern DRIVE = Pattern.compile("^[A-Za-z]:.*", Pattern.DOTALL);
    private static final Set<String> FOLDERS = Set.of(".", "..");

    private FilePath() {}

    /**
     * Returns the path of a file, or of a piece of one ({@code NAME#00000000}), if it is one.
     *
     * @throws MalformedException which says why not
     */
    public static String checked(String path) {
        String file = file(path);
        if (file.startsWith("/") || DRIVE.matcher(file).matches()) {
            throw MalformedException.of(path, "a path that begins with no / and no drive is expected");
        }
        for (int from = 0; from <= file.length(); ) {
            int slash = file.indexOf('/', from);
            int to = slash < 0 ? file.length() : slash;
            mustBeName(file.substring(from, to), path);
            from = to + 1;
        }
        if (bytes(file) > MAX_PATH) {
            throw MalformedException.of(path, "a path of at most " + MAX_PATH + " bytes is expected");
        }
        return path;
    }

    /**
     * Returns the name of a file, if it is one.
     *
     * @throws MalformedException which says why not
     */
    public static String name(String name) {
        if (name.indexOf('/') >= 0 || DRIVE.matcher(name).matches()) {
            throw MalformedException.of(name, "a name without / and without a drive is expected");
        }
        mustBeName(name, name);
        return name;
    }

    /** The path of the file, which itself or a piece of which this is the path of. */
    public static String file(String path) {
        return PIECE.matcher(path).replaceFirst("");
    }

    private static void mustBeName(String name, String path) {
        if (name.isEmpty() || FOLDERS.contains(name)) {
            throw MalformedException.of(path, "names that are not empty, . or .. are expected between the / of a path");
        }
        if (bytes(name) > MAX_NAME) {
            throw MalformedException.of(path, "names of at most " + MAX_NAME + " bytes in UTF-8 are expected");
        }
        if (name.chars().anyMatch(FilePath::isRefused)) {
            throw MalformedException.of(
                    path, "names without \\ and without control and bidirectional characters are expected");
        }
    }

    /** Bidirectional controls turn what is shown around; U+2028 and U+2029 end lines. All are of one UTF-16 unit. */
    private static boolean isRefused(int unit) {
        return unit == '\\'
                || unit < 0x20
                || (unit >= 0x7f && unit < 0xa0)
                || unit == 0x061c
                || unit == 0x200e
                || unit == 0x200f
                || (unit >= 0x2028 && unit <= 0x202e)
                || (unit >= 0x2066 && unit <= 0x2069);
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
