package org.stemma.attribution.corpus;

import java.util.Locale;
import java.util.Set;

/** Which files of an archive a text model learns from. Part of the model's definition: a change here changes digests. */
public final class TrainingText {

    private static final Set<String> EXTENSIONS = Set.of(
            "java",
            "kt",
            "kts",
            "scala",
            "groovy",
            "gradle",
            "properties",
            "md",
            "txt",
            "adoc",
            "rst",
            "xml",
            "html",
            "css",
            "js",
            "ts",
            "json",
            "yaml",
            "yml",
            "toml",
            "sql",
            "csv",
            "proto",
            "py",
            "go",
            "c",
            "h",
            "cc",
            "cpp",
            "rs",
            "sh");

    private TrainingText() {}

    /** True for a file whose extension says text and whose bytes hold no NUL, which the model keeps for the ends of files. */
    public static boolean isTrainingText(SourceFile file) {
        return hasTextName(file.path()) && file.size() > 0 && !hasNul(file.content());
    }

    static boolean hasTextName(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        int dot = name.lastIndexOf('.');
        return dot >= 0 && EXTENSIONS.contains(name.substring(dot + 1).toLowerCase(Locale.ROOT));
    }

    private static boolean hasNul(byte[] content) {
        for (byte b : content) {
            if (b == 0) {
                return true;
            }
        }
        return false;
    }
}
