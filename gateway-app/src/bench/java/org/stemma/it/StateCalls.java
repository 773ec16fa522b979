package org.stemma.it;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.hyperledger.fabric.client.Transaction;
import org.hyperledger.fabric.protos.ledger.rwset.kvrwset.KVMetadataWrite;
import org.hyperledger.fabric.protos.ledger.rwset.kvrwset.KVRWSet;
import org.hyperledger.fabric.protos.ledger.rwset.kvrwset.KVRead;
import org.hyperledger.fabric.protos.ledger.rwset.kvrwset.KVWrite;
import org.stemma.contracts.bench.Twin;

/**
 * What one endorsed transaction asked of its peer, from its read and write sets: the session reads and writes each key once
 * at most, so each entry is one call.
 */
record StateCalls(
        int gets,
        int puts,
        int deletes,
        int ranges,
        int policySets,
        int readBytes,
        int writtenBytes,
        int eventBytes,
        List<Twin.Step> steps,
        int answerBytes) {
    /** What the ledger holds under a key before the transaction. */
    record Held(int bytes, boolean guarded) {}

    static List<String> keys(KVRWSet set) {
        TreeSet<String> keys = new TreeSet<>();
        set.getReadsList().forEach(read -> keys.add(read.getKey()));
        set.getWritesList().forEach(write -> keys.add(write.getKey()));
        return List.copyOf(keys);
    }

    static StateCalls of(Transaction transaction, KVRWSet set, Map<String, Held> ledger) {
        Map<String, KVWrite> writes = new LinkedHashMap<>();
        set.getWritesList().forEach(write -> writes.put(write.getKey(), write));
        Map<String, KVMetadataWrite> policies = new HashMap<>();
        set.getMetadataWritesList().forEach(policy -> policies.put(policy.getKey(), policy));
        List<Twin.Step> steps = new ArrayList<>();
        int readBytes = 0;
        for (KVRead read : set.getReadsList()) {
            Held held = ledger.getOrDefault(read.getKey(), new Held(0, false));
            steps.add(step(read, writes.remove(read.getKey()), held, policies.containsKey(read.getKey())));
            readBytes += held.bytes();
        }
        for (KVWrite write : writes.values()) {
            boolean guarded = policies.containsKey(write.getKey());
            int bytes = write.getValue().size();
            steps.add(new Twin.Step(Twin.WRITE, length(write.getKey()), 0, bytes, guarded));
        }
        int deletes =
                (int) set.getWritesList().stream().filter(KVWrite::getIsDelete).count();
        return new StateCalls(
                set.getReadsCount(),
                set.getWritesCount() - deletes,
                deletes,
                set.getRangeQueriesInfoCount(),
                set.getMetadataWritesCount(),
                readBytes,
                set.getWritesList().stream()
                        .mapToInt(write -> write.getValue().size())
                        .sum(),
                Prepared.event(transaction.getBytes()).getPayload().size(),
                List.copyOf(steps),
                transaction.getResult().length);
    }

    private static Twin.Step step(
            KVRead read, @org.jspecify.annotations.Nullable KVWrite write, Held held, boolean sets) {
        boolean there = read.hasVersion();
        int length = length(read.getKey());
        if (write == null) {
            char kind = there ? Twin.SHARED : Twin.ABSENT;
            return new Twin.Step(kind, length, held.bytes(), 0, held.guarded());
        }
        char kind = there ? Twin.UPDATE : Twin.CREATE;
        return new Twin.Step(kind, length, held.bytes(), write.getValue().size(), held.guarded() || sets);
    }

    private static int length(String key) {
        return key.getBytes(StandardCharsets.UTF_8).length;
    }

    Twin twin(String name) {
        if (deletes + ranges > 0) {
            throw new IllegalStateException("a twin neither deletes nor scans");
        }
        return new Twin(name, eventBytes, answerBytes, steps);
    }

    String calls() {
        return "%d gets, %d puts, %d deletes, %d ranges, %d policies set; %d bytes read, %d written, %d of events"
                .formatted(gets, puts, deletes, ranges, policySets, readBytes, writtenBytes, eventBytes);
    }
}
