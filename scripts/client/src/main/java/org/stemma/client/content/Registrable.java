package org.stemma.client.content;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.stemma.api.MalformedException;
import org.stemma.api.asset.ContentTree.Manifest;
import org.stemma.api.asset.FilePath;

/** What no gateway would keep is refused before it is registered: on the ledger it would stay for good. */
public final class Registrable {
    private Registrable() {}

    /**
     * Refuses a model that could never be served.
     *
     * @throws MalformedException which says why
     */
    public static void mustBeModel(Path file) throws IOException {
        if (Files.size(file) == 0) {
            throw new MalformedException(file + " is empty, and no model");
        }
    }

    /**
     * Refuses paths that are not taken in manifests.
     *
     * @throws MalformedException which says why
     */
    public static void mustBeKept(Manifest manifest) {
        manifest.leaves().forEach(leaf -> FilePath.checked(leaf.path()));
    }
}
