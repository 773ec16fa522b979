package org.stemma.contracts;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.hyperledger.fabric.protos.peer.ChaincodeMessage;
import org.hyperledger.fabric.protos.peer.GetState;
import org.hyperledger.fabric.shim.ChaincodeStub;
import org.stemma.contracts.kernel.ReadsAhead;

/** The transactions that run, and what each says to its peer. Safe for use by many threads. */
final class Conversations {
    private final Map<String, Running> running = new ConcurrentHashMap<>();

    private record Running(Object stream, Calls calls) {}

    private static String key(ChaincodeMessage message) {
        return message.getChannelId() + message.getTxid();
    }

    /** A transaction begins; it ends with the last that it says to the peer, or with its stream. */
    void begin(
            Object stream,
            ChaincodeMessage message,
            Consumer<ChaincodeMessage> peer,
            Consumer<ChaincodeMessage> transaction) {
        String key = key(message);
        Calls calls = new Calls(
                call -> {
                    if (Calls.isLast(call)) {
                        running.remove(key);
                    }
                    peer.accept(call);
                },
                transaction);
        running.put(key, new Running(stream, calls));
    }

    /** A stream has ended, and nothing that is said on it is answered any more. */
    void end(Object stream) {
        running.values().removeIf(one -> one.stream().equals(stream));
    }

    /** The transaction that a message is from or for, if it runs. */
    Optional<Calls> of(ChaincodeMessage message) {
        return Optional.ofNullable(running.get(key(message))).map(Running::calls);
    }

    /** A transaction's stub that also reads ahead. */
    ChaincodeStub readingAhead(ChaincodeStub stub) {
        ReadsAhead ahead = keys -> announce(stub, keys);
        return (ChaincodeStub) Proxy.newProxyInstance(
                Conversations.class.getClassLoader(),
                new Class<?>[] {ChaincodeStub.class, ReadsAhead.class},
                (self, method, arguments) -> {
                    try {
                        return method.invoke(method.getDeclaringClass() == ReadsAhead.class ? ahead : stub, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private void announce(ChaincodeStub stub, List<String> keys) {
        ChaincodeMessage.Builder read = ChaincodeMessage.newBuilder()
                .setType(ChaincodeMessage.Type.GET_STATE)
                .setChannelId(stub.getChannelId())
                .setTxid(stub.getTxId());
        of(read.buildPartial())
                .ifPresent(calls -> calls.announce(keys.stream()
                        .map(key -> read.setPayload(GetState.newBuilder()
                                        .setKey(key)
                                        .build()
                                        .toByteString())
                                .build())
                        .toList()));
    }
}
