package org.stemma.gateway.ledger;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * Names the organisations that endorse: the own one, the owners of other records that change, and enough others to reach
 * the quorum, those first that did not fail lately. Fabric's own planning of keys with policies takes seconds in larger networks, so it is never asked.
 */
final class Endorsers {
    /** How long an organisation that failed is asked last. */
    static final Duration AVOIDED = Duration.ofSeconds(15);

    private final String own;
    private final List<String> others;
    private final LongSupplier nanoTime;
    private final Map<String, Long> failedAt = new ConcurrentHashMap<>();
    private final AtomicInteger turn = new AtomicInteger();

    Endorsers(String own, Collection<String> members, LongSupplier nanoTime) {
        this.own = own;
        this.others =
                members.stream().filter(member -> !member.equals(own)).sorted().toList();
        this.nanoTime = nanoTime;
    }

    /** The next set to ask. Organisations that are well take turns. */
    List<String> next(Consent consent) {
        List<String> ordered = new ArrayList<>(others);
        if (!ordered.isEmpty()) {
            java.util.Collections.rotate(ordered, Math.floorMod(turn.getAndIncrement(), ordered.size()));
        }
        ordered.sort(Comparator.comparing(this::avoided));
        // Nobody stands in for an owner, be it well or not: if it is down, the transaction waits.
        ordered.sort(Comparator.comparing(organisation -> !consent.owners().contains(organisation)));
        int quorum = consent.quorum().of(others.size() + 1);
        long owners = others.stream().filter(consent.owners()::contains).count();
        int needed = (int) Math.max(quorum - 1, owners);
        List<String> set = new ArrayList<>(List.of(own));
        set.addAll(ordered.subList(0, Math.min(needed, ordered.size())));
        return set;
    }

    void failed(Collection<String> organisations) {
        organisations.stream()
                .filter(others::contains)
                .forEach(organisation -> failedAt.put(organisation, nanoTime.getAsLong()));
    }

    void succeeded(Collection<String> organisations) {
        organisations.forEach(failedAt::remove);
    }

    private boolean avoided(String organisation) {
        Long failed = failedAt.get(organisation);
        return failed != null && nanoTime.getAsLong() - failed < AVOIDED.toNanos();
    }
}
