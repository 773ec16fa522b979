package org.stemma.contracts;

import io.grpc.stub.StreamObserver;
import org.hyperledger.fabric.protos.peer.ChaincodeGrpc;
import org.hyperledger.fabric.protos.peer.ChaincodeID;
import org.hyperledger.fabric.protos.peer.ChaincodeMessage;
import org.hyperledger.fabric.shim.ChaincodeBase;
import org.hyperledger.fabric.shim.impl.InvocationTaskManager;

/**
 * The chaincode's end of the stream on which its peer calls it. It does what the shim's own does, but may run on the
 * network's thread: an answer to a transaction's get is handed to the thread that waits for it, without another one
 * between, and none of it blocks; {@link Calls} has what a transaction need not wait for. A stream that has died is
 * noticed by whoever sends on it, and its threads end.
 */
final class PeerService extends ChaincodeGrpc.ChaincodeImplBase {
    private final ChaincodeBase chaincode;
    private final ChaincodeID id;
    private final Conversations conversations;

    PeerService(ChaincodeBase chaincode, String id, Conversations conversations) {
        this.chaincode = chaincode;
        this.conversations = conversations;
        this.id = ChaincodeID.newBuilder().setName(id).build();
    }

    @Override
    public StreamObserver<ChaincodeMessage> connect(StreamObserver<ChaincodeMessage> peer) {
        InvocationTaskManager tasks = InvocationTaskManager.getManager(chaincode, id);
        tasks.setResponseConsumer(message ->
                conversations.of(message).ifPresentOrElse(calls -> calls.say(message), () -> send(peer, message)));
        tasks.register();
        return new StreamObserver<>() {
            @Override
            public void onNext(ChaincodeMessage message) {
                switch (message.getType()) {
                    case RESPONSE, ERROR ->
                        conversations
                                .of(message)
                                .ifPresentOrElse(
                                        calls -> calls.answered(message), () -> tasks.onChaincodeMessage(message));
                    case TRANSACTION, INIT -> {
                        conversations.begin(tasks, message, call -> send(peer, call), tasks::onChaincodeMessage);
                        tasks.onChaincodeMessage(message);
                    }
                    default -> tasks.onChaincodeMessage(message);
                }
            }

            @Override
            public void onError(Throwable cause) {
                end(tasks);
            }

            @Override
            public void onCompleted() {
                end(tasks);
                peer.onCompleted();
            }
        };
    }

    /** Transactions run side by side, and a stream takes one message at a time. */
    private static void send(StreamObserver<ChaincodeMessage> peer, ChaincodeMessage message) {
        synchronized (peer) {
            peer.onNext(message);
        }
    }

    /** Ending waits for the transactions that run, which the network's thread must not. */
    private void end(InvocationTaskManager tasks) {
        conversations.end(tasks);
        Thread ending = new Thread(tasks::shutdown, "end of a peer's stream");
        ending.setDaemon(true);
        ending.start();
    }
}
