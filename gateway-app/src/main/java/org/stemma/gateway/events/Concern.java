package org.stemma.gateway.events;

import java.util.Set;

/**
 * Whom and what an event is about.
 *
 * @param everyone whether all members may see it
 * @param organisations who may see it otherwise
 * @param parties whom it is about
 * @param assets what it is about
 */
record Concern(boolean everyone, Set<String> organisations, Set<String> parties, Set<String> assets) {
    boolean mayBeSeenBy(String organisation) {
        return everyone || organisations.contains(organisation);
    }
}
