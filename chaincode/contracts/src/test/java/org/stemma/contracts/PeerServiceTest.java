package org.stemma.contracts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.hyperledger.fabric.metrics.Metrics;
import org.hyperledger.fabric.protos.peer.ChaincodeID;
import org.hyperledger.fabric.protos.peer.ChaincodeInput;
import org.hyperledger.fabric.protos.peer.ChaincodeMessage;
import org.hyperledger.fabric.shim.ChaincodeBase;
import org.hyperledger.fabric.shim.ChaincodeStub;
import org.hyperledger.fabric.shim.ResponseUtils;
import org.hyperledger.fabric.traces.Traces;
import org.junit.jupiter.api.Test;

final class PeerServiceTest {
    private static final int PATIENCE_SECONDS = 30;

    /** Answers with the value of one key. */
    private static final class OneGet extends ChaincodeBase {
        private final BlockingQueue<Thread> ended = new LinkedBlockingQueue<>();

        OneGet() {
            processCommandLineOptions(new String[] {"-i", "stemma:1"});
        }

        @Override
        public Response init(ChaincodeStub stub) {
            return ResponseUtils.newSuccessResponse();
        }

        @Override
        public Response invoke(ChaincodeStub stub) {
            try {
                return ResponseUtils.newSuccessResponse(stub.getState("key"));
            } finally {
                ended.add(Thread.currentThread());
            }
        }
    }

    /** The peer's side of the stream, which may be dead. */
    private static final class Peer implements StreamObserver<ChaincodeMessage> {
        private final BlockingQueue<ChaincodeMessage> heard = new LinkedBlockingQueue<>();
        private volatile boolean dead;

        @Override
        public void onNext(ChaincodeMessage message) {
            if (dead) {
                throw new IllegalStateException("call already closed");
            }
            heard.add(message);
        }

        @Override
        public void onError(Throwable cause) {}

        @Override
        public void onCompleted() {}

        ChaincodeMessage next() throws InterruptedException {
            ChaincodeMessage message = heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertNotNull(message, "the chaincode said nothing");
            return message;
        }
    }

    private final OneGet chaincode = new OneGet();
    private final Peer peer = new Peer();

    private StreamObserver<ChaincodeMessage> connected() throws Exception {
        Metrics.initialize(chaincode.getChaincodeConfig());
        Traces.initialize(chaincode.getChaincodeConfig());
        StreamObserver<ChaincodeMessage> stream = new PeerService(chaincode, "stemma:1").connect(peer);
        ChaincodeMessage registers = peer.next();
        assertEquals(ChaincodeMessage.Type.REGISTER, registers.getType());
        assertEquals("stemma:1", ChaincodeID.parseFrom(registers.getPayload()).getName());
        stream.onNext(message(ChaincodeMessage.Type.REGISTERED, ByteString.EMPTY));
        stream.onNext(message(ChaincodeMessage.Type.READY, ByteString.EMPTY));
        return stream;
    }

    private static ChaincodeMessage message(ChaincodeMessage.Type type, ByteString payload) {
        return ChaincodeMessage.newBuilder()
                .setType(type)
                .setChannelId("stemma")
                .setTxid("tx")
                .setPayload(payload)
                .build();
    }

    private static ChaincodeMessage transaction() {
        ChaincodeInput input = ChaincodeInput.newBuilder()
                .addArgs(ByteString.copyFromUtf8("room:function"))
                .build();
        return message(ChaincodeMessage.Type.TRANSACTION, input.toByteString());
    }

    @Test
    void a_transaction_asks_and_is_answered_on_the_stream() throws Exception {
        StreamObserver<ChaincodeMessage> stream = connected();
        stream.onNext(transaction());
        assertEquals(ChaincodeMessage.Type.GET_STATE, peer.next().getType());
        stream.onNext(message(ChaincodeMessage.Type.RESPONSE, ByteString.copyFromUtf8("value")));
        ChaincodeMessage done = peer.next();
        assertEquals(ChaincodeMessage.Type.COMPLETED, done.getType());
        assertTrue(done.getPayload().toStringUtf8().contains("value"));
        stream.onCompleted();
    }

    @Test
    void a_stream_that_dies_under_a_transaction_leaves_no_thread_behind() throws Exception {
        StreamObserver<ChaincodeMessage> stream = connected();
        peer.dead = true;
        stream.onNext(transaction());
        Thread sender = chaincode.ended.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertNotNull(sender, "a thread hangs in the dead stream");
        stream.onError(new IllegalStateException("reset"));
        sender.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        assertEquals(Thread.State.TERMINATED, sender.getState());
    }
}
