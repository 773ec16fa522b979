package org.stemma.contracts.testing;

import com.google.protobuf.ByteString;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import org.hyperledger.fabric.protos.msp.SerializedIdentity;
import org.hyperledger.fabric.shim.ChaincodeStub;
import org.hyperledger.fabric.shim.ledger.CompositeKey;
import org.hyperledger.fabric.shim.ledger.KeyValue;
import org.hyperledger.fabric.shim.ledger.QueryResultsIterator;
import org.jspecify.annotations.Nullable;

/** The shim's stub over a {@link MemoryLedger}: reads show what is committed, never the transaction's own writes. */
public final class MemoryStub {
    private final MemoryLedger ledger;
    private final MemoryLedger.Endorsed tx;
    private final TestIdentity caller;
    private final String txId;
    private final Instant timestamp;

    private MemoryStub(
            MemoryLedger ledger, MemoryLedger.Endorsed tx, TestIdentity caller, String txId, Instant timestamp) {
        this.ledger = ledger;
        this.tx = tx;
        this.caller = caller;
        this.txId = txId;
        this.timestamp = timestamp;
    }

    /** A stub that records into {@code tx}. */
    public static ChaincodeStub open(
            MemoryLedger ledger, MemoryLedger.Endorsed tx, TestIdentity caller, String txId, Instant timestamp) {
        MemoryStub stub = new MemoryStub(ledger, tx, caller, txId, timestamp);
        return (ChaincodeStub) Proxy.newProxyInstance(
                MemoryStub.class.getClassLoader(), new Class<?>[] {ChaincodeStub.class}, stub::call);
    }

    private @Nullable Object call(Object proxy, Method method, Object @Nullable [] given) {
        Object[] arguments = given == null ? new Object[0] : given;
        return switch (method.getName()) {
            case "getTxId" -> txId;
            case "getTxTimestamp" -> timestamp;
            case "getChannelId" -> "stemma";
            case "getCreator" -> creator();
            case "getMspId" -> caller.organisation();
            case "getState" -> ledger.read((String) arguments[0], tx).orElse(new byte[0]);
            case "getStringState" ->
                new String(ledger.read((String) arguments[0], tx).orElse(new byte[0]), StandardCharsets.UTF_8);
            case "putState" -> put((String) arguments[0], (byte[]) arguments[1]);
            case "putStringState" ->
                put((String) arguments[0], ((String) arguments[1]).getBytes(StandardCharsets.UTF_8));
            case "delState" -> tx.writes.put(writable(arguments[0]), Optional.empty());
            case "setStateValidationParameter" -> tx.policyWrites.put(writable(arguments[0]), (byte[]) arguments[1]);
            case "getStateValidationParameter" -> policy((String) arguments[0]);
            case "getStateByRange" -> simpleRange((String) arguments[0], (String) arguments[1]);
            case "createCompositeKey" -> new CompositeKey((String) arguments[0], (String[]) arguments[1]);
            case "splitCompositeKey" -> CompositeKey.parseCompositeKey((String) arguments[0]);
            case "getStateByPartialCompositeKey" -> compositeRange(arguments[0].toString());
            case "setEvent" -> event((String) arguments[0], (byte[]) arguments[1]);
            case "toString" -> "MemoryStub of " + txId;
            default -> throw new IllegalStateException("the memory ledger has no " + method.getName());
        };
    }

    private @Nullable Object put(String key, byte[] value) {
        if (key.isEmpty()) {
            throw new IllegalArgumentException("a key is not empty");
        }
        tx.writes.put(writable(key), Optional.of(value.clone()));
        return null;
    }

    /** A peer does not simulate a write of a key whose policy it can't read. */
    private String writable(Object key) {
        if (ledger.policy((String) key)
                .filter(policy -> !Policies.isPolicy(policy))
                .isPresent()) {
            throw new IllegalArgumentException("the key has a policy that is none");
        }
        return (String) key;
    }

    private @Nullable Object event(String name, byte[] payload) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("an event has a name");
        }
        tx.eventName = name;
        tx.event = payload;
        return null;
    }

    /** A policy lies with its key: to look at it is to read the key. */
    private byte[] policy(String key) {
        ledger.read(key, tx);
        return ledger.policy(key).orElse(new byte[0]);
    }

    private byte[] creator() {
        return SerializedIdentity.newBuilder()
                .setMspid(caller.organisation())
                .setIdBytes(ByteString.copyFromUtf8(caller.pem()))
                .build()
                .toByteArray();
    }

    /** Composite keys begin with U+0000; ranges of simple keys begin after them. */
    private QueryResultsIterator<KeyValue> simpleRange(String from, String to) {
        if (from.startsWith("\u0000") || to.startsWith("\u0000")) {
            throw new IllegalArgumentException("a simple range has no composite keys");
        }
        return range(from.isEmpty() ? "\u0001" : from, to);
    }

    private QueryResultsIterator<KeyValue> compositeRange(String firstParts) {
        return range(firstParts, firstParts + new String(Character.toChars(Character.MAX_CODE_POINT)));
    }

    /** Notes what it depends on at once, and more with each page; whoever forgets to close it depends on it as well. */
    private QueryResultsIterator<KeyValue> range(String from, String to) {
        Iterator<Map.Entry<String, byte[]>> results = ledger.range(from, to).iterator();
        int place = tx.ranges.size();
        tx.ranges.add(ledger.rangeRead(from, to, 0));
        Iterator<KeyValue> reading = new Iterator<>() {
            private int consumed;

            @Override
            public boolean hasNext() {
                return results.hasNext();
            }

            @Override
            public KeyValue next() {
                KeyValue next = entry(results.next());
                if (consumed++ % MemoryLedger.PAGE == 0) {
                    tx.ranges.set(place, ledger.rangeRead(from, to, consumed));
                }
                return next;
            }
        };
        return new QueryResultsIterator<>() {
            @Override
            public Iterator<KeyValue> iterator() {
                return reading;
            }

            @Override
            public void close() {
                // Nothing is open in memory.
            }
        };
    }

    private static KeyValue entry(Map.Entry<String, byte[]> entry) {
        return new KeyValue() {
            @Override
            public String getKey() {
                return entry.getKey();
            }

            @Override
            public byte[] getValue() {
                return entry.getValue().clone();
            }

            @Override
            public String getStringValue() {
                return new String(entry.getValue(), StandardCharsets.UTF_8);
            }
        };
    }
}
