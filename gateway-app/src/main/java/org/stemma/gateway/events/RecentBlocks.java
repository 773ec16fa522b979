package org.stemma.gateway.events;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Blocks' events in memory: the newest, which most readers follow, and apart from them what was asked for of the history,
 * so that somebody who reads from the beginning takes nothing from those who follow. Safe for use by many threads.
 */
final class RecentBlocks {
    private final Shelf<NavigableMap<Long, List<LedgerEvent>>> newest;
    private final Shelf<Map<Long, List<LedgerEvent>>> asked;

    /** Bounded by the events of its blocks; an empty block takes a place as well. */
    private static final class Shelf<M extends Map<Long, List<LedgerEvent>>> {
        private final M blocks;
        private final int most;
        private int weight;

        Shelf(M blocks, int most) {
            this.blocks = blocks;
            this.most = most;
        }

        private static int weight(List<LedgerEvent> events) {
            return events.size() + 1;
        }

        /** Puts a block there, and returns those that go for it, in the order of the map. */
        Map<Long, List<LedgerEvent>> put(long number, List<LedgerEvent> events) {
            List<LedgerEvent> before = blocks.put(number, events);
            weight += weight(events) - (before == null ? 0 : weight(before));
            Map<Long, List<LedgerEvent>> gone = new LinkedHashMap<>();
            var first = blocks.entrySet().iterator();
            while (weight > most && blocks.size() > 1) {
                Map.Entry<Long, List<LedgerEvent>> entry = first.next();
                gone.put(entry.getKey(), entry.getValue());
                weight -= weight(entry.getValue());
                first.remove();
            }
            return gone;
        }
    }

    /**
     * @param newestEvents kept of the newest blocks
     * @param askedEvents kept of the others
     */
    RecentBlocks(int newestEvents, int askedEvents) {
        newest = new Shelf<>(new TreeMap<>(), newestEvents);
        asked = new Shelf<>(new LinkedHashMap<>(16, 0.75f, true), askedEvents);
    }

    synchronized Optional<List<LedgerEvent>> find(long number) {
        List<LedgerEvent> found = newest.blocks.get(number);
        return Optional.ofNullable(found != null ? found : asked.blocks.get(number));
    }

    /** Keeps a block; what is too old for the newest lies with what was asked for. */
    synchronized void keep(long number, List<LedgerEvent> events) {
        newest.put(number, events).forEach(asked::put);
    }
}
