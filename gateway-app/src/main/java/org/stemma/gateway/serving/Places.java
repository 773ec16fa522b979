package org.stemma.gateway.serving;

import java.util.HashMap;
import java.util.Map;
import org.stemma.api.GrantId;
import org.stemma.api.Refused;

/**
 * Lets only so many calls in at a time: those that run, and a short queue. Each holds a thread of the server; without a
 * bound, whoever has a grant key could hold all of them. No grant has all places.
 */
final class Places {
    private final int most;
    private final int mostOfGrant;
    private final Map<GrantId, Integer> taken = new HashMap<>();
    private int all;

    /**
     * @param running calls that run at once
     * @param waiting calls that wait for their turn
     */
    Places(int running, int waiting) {
        most = running + waiting;
        mostOfGrant = Math.max(running, most / 2);
    }

    /**
     * Takes a place.
     *
     * @throws Refused {@code gateway.busy}, at once
     */
    synchronized void enter(GrantId grant) {
        int ofGrant = taken.getOrDefault(grant, 0);
        Refused.unless(all < most, ServingRefusal.BUSY, "calls", most);
        Refused.unless(ofGrant < mostOfGrant, ServingRefusal.BUSY, "calls", mostOfGrant, "grant", grant);
        taken.put(grant, ofGrant + 1);
        all++;
    }

    synchronized void leave(GrantId grant) {
        all--;
        taken.computeIfPresent(grant, (one, places) -> places > 1 ? places - 1 : null);
    }

    synchronized int taken() {
        return all;
    }
}
