package org.stemma.gateway.serving;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stemma.api.Digest;
import org.stemma.api.Refused;

/**
 * The models that this gateway serves: opened when first asked for, then kept, the least used given up for another. Opening
 * one holds up nobody who asks for others.
 */
final class Models {
    private static final Logger LOG = LoggerFactory.getLogger(Models.class);

    /**
     * What is kept in memory at most.
     *
     * @param bytes of the models' files; a single larger one is kept alone
     */
    record Budget(int models, long bytes) {}

    private final Artifacts artifacts;
    private final Upstream.Loader loader;
    private final Function<Artifacts.Version, Digest> registeredRoot;
    private final Budget budget;
    private final OneAtATime<Artifacts.Version, Upstream> opening = new OneAtATime<>();
    /** The least used first. Guarded by this. */
    private final Map<Artifacts.Version, Open> open = new LinkedHashMap<>(16, 0.75f, true);

    private long openBytes;
    private int replaced;

    private record Open(Upstream model, long bytes) {}

    Models(
            Artifacts artifacts,
            Upstream.Loader loader,
            Function<Artifacts.Version, Digest> registeredRoot,
            Budget budget) {
        this.artifacts = artifacts;
        this.loader = loader;
        this.registeredRoot = registeredRoot;
        this.budget = budget;
    }

    /**
     * The version's model. The first call checks the stored file against the registered root and may take seconds; others
     * for the same version wait for it, so long, rather than open the file twice.
     */
    Upstream get(Artifacts.Version version, Duration patience) {
        Upstream known = known(version);
        return known != null ? known : opening.of(version, patience, () -> open(version));
    }

    private synchronized @Nullable Upstream known(Artifacts.Version version) {
        Open kept = open.get(version);
        return kept == null ? null : kept.model();
    }

    private Upstream open(Artifacts.Version version) {
        Upstream meanwhile = known(version);
        if (meanwhile != null) {
            return meanwhile;
        }
        Refused.unless(
                artifacts.holdsModel(version),
                ServingRefusal.NOT_SERVED,
                "asset",
                version.asset(),
                "version",
                version.number());
        int before = replaced();
        try {
            Path file = artifacts.checkedModel(version, registeredRoot.apply(version));
            long bytes = Files.size(file);
            makeRoom(bytes);
            return keep(version, new Open(load(version, file), bytes), before);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Upstream load(Artifacts.Version version, Path file) {
        try {
            return loader.load(file);
        } catch (IOException e) {
            LOG.warn("the registered file of {} version {} can't be opened", version.asset(), version.number(), e);
            throw Refused.because(
                    ServingRefusal.MODEL_UNREADABLE, "asset", version.asset(), "version", version.number());
        }
    }

    private synchronized int replaced() {
        return replaced;
    }

    /** Before another is loaded: both would be in memory at once. */
    private synchronized void makeRoom(long bytes) {
        Iterator<Open> leastUsed = open.values().iterator();
        while (leastUsed.hasNext() && (open.size() >= budget.models() || openBytes + bytes > budget.bytes())) {
            openBytes -= leastUsed.next().bytes();
            leastUsed.remove();
        }
    }

    /** Unless a file was replaced meanwhile, perhaps this one: then it serves those who wait for it, and nobody after. */
    private synchronized Upstream keep(Artifacts.Version version, Open opened, int before) {
        if (before == replaced) {
            // Others may have been opened at the same time.
            makeRoom(opened.bytes());
            open.put(version, opened);
            openBytes += opened.bytes();
        }
        return opened.model();
    }

    /** The version's file was replaced. */
    synchronized void forget(Artifacts.Version version) {
        replaced++;
        Open gone = open.remove(version);
        openBytes -= gone == null ? 0 : gone.bytes();
    }
}
