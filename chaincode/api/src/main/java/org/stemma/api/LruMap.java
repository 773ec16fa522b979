package org.stemma.api;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A map of at most so many entries: one more makes the one go that was used the longest ago. For what may be forgotten. As
 * other maps of its kind it must be guarded by who shares it between threads; reading changes its order, too.
 */
public final class LruMap<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1L;

    private final int most;

    /** @param most entries, at least one */
    public LruMap(int most) {
        super(16, 0.75f, true);
        if (most < 1) {
            throw new IllegalArgumentException("at least one entry is expected, not " + most);
        }
        this.most = most;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > most;
    }
}
