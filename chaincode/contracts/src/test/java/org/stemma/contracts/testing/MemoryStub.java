package org.stemma.contracts.testing;

import com.google.protobuf.ByteString;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
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
            case "delState" -> tx.writes.put((String) arguments[0], java.util.Optional.empty());
            case "setStateValidationParameter" -> tx.policyWrites.put((String) arguments[0], (byte[]) arguments[1]);
            case "getStateValidationParameter" ->
                ledger.policy((String) arguments[0]).orElse(new byte[0]);
            case "getStateByRange" -> range((String) arguments[0], (String) arguments[1]);
            case "createCompositeKey" -> new CompositeKey((String) arguments[0], (String[]) arguments[1]);
            case "setEvent" -> {
                tx.event = (byte[]) arguments[1];
                yield null;
            }
            case "toString" -> "MemoryStub of " + txId;
            default -> throw new IllegalStateException("the memory ledger has no " + method.getName());
        };
    }

    private @Nullable Object put(String key, byte[] value) {
        if (key.isEmpty()) {
            throw new IllegalArgumentException("a key is not empty");
        }
        tx.writes.put(key, java.util.Optional.of(value.clone()));
        return null;
    }

    private byte[] creator() {
        return SerializedIdentity.newBuilder()
                .setMspid(caller.organisation())
                .setIdBytes(ByteString.copyFromUtf8(caller.pem()))
                .build()
                .toByteArray();
    }

    private QueryResultsIterator<KeyValue> range(String from, String to) {
        List<Map.Entry<String, byte[]>> results = ledger.range(from, to);
        return new QueryResultsIterator<>() {
            private int consumed;

            @Override
            public Iterator<KeyValue> iterator() {
                Iterator<Map.Entry<String, byte[]>> inner = results.iterator();
                return new Iterator<>() {
                    @Override
                    public boolean hasNext() {
                        return inner.hasNext();
                    }

                    @Override
                    public KeyValue next() {
                        consumed++;
                        return entry(inner.next());
                    }
                };
            }

            @Override
            public void close() {
                ledger.recordRange(from, to, consumed, tx);
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
