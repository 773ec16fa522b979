package org.stemma.gateway.serving;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stemma.api.Digest;
import org.stemma.api.LruMap;
import org.stemma.api.Refused;

/** The models that this gateway serves: opened when first asked for, then kept, the least used given up for another. */
final class Models {
    private static final Logger LOG = LoggerFactory.getLogger(Models.class);

    private final Artifacts artifacts;
    private final CompletionModel.Loader loader;
    private final Function<Artifacts.Version, Digest> registeredRoot;
    private final Map<Artifacts.Version, CompletionModel> open;

    /** Opens models as they are asked for, and keeps so many in memory. */
    Models(
            Artifacts artifacts,
            CompletionModel.Loader loader,
            Function<Artifacts.Version, Digest> registeredRoot,
            int mostOpen) {
        this.artifacts = artifacts;
        this.loader = loader;
        this.registeredRoot = registeredRoot;
        open = new LruMap<>(mostOpen);
    }

    /**
     * The version's model. The first call checks the stored file against the registered root and may take seconds; others
     * wait for it rather than open the same file twice.
     */
    synchronized CompletionModel get(Artifacts.Version version) {
        CompletionModel known = open.get(version);
        if (known != null) {
            return known;
        }
        Refused.unless(
                artifacts.holdsModel(version),
                ServingRefusal.NOT_SERVED,
                "asset",
                version.asset(),
                "version",
                version.number());
        CompletionModel model = open(version);
        open.put(version, model);
        return model;
    }

    private CompletionModel open(Artifacts.Version version) {
        Path file;
        try {
            file = artifacts.checkedModel(version, registeredRoot.apply(version));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try {
            return loader.load(file);
        } catch (IOException e) {
            LOG.warn("the registered file of {} version {} can't be opened", version.asset(), version.number(), e);
            throw Refused.because(
                    ServingRefusal.MODEL_UNREADABLE, "asset", version.asset(), "version", version.number());
        }
    }

    /** The version's file was replaced. */
    synchronized void forget(Artifacts.Version version) {
        open.remove(version);
    }
}
