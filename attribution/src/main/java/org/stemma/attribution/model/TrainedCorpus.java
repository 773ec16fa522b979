package org.stemma.attribution.model;

import java.util.regex.Pattern;
import org.stemma.attribution.corpus.Corpus;

/**
 * One source in a model's header.
 *
 * @param digest {@link Corpus#digest()}, so that only the very same text can be subtracted
 */
public record TrainedCorpus(String name, int files, long bytes, String digest) {

    private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");

    public TrainedCorpus {
        if (files < 1 || bytes < files || !DIGEST.matcher(digest).matches()) {
            throw new IllegalArgumentException("corpus '" + name + "': files=" + files + " bytes=" + bytes + " digest="
                    + digest + " can't belong together");
        }
    }

    static TrainedCorpus of(Corpus corpus) {
        return new TrainedCorpus(corpus.name(), corpus.files().size(), corpus.bytes(), corpus.digest());
    }
}
