package org.stemma.contracts.testing;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * World state and validation as Fabric 2.5 with LevelDB: keys in the order of their UTF-8 bytes, blocks that are validated
 * transaction by transaction, versions, phantoms, key-level policies.
 */
public final class MemoryLedger {
    /** The order of keys in LevelDB. */
    public static final Comparator<String> KEY_ORDER = (left, right) ->
            Arrays.compareUnsigned(left.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));

    /** How many results the peer fetches at once: a range that stops early still depends on the page, and one more. */
    public static final int PAGE = 100;

    /** The channel's AbsoluteMaxBytes; the headers and signatures that count too are not known here. */
    public static final int MAX_TRANSACTION_BYTES = 10 << 20;

    private final NavigableMap<String, Value> state = new TreeMap<>(KEY_ORDER);
    private final Map<String, byte[]> policies = new HashMap<>();
    private final int majority;
    private long height;

    public MemoryLedger(int organisations) {
        this.majority = organisations / 2 + 1;
    }

    record Value(ByteString content, Version version) {
        byte[] bytes() {
            return content.toByteArray();
        }
    }

    record Version(long block, int transaction) {}

    /** A range as it was read: what it returned, and up to where it depends on the state. */
    record RangeRead(String from, Optional<String> to, List<Map.Entry<String, Version>> results) {}

    /** Validation codes as Fabric names them. */
    public enum Code {
        VALID,
        MVCC_READ_CONFLICT,
        PHANTOM_READ_CONFLICT,
        ENDORSEMENT_POLICY_FAILURE,
        /** Not Fabric's: the ordering service does not take it, since it is too large. */
        NOT_ORDERED
    }

    /** What a simulation read and wrote, signed by peers of these organisations. */
    public static final class Endorsed {
        final Map<String, Optional<Version>> reads = new TreeMap<>(KEY_ORDER);
        final List<RangeRead> ranges = new ArrayList<>();
        final NavigableMap<String, Optional<byte[]>> writes = new TreeMap<>(KEY_ORDER);
        final NavigableMap<String, byte[]> policyWrites = new TreeMap<>(KEY_ORDER);
        List<String> endorsers = List.of();
        byte @Nullable [] event;
        String eventName = "";
        int gets;
        public String answer = "";

        /** The write set as text: keys, values, deletes and policies in key order, then the event. */
        public String writeSet() {
            StringBuilder text = new StringBuilder();
            writes.forEach((key, value) -> text.append(key)
                    .append(value.map(bytes -> " = " + new String(bytes, StandardCharsets.UTF_8))
                            .orElse(" deleted"))
                    .append('\n'));
            policyWrites.forEach((key, policy) -> text.append(key)
                    .append(" guarded by ")
                    .append(Arrays.toString(policy))
                    .append('\n'));
            return text + (event == null ? "" : new String(event, StandardCharsets.UTF_8));
        }

        /** How many calls of the peer it took, each a round trip on a network. */
        public String calls() {
            return reads.size() + " gets, " + writes.size() + " puts, " + policyWrites.size() + " policies, "
                    + ranges.size() + " ranges";
        }

        public Optional<String> event() {
            return Optional.ofNullable(event).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
        }

        public String eventName() {
            return eventName;
        }

        int bytes() {
            return writes.values().stream()
                    .mapToInt(value -> value.map(bytes -> bytes.length).orElse(0))
                    .sum();
        }

        /** The keys that it writes, and their values; without one it deletes the key. */
        public Map<String, Optional<String>> written() {
            Map<String, Optional<String>> written = new TreeMap<>(KEY_ORDER);
            writes.forEach((key, value) -> written.put(
                    key,
                    value.filter(bytes -> bytes.length > 0).map(bytes -> new String(bytes, StandardCharsets.UTF_8))));
            return written;
        }

        /** What it asked of the peer: each is a round trip; and how many results its ranges depend on. */
        public Touches touches() {
            int deletes = (int)
                    writes.values().stream().filter(MemoryLedger::isDelete).count();
            int results =
                    ranges.stream().mapToInt(range -> range.results().size()).sum();
            return new Touches(gets, writes.size() - deletes, deletes, policyWrites.size(), ranges.size(), results);
        }

        /** How many keys it reads by themselves, and writes. */
        public int touched() {
            Set<String> keys = new HashSet<>(reads.keySet());
            keys.addAll(writes.keySet());
            return keys.size();
        }

        public Endorsed by(String... organisations) {
            endorsers = List.of(organisations);
            return this;
        }
    }

    /** Counts of calls to the peer. */
    public record Touches(int gets, int puts, int deletes, int policies, int ranges, int rangeResults) {}

    synchronized Optional<byte[]> read(String key, Endorsed into) {
        into.gets++;
        Value value = state.get(key);
        into.reads.put(key, Optional.ofNullable(value).map(Value::version));
        return Optional.ofNullable(value).map(Value::bytes);
    }

    /** Fetches pages as they are asked for; the read set records whole pages and the key that was peeked after them. */
    synchronized List<Map.Entry<String, byte[]>> range(String from, String to) {
        List<Map.Entry<String, byte[]>> found = new ArrayList<>();
        view(from, Optional.of(to).filter(end -> !end.isEmpty()))
                .forEach((key, value) -> found.add(Map.entry(key, value.bytes())));
        return found;
    }

    /** What the peer notes when the first {@code consumed} results of a range were asked for. */
    synchronized RangeRead rangeRead(String from, String to, int consumed) {
        NavigableMap<String, Value> all = view(from, Optional.of(to).filter(end -> !end.isEmpty()));
        int fetched = Math.max(1, (consumed + PAGE - 1) / PAGE) * PAGE + 1;
        List<Map.Entry<String, Version>> results = new ArrayList<>();
        for (Map.Entry<String, Value> entry : all.entrySet()) {
            if (results.size() == fetched) {
                break;
            }
            results.add(Map.entry(entry.getKey(), entry.getValue().version()));
        }
        boolean exhausted = all.size() < fetched;
        Optional<String> end = exhausted
                ? Optional.of(to).filter(last -> !last.isEmpty())
                : Optional.of(results.get(results.size() - 1).getKey() + "\u0000");
        return new RangeRead(from, end, results);
    }

    private NavigableMap<String, Value> view(String from, Optional<String> to) {
        return to.map(end -> KEY_ORDER.compare(from, end) <= 0
                        ? state.subMap(from, true, end, false)
                        : new TreeMap<String, Value>(KEY_ORDER))
                .orElse(state.tailMap(from, true));
    }

    /** Validates and commits a block. */
    public synchronized List<Code> commit(List<Endorsed> block) {
        height++;
        List<Code> codes = new ArrayList<>();
        List<Boolean> endorsed = endorsements(block);
        for (int i = 0; i < block.size(); i++) {
            Endorsed tx = block.get(i);
            Code code = code(tx, endorsed.get(i));
            if (code == Code.VALID) {
                apply(tx, new Version(height, i));
            }
            codes.add(code);
        }
        return codes;
    }

    private Code code(Endorsed tx, boolean endorsed) {
        if (tx.bytes() >= MAX_TRANSACTION_BYTES) {
            return Code.NOT_ORDERED;
        } else if (!endorsed) {
            return Code.ENDORSEMENT_POLICY_FAILURE;
        } else if (stale(tx)) {
            return Code.MVCC_READ_CONFLICT;
        }
        return phantom(tx) ? Code.PHANTOM_READ_CONFLICT : Code.VALID;
    }

    /** Policies are those before the block; a key whose policy an earlier transaction of the block sets can't be written. */
    private List<Boolean> endorsements(List<Endorsed> block) {
        Set<String> changed = new HashSet<>();
        List<Boolean> valid = new ArrayList<>();
        for (Endorsed tx : block) {
            Set<String> written = new HashSet<>(tx.writes.keySet());
            written.addAll(tx.policyWrites.keySet());
            boolean accepted = Collections.disjoint(changed, written)
                    && written.stream().allMatch(key -> accepts(key, tx.endorsers))
                    && (!written.isEmpty() || tx.endorsers.stream().distinct().count() >= majority);
            valid.add(accepted);
            if (accepted) {
                changed.addAll(tx.policyWrites.keySet());
            }
        }
        return valid;
    }

    private boolean accepts(String key, List<String> endorsers) {
        byte[] policy = policies.get(key);
        return policy == null ? endorsers.stream().distinct().count() >= majority : Policies.accepts(policy, endorsers);
    }

    private boolean stale(Endorsed tx) {
        return tx.reads.entrySet().stream().anyMatch(read -> !Optional.ofNullable(state.get(read.getKey()))
                .map(Value::version)
                .equals(read.getValue()));
    }

    private boolean phantom(Endorsed tx) {
        for (RangeRead range : tx.ranges) {
            List<Map.Entry<String, Version>> now = new ArrayList<>();
            view(range.from(), range.to()).forEach((key, value) -> now.add(Map.entry(key, value.version())));
            if (!now.equals(range.results())) {
                return true;
            }
        }
        return false;
    }

    private void apply(Endorsed tx, Version version) {
        tx.writes.forEach((key, value) -> {
            if (isDelete(value)) {
                state.remove(key);
                policies.remove(key);
            } else {
                state.put(key, new Value(ByteString.copyFrom(value.orElseThrow()), version));
            }
        });
        // A policy of a key that does not exist, or is deleted beside it, is lost. Otherwise it is a change of the key:
        // the version moves on with the value unchanged.
        tx.policyWrites.forEach((key, policy) -> {
            if (state.computeIfPresent(key, (same, value) -> new Value(value.content(), version)) != null) {
                policies.put(key, policy);
            }
        });
    }

    /** Fabric takes an empty value for a delete. */
    private static boolean isDelete(Optional<byte[]> value) {
        return value.isEmpty() || value.get().length == 0;
    }

    /** The committed value, as a client would query it. */
    public synchronized Optional<String> get(String key) {
        return Optional.ofNullable(state.get(key)).map(value -> new String(value.bytes(), StandardCharsets.UTF_8));
    }

    public synchronized Optional<byte[]> policy(String key) {
        return Optional.ofNullable(policies.get(key));
    }

    /** Everything that begins so, in key order. */
    public synchronized NavigableMap<String, String> all(String prefix) {
        NavigableMap<String, String> found = new TreeMap<>(KEY_ORDER);
        state.tailMap(prefix, true).entrySet().stream()
                .takeWhile(entry -> entry.getKey().startsWith(prefix))
                .forEach(entry ->
                        found.put(entry.getKey(), new String(entry.getValue().bytes(), StandardCharsets.UTF_8)));
        return found;
    }
}
