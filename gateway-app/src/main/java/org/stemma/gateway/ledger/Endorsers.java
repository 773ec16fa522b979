package org.stemma.gateway.ledger;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.stemma.gateway.config.GatewaySettings;

/**
 * Names the organisations that endorse: the own one, the owners of other records that change, and enough others to reach
 * the quorum, those first that did not fail lately. Fabric's own planning of keys with policies takes seconds in larger networks, so it is never asked.
 */
final class Endorsers {
    /** How long an organisation that failed is asked last. */
    static final Duration AVOIDED = Duration.ofSeconds(15);

    /** How long one that came out with something else than the own one is: a peer that was away catches up. */
    static final Duration LAGGING = Duration.ofSeconds(1);

    private final String own;
    private final List<String> others;
    private final LongSupplier nanoTime;
    private final Map<String, Long> avoidedUntil = new ConcurrentHashMap<>();
    private final AtomicInteger turn = new AtomicInteger();
    private final Presence peer = new Presence();
    private final Presence service = new Presence();

    static Endorsers of(GatewaySettings settings) {
        List<String> members =
                settings.members().stream().map(GatewaySettings.Member::id).toList();
        return new Endorsers(settings.organisation(), members, System::nanoTime);
    }

    Endorsers(String own, Collection<String> members, LongSupplier nanoTime) {
        this.own = own;
        this.others =
                members.stream().filter(member -> !member.equals(own)).sorted().toList();
        this.nanoTime = nanoTime;
    }

    /**
     * The next set to ask, once those can be asked who must be: the own peer, and its chaincode service unless others who
     * are well can take its place.
     *
     * @throws LedgerUnavailable if they stay away
     */
    List<String> await(Consent consent, Duration atMost) {
        if (!peer.await(atMost)) {
            throw PeerFailure.ownAway();
        }
        List<String> set = next(consent);
        if (!set.contains(own)) {
            return set;
        }
        boolean replaceable = isReplaceable(consent);
        if (service.await(replaceable ? Duration.ZERO : atMost)) {
            return set;
        } else if (replaceable) {
            avoid(List.of(own), AVOIDED);
            return next(consent);
        }
        throw PeerFailure.ownAway();
    }

    private boolean isReplaceable(Consent consent) {
        long well = others.stream().filter(other -> !isAvoided(other)).count();
        return !consent.own() && well >= consent.quorum().of(others.size() + 1);
    }

    /** The next set to ask, be they there or not. Organisations that are well take turns. */
    List<String> next(Consent consent) {
        List<String> ordered = new ArrayList<>(others);
        if (!ordered.isEmpty()) {
            Collections.rotate(ordered, Math.floorMod(turn.getAndIncrement(), ordered.size()));
        }
        ordered.add(0, own);
        ordered.sort(Comparator.comparing(this::isAvoided));
        // Nobody stands in for an owner, be it well or not: if it is down, the transaction waits.
        ordered.sort(Comparator.comparing(organisation -> !mustEndorse(organisation, consent)));
        long owners = ordered.stream()
                .filter(organisation -> mustEndorse(organisation, consent))
                .count();
        int needed = (int) Math.max(consent.quorum().of(ordered.size()), owners);
        return List.copyOf(ordered.subList(0, needed));
    }

    private boolean mustEndorse(String organisation, Consent consent) {
        return consent.owners().contains(organisation) || (consent.own() && organisation.equals(own));
    }

    /** Notes who could not be reached. */
    void failed(PeerFailure failure, List<String> asked) {
        if (failure.isOwnPeerAway()) {
            peer.failed();
            return;
        }
        peer.answered();
        if (failure.ownServiceBroken()) {
            service.failed();
        } else if (failure.named().contains(own)) {
            service.answered();
        }
        avoid(failure.unreachable(asked), AVOIDED);
        if (failure.isDifference()) {
            avoid(asked.stream().filter(others::contains).toList(), LAGGING);
        }
    }

    void succeeded(Collection<String> asked) {
        peer.answered();
        if (asked.contains(own)) {
            service.answered();
        }
        asked.forEach(avoidedUntil::remove);
    }

    private void avoid(Collection<String> organisations, Duration time) {
        long until = nanoTime.getAsLong() + time.toNanos();
        organisations.forEach(organisation -> avoidedUntil.put(organisation, until));
    }

    private boolean isAvoided(String organisation) {
        Long until = avoidedUntil.get(organisation);
        return until != null && nanoTime.getAsLong() - until < 0;
    }
}
