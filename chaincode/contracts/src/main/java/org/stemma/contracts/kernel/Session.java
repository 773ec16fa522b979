package org.stemma.contracts.kernel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.hyperledger.fabric.shim.ChaincodeStub;
import org.hyperledger.fabric.shim.ledger.KeyValue;
import org.hyperledger.fabric.shim.ledger.QueryResultsIterator;
import org.stemma.api.Codec;
import org.stemma.api.Document;
import org.stemma.api.Drawer;

/**
 * The ledger as one transaction sees it, its own writes included (Fabric's own reads do not show them). Every key is read
 * and decoded at most once; writes, deletes and policies go out at the end, in the order of their keys.
 */
public final class Session {
    private static final Decoded RECENT = new Decoded();

    private final ChaincodeStub stub;
    private final Map<String, Optional<String>> seen = new HashMap<>();

    /** The keys that the peer was asked for, or will be since they were announced. */
    private final Set<String> asked = new HashSet<>();

    private final Map<String, Object> decoded = new HashMap<>();
    private final TreeMap<String, Optional<String>> writes = new TreeMap<>();
    private final TreeMap<String, byte[]> policies = new TreeMap<>();

    /** What a part of the transaction has changed, as it was before. */
    private Optional<Savepoint> savepoint = Optional.empty();

    Session(ChaincodeStub stub) {
        this.stub = stub;
    }

    /** A record and the last part of its key. */
    public record Found<T>(String lastPart, T record) {}

    public <T extends Document> Optional<T> find(Drawer drawer, Class<T> type, Object... parts) {
        String key = drawer.key(parts);
        return read(key).map(json -> type.cast(decoded.computeIfAbsent(key, again -> RECENT.decode(key, json, type))));
    }

    /** Says which keys will be read next, all of them, so that they are fetched at once if they can be. */
    void readAhead(List<String> keys) {
        asked.addAll(keys);
        if (stub instanceof ReadsAhead ahead) {
            ahead.readAhead(keys);
        }
    }

    public void save(Drawer drawer, Document record, Object... parts) {
        write(drawer.key(parts), Optional.of(Codec.encode(record)));
    }

    public void delete(Drawer drawer, Object... parts) {
        write(drawer.key(parts), Optional.empty());
    }

    /** Sets who must endorse later changes of a key. It governs from the next block on. */
    public void guard(Drawer drawer, byte[] policy, Object... parts) {
        String key = drawer.key(parts);
        savepoint.ifPresent(saved -> saved.policies.putIfAbsent(key, Optional.ofNullable(policies.get(key))));
        policies.put(key, policy);
    }

    /** Where a part of the transaction began, and what it changed since. */
    static final class Savepoint {
        private final Map<String, Optional<Optional<String>>> writes = new TreeMap<>();
        private final Map<String, Optional<byte[]>> policies = new TreeMap<>();
    }

    /** From here on what is written can be taken back, until the next savepoint. */
    void mark() {
        savepoint = Optional.of(new Savepoint());
    }

    /** Takes back all that was written since the savepoint. What was read was read. */
    void rollBack() {
        savepoint.ifPresent(saved -> {
            saved.writes.forEach((key, before) -> {
                decoded.remove(key);
                before.ifPresentOrElse(value -> writes.put(key, value), () -> writes.remove(key));
            });
            saved.policies.forEach((key, before) ->
                    before.ifPresentOrElse(policy -> policies.put(key, policy), () -> policies.remove(key)));
        });
        mark();
    }

    /** How many calls of the peer all this takes: what was read for a part that was taken back counts, too. */
    int calls() {
        return asked.size() + writes.size() + policies.size();
    }

    /**
     * Returns at most {@code limit} records whose keys begin with these parts, after the given last part. Only for ranges
     * that can't change any more: the range is read again when the transaction is validated.
     */
    public <T extends Document> List<Found<T>> scan(
            Drawer drawer, Class<T> type, Optional<String> after, int limit, Object... firstParts) {
        String range = drawer.range(firstParts);
        if (!writes.subMap(range, Drawer.after(range)).isEmpty()) {
            throw new IllegalStateException("the transaction writes into the range that it scans: " + range);
        }
        // U+0001 sorts after the end of a key and before whatever could continue it.
        String from = after.map(last -> range + last + "\u0001").orElse(range);
        List<Found<T>> found = new ArrayList<>();
        try (QueryResultsIterator<KeyValue> results = stub.getStateByRange(from, Drawer.after(range))) {
            for (KeyValue result : results) {
                if (found.size() == limit) {
                    break;
                }
                found.add(new Found<>(
                        result.getKey().substring(range.length()), Codec.decode(result.getStringValue(), type)));
            }
        } catch (Exception e) {
            throw new IllegalStateException("scanning " + range, e);
        }
        return found;
    }

    private Optional<String> read(String key) {
        Optional<String> written = writes.get(key);
        return written != null ? written : seen.computeIfAbsent(key, this::fetch);
    }

    private Optional<String> fetch(String key) {
        asked.add(key);
        return Optional.ofNullable(stub.getStringState(key)).filter(value -> !value.isEmpty());
    }

    private void write(String key, Optional<String> value) {
        savepoint.ifPresent(saved -> saved.writes.putIfAbsent(key, Optional.ofNullable(writes.get(key))));
        writes.put(key, value);
        decoded.remove(key);
    }

    /** Sends everything to the peer, once, at the end. */
    void flush() {
        TreeSet<String> keys = new TreeSet<>(writes.keySet());
        keys.addAll(policies.keySet());
        keys.forEach(this::send);
    }

    private void send(String key) {
        Optional<String> value = writes.get(key);
        if (value != null && value.isPresent()) {
            stub.putStringState(key, value.get());
        } else if (value != null) {
            stub.delState(key);
        }
        byte[] policy = policies.get(key);
        if (policy != null) {
            stub.setStateValidationParameter(key, policy);
        }
    }
}
