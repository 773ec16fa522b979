package org.stemma.it;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.hyperledger.fabric.client.CloseableIterator;
import org.hyperledger.fabric.protos.peer.FilteredBlock;
import org.hyperledger.fabric.protos.peer.FilteredTransaction;

/**
 * Tells of each expected transaction once every member's peer has committed it: one stream of blocks per peer, however many
 * transactions there are. (A wait for the status of each would be one more request each.)
 */
final class Commits implements AutoCloseable {
    private final Map<String, Expected> expected = new ConcurrentHashMap<>();
    private final List<CloseableIterator<FilteredBlock>> streams = new ArrayList<>();
    private final List<Thread> readers = new ArrayList<>();

    private record Expected(AtomicInteger peers, BiConsumer<String, Long> then) {}

    Commits(Clients clients) {
        for (String member : Members.all()) {
            CloseableIterator<FilteredBlock> stream = clients.as(member, "buyer")
                    .getNetwork(clients.network().channel())
                    .newFilteredBlockEventsRequest()
                    .build()
                    .getEvents();
            streams.add(stream);
            Thread reader = new Thread(() -> stream.forEachRemaining(this::read), "blocks of " + member);
            reader.setDaemon(true);
            reader.start();
            readers.add(reader);
        }
    }

    /** To be called before the transaction is submitted; it will be told its validation code and {@code nanoTime}. */
    void expect(String transaction, BiConsumer<String, Long> then) {
        expected.put(transaction, new Expected(new AtomicInteger(streams.size()), then));
    }

    void forget(String transaction) {
        expected.remove(transaction);
    }

    private void read(FilteredBlock block) {
        long now = System.nanoTime();
        for (FilteredTransaction transaction : block.getFilteredTransactionsList()) {
            Expected waiting = expected.get(transaction.getTxid());
            if (waiting != null && waiting.peers().decrementAndGet() == 0) {
                expected.remove(transaction.getTxid());
                waiting.then().accept(transaction.getTxValidationCode().name(), now);
            }
        }
    }

    @Override
    public void close() {
        streams.forEach(CloseableIterator::close);
    }
}
