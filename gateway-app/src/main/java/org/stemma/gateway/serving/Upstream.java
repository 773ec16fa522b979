package org.stemma.gateway.serving;

import java.io.IOException;
import java.nio.file.Path;

/** What answers a prompt: a model of this gateway's, or a server elsewhere. Many threads may ask it at once. */
@FunctionalInterface
interface Upstream {
    /**
     * Hands what follows the prompt to the sink, part by part, at most {@code most} units in all. A model of this gateway
     * answers the same arguments the same.
     *
     * @throws IOException if the sink takes no more, or the answer breaks off; what the sink took stays taken
     */
    void answer(byte[] prompt, int most, long seed, Sink sink) throws IOException;

    /** Where an answer goes. */
    @FunctionalInterface
    interface Sink {
        /**
         * Takes a part.
         *
         * @param units that the upstream counts for it
         */
        void take(byte[] part, long units) throws IOException;
    }

    /** Opens a model from its file. */
    @FunctionalInterface
    interface Loader {
        /**
         * Opens one.
         *
         * @throws IOException for a file that can't be read or holds no model
         */
        Upstream load(Path file) throws IOException;
    }
}
