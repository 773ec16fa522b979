package org.stemma.client.content;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.stemma.api.MalformedException;

/** Which files a gateway serves as models. */
public final class ModelFiles {
    /** As the gateway's: the name stands in each leaf of the registered content, so it can't be changed later. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

    private ModelFiles() {}

    /**
     * Refuses a file that could be registered and never be served.
     *
     * @throws MalformedException with what to change
     */
    public static void mustBeServable(Path file) throws IOException {
        String name = String.valueOf(file.getFileName());
        if (!NAME.matcher(name).matches()) {
            throw new MalformedException(
                    "a model's file has a name of letters, digits and . _ -, which begins with a letter"
                            + " or digit and has at most 128 characters; rename '" + name + "'");
        }
        if (Files.size(file) == 0) {
            throw new MalformedException(file + " is empty, and no model");
        }
    }
}
