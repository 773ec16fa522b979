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
import java.util.function.Function;
import java.util.stream.Collectors;
import org.stemma.gateway.config.GatewaySettings;

/**
 * Names the organisations that endorse: those whose records change, and enough others to reach the quorum, the own one
 * first and those that are well. Fabric's own planning of keys with policies takes seconds in larger networks, so it is
 * never asked.
 */
final class Endorsers {
    /** How an organisation stands, in the order in which they are asked. */
    private enum Standing {
        /** It did not answer when it was asked last, and it is this writer's turn to ask it. */
        TRIED,
        WELL,
        /** It came out with something else than others did: a peer that was away catches up. */
        BEHIND,
        AWAY
    }

    private final String own;
    private final List<String> others;
    private final Map<String, Presence> presences = new ConcurrentHashMap<>();
    private final Map<String, Standing> troubles = new ConcurrentHashMap<>();
    private final AtomicInteger turn = new AtomicInteger();
    private final Presence peer = new Presence();

    static Endorsers of(GatewaySettings settings) {
        List<String> members =
                settings.members().stream().map(GatewaySettings.Member::id).toList();
        return new Endorsers(settings.organisation(), members);
    }

    Endorsers(String own, Collection<String> members) {
        this.own = own;
        this.others =
                members.stream().filter(member -> !member.equals(own)).sorted().toList();
    }

    /**
     * The next set to ask. Whoever of it was away is waited for, unless it is this writer's turn to find out whether it
     * still is; and so is the own peer, which asks them all.
     *
     * @throws LedgerUnavailable if they stay away
     */
    List<String> await(Consent consent, Duration atMost) {
        if (!peer.await(atMost)) {
            throw PeerFailure.ownAway();
        }
        Map<String, Standing> standings = standings(this::standing);
        List<String> set = next(consent, standings);
        for (String organisation : set) {
            if (standings.get(organisation) == Standing.AWAY
                    && !presence(organisation).await(atMost)) {
                throw PeerFailure.away(organisation, consent.owners());
            }
        }
        return set;
    }

    /** The next set to ask, be they there or not. */
    List<String> next(Consent consent) {
        return next(consent, standings(this::known));
    }

    private Map<String, Standing> standings(Function<String, Standing> standing) {
        Map<String, Standing> standings = others.stream().collect(Collectors.toMap(one -> one, standing));
        standings.put(own, standing.apply(own));
        return standings;
    }

    /** Organisations that are well take turns. */
    private List<String> next(Consent consent, Map<String, Standing> standings) {
        List<String> ordered = new ArrayList<>(others);
        if (!ordered.isEmpty()) {
            Collections.rotate(ordered, Math.floorMod(turn.getAndIncrement(), ordered.size()));
        }
        ordered.add(0, own);
        ordered.sort(Comparator.comparing(standings::get));
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

    /** Notes what an attempt found out. */
    void failed(PeerFailure failure, List<String> asked) {
        if (failure.isOwnPeerAway()) {
            peer.failed();
            return;
        }
        peer.answered();
        if (failure.isDifference()) {
            failed(asked.stream().filter(others::contains).toList(), Standing.BEHIND);
            return;
        }
        Collection<String> away = failure.unreachable(asked);
        failed(away, Standing.AWAY);
        failure.named().stream().filter(named -> !away.contains(named)).forEach(this::answered);
    }

    private void failed(Collection<String> organisations, Standing standing) {
        for (String organisation : organisations) {
            troubles.put(organisation, standing);
            presence(organisation).failed();
        }
    }

    void succeeded(Collection<String> asked) {
        peer.answered();
        asked.forEach(this::answered);
    }

    private void answered(String organisation) {
        troubles.remove(organisation);
        presence(organisation).answered();
    }

    private Presence presence(String organisation) {
        return presences.computeIfAbsent(organisation, absent -> new Presence());
    }

    private Standing known(String organisation) {
        return troubles.getOrDefault(organisation, Standing.WELL);
    }

    private Standing standing(String organisation) {
        Standing known = known(organisation);
        return known != Standing.WELL && presence(organisation).await(Duration.ZERO) ? Standing.TRIED : known;
    }
}
