package org.stemma.gateway.serving;

import java.io.IOException;
import java.nio.file.Path;

/** A model that continues a text. Many threads may ask it at once. */
@FunctionalInterface
interface CompletionModel {
    /** What follows the prompt, at most {@code maxBytes}; the same arguments give the same answer. */
    byte[] complete(byte[] prompt, int maxBytes, long seed);

    /** Opens a model from its file. */
    @FunctionalInterface
    interface Loader {
        /**
         * Opens one.
         *
         * @throws IOException for a file that can't be read or holds no model
         */
        CompletionModel load(Path file) throws IOException;
    }
}
