package org.stemma.gateway.events;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.stemma.api.OrgId;
import org.stemma.gateway.readmodel.EventLog;
import org.stemma.gateway.readmodel.EventRow;

/**
 * Reads events in the ledger's order, for as many readers as there are: the newest blocks, and others that were asked for,
 * are kept in memory, all others come from the database. Safe for use by many threads.
 */
public final class Events {
    /** Transactions that one reading of the database brings, about. */
    private static final int READ_AHEAD = 256;

    /** Events of the newest blocks that are kept in memory; each takes some 2 kB. */
    private static final int NEWEST_EVENTS = 10_000;

    /** Of older blocks that were asked for. */
    private static final int ASKED_EVENTS = 5_000;

    /** Blocks that one call looks through, so that a rare event is no endless search. */
    private static final int MAX_BLOCKS = 2_000;

    private final EventLog log;
    private final Concerns concerns;
    private final RecentBlocks recent = new RecentBlocks(NEWEST_EVENTS, ASKED_EVENTS);
    private final Map<Long, CompletableFuture<Optional<List<LedgerEvent>>>> reading = new ConcurrentHashMap<>();

    Events(EventLog log, Concerns concerns) {
        this.log = log;
        this.concerns = concerns;
    }

    /**
     * Some events, in order.
     *
     * @param through where to go on from: everything up to there was looked at
     * @param more whether there may be more now; otherwise the next block is not there yet
     */
    public record Slice(List<LedgerEvent> events, Position through, boolean more) {}

    /** The end of the last block that is projected. */
    public Position latest() {
        return log.last().map(Position::endOf).orElse(Position.EARLIEST);
    }

    /** The events after a position that a reader may see and asks for: at most so many, all of whole blocks but the last. */
    public Slice after(Position position, OrgId reader, Interest interest, int most) {
        List<LedgerEvent> found = new ArrayList<>();
        Position through = position;
        for (int blocks = 0; blocks < MAX_BLOCKS; blocks++) {
            long number = through.nextBlock();
            Optional<List<LedgerEvent>> block = block(number);
            if (block.isEmpty()) {
                return new Slice(found, through, false);
            }
            for (LedgerEvent event : block.get()) {
                if (through.isBefore(event.position())) {
                    if (event.concern().mayBeSeenBy(reader.value()) && interest.covers(event)) {
                        if (found.size() == most) {
                            return new Slice(found, through, true);
                        }
                        found.add(event);
                    }
                    through = event.position();
                }
            }
            through = Position.endOf(number);
        }
        return new Slice(found, through, true);
    }

    /** The event at a position, if there is one and the reader may see it. */
    public Optional<LedgerEvent> at(Position position, OrgId reader) {
        return block(position.block()).stream()
                .flatMap(List::stream)
                .filter(event -> event.position().equals(position))
                .filter(event -> event.concern().mayBeSeenBy(reader.value()))
                .findFirst();
    }

    private Optional<List<LedgerEvent>> block(long number) {
        Optional<List<LedgerEvent>> known = recent.find(number);
        return known.isPresent() ? known : read(number);
    }

    /** One reads the database for all who wait for the same; others read meanwhile what they need. */
    private Optional<List<LedgerEvent>> read(long number) {
        CompletableFuture<Optional<List<LedgerEvent>>> own = new CompletableFuture<>();
        CompletableFuture<Optional<List<LedgerEvent>>> other = reading.putIfAbsent(number, own);
        if (other != null) {
            return other.join();
        }
        try {
            List<EventLog.Block<LedgerEvent>> blocks = log.from(number, READ_AHEAD, this::event);
            blocks.forEach(block -> recent.keep(block.number(), block.events()));
            own.complete(blocks.stream().findFirst().map(EventLog.Block::events));
            return own.join();
        } catch (RuntimeException e) {
            // Those who wait look for themselves at their next turn.
            own.complete(Optional.empty());
            throw e;
        } finally {
            reading.remove(number, own);
            // Of an Error, too, nobody waits for ever.
            own.complete(Optional.empty());
        }
    }

    private LedgerEvent event(EventRow row) {
        return new LedgerEvent(row, concerns.of(row));
    }
}
