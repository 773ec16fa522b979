package org.stemma.contracts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.hyperledger.fabric.metrics.Metrics;
import org.hyperledger.fabric.protos.peer.ChaincodeID;
import org.hyperledger.fabric.protos.peer.ChaincodeInput;
import org.hyperledger.fabric.protos.peer.ChaincodeMessage;
import org.hyperledger.fabric.protos.peer.GetState;
import org.hyperledger.fabric.shim.ChaincodeBase;
import org.hyperledger.fabric.shim.ChaincodeStub;
import org.hyperledger.fabric.shim.ResponseUtils;
import org.hyperledger.fabric.traces.Traces;
import org.junit.jupiter.api.Test;
import org.stemma.contracts.kernel.ReadsAhead;

final class PeerServiceTest {
    private static final int PATIENCE_SECONDS = 30;

    /** Answers with the value of one key, unless a test says otherwise. */
    private static final class Work extends ChaincodeBase {
        private final BlockingQueue<Thread> ended = new LinkedBlockingQueue<>();
        private volatile Function<ChaincodeStub, Response> work =
                stub -> ResponseUtils.newSuccessResponse(stub.getState("key"));

        Work() {
            processCommandLineOptions(new String[] {"-i", "stemma:1"});
        }

        @Override
        public Response init(ChaincodeStub stub) {
            return ResponseUtils.newSuccessResponse();
        }

        @Override
        public Response invoke(ChaincodeStub stub) {
            try {
                return work.apply(stub);
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

        ChaincodeMessage hears(ChaincodeMessage.Type type) throws InterruptedException {
            ChaincodeMessage message = next();
            assertEquals(type, message.getType());
            return message;
        }

        ChaincodeMessage next() throws InterruptedException {
            ChaincodeMessage message = heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertNotNull(message, "the chaincode said nothing");
            return message;
        }
    }

    private final Work chaincode = new Work();
    private final Conversations conversations = new Conversations();
    private final Peer peer = new Peer();

    private StreamObserver<ChaincodeMessage> connected() throws Exception {
        Metrics.initialize(chaincode.getChaincodeConfig());
        Traces.initialize(chaincode.getChaincodeConfig());
        StreamObserver<ChaincodeMessage> stream = new PeerService(chaincode, "stemma:1", conversations).connect(peer);
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

    /** Of a peer that answers nothing before it is asked, and one call at a time. */
    private void answer(StreamObserver<ChaincodeMessage> stream, String value) {
        assertTrue(peer.heard.isEmpty(), "the peer is asked before it has answered");
        stream.onNext(message(ChaincodeMessage.Type.RESPONSE, ByteString.copyFromUtf8(value)));
    }

    private void answerInTurn(StreamObserver<ChaincodeMessage> stream, ChaincodeMessage.Type... calls)
            throws InterruptedException {
        for (ChaincodeMessage.Type call : calls) {
            peer.hears(call);
            answer(stream, "");
        }
    }

    @Test
    void a_transaction_does_not_wait_for_its_writes_and_its_end_does() throws Exception {
        chaincode.work = stub -> {
            stub.putStringState("a", "1");
            stub.delState("b");
            stub.setStateValidationParameter("c", new byte[] {1});
            return ResponseUtils.newSuccessResponse();
        };
        StreamObserver<ChaincodeMessage> stream = connected();
        stream.onNext(transaction());
        assertNotNull(chaincode.ended.poll(PATIENCE_SECONDS, TimeUnit.SECONDS), "it waits for the peer");
        answerInTurn(
                stream,
                ChaincodeMessage.Type.PUT_STATE,
                ChaincodeMessage.Type.DEL_STATE,
                ChaincodeMessage.Type.PUT_STATE_METADATA);
        peer.hears(ChaincodeMessage.Type.COMPLETED);
        stream.onCompleted();
    }

    @Test
    void what_is_read_after_a_write_is_asked_after_it() throws Exception {
        chaincode.work = stub -> {
            stub.putStringState("a", "1");
            return ResponseUtils.newSuccessResponse(stub.getState("b"));
        };
        StreamObserver<ChaincodeMessage> stream = connected();
        stream.onNext(transaction());
        peer.hears(ChaincodeMessage.Type.PUT_STATE);
        answer(stream, "not b's");
        peer.hears(ChaincodeMessage.Type.GET_STATE);
        answer(stream, "b's");
        assertTrue(peer.hears(ChaincodeMessage.Type.COMPLETED)
                .getPayload()
                .toStringUtf8()
                .contains("b's"));
        stream.onCompleted();
    }

    @Test
    void a_write_that_the_peer_refuses_fails_the_transaction() throws Exception {
        chaincode.work = stub -> {
            stub.putStringState("a", "1");
            stub.putStringState("b", "2");
            return ResponseUtils.newSuccessResponse();
        };
        StreamObserver<ChaincodeMessage> stream = connected();
        stream.onNext(transaction());
        peer.hears(ChaincodeMessage.Type.PUT_STATE);
        stream.onNext(message(ChaincodeMessage.Type.ERROR, ByteString.copyFromUtf8("no more")));
        peer.hears(ChaincodeMessage.Type.PUT_STATE);
        answer(stream, "");
        assertEquals(
                "no more", peer.hears(ChaincodeMessage.Type.ERROR).getPayload().toStringUtf8());
        stream.onCompleted();
    }

    @Test
    void announced_reads_are_made_without_the_transaction() throws Exception {
        chaincode.work = stub -> {
            ChaincodeStub ahead = conversations.readingAhead(stub);
            ((ReadsAhead) ahead).readAhead(List.of("a", "b", "b"));
            return ResponseUtils.newSuccessResponse(
                    ahead.getStringState("b") + ahead.getStringState("a") + ahead.getStringState("b"));
        };
        StreamObserver<ChaincodeMessage> stream = connected();
        stream.onNext(transaction());
        for (String key : List.of("a", "b")) {
            ChaincodeMessage asked = peer.hears(ChaincodeMessage.Type.GET_STATE);
            assertEquals(key, GetState.parseFrom(asked.getPayload()).getKey());
            answer(stream, key.toUpperCase(Locale.ROOT));
        }
        // What was announced once and is read again is asked again.
        peer.hears(ChaincodeMessage.Type.GET_STATE);
        answer(stream, "C");
        assertTrue(peer.hears(ChaincodeMessage.Type.COMPLETED)
                .getPayload()
                .toStringUtf8()
                .contains("BAC"));
        stream.onCompleted();
    }

    @Test
    void what_was_announced_and_not_read_only_delays_the_end() throws Exception {
        chaincode.work = stub -> {
            ((ReadsAhead) conversations.readingAhead(stub)).readAhead(List.of("a"));
            return ResponseUtils.newErrorResponse("refused");
        };
        StreamObserver<ChaincodeMessage> stream = connected();
        stream.onNext(transaction());
        peer.hears(ChaincodeMessage.Type.GET_STATE);
        stream.onNext(message(ChaincodeMessage.Type.ERROR, ByteString.copyFromUtf8("unread, too")));
        ChaincodeMessage done = peer.hears(ChaincodeMessage.Type.COMPLETED);
        assertTrue(done.getPayload().toStringUtf8().contains("refused"));
        stream.onCompleted();
    }

    @Test
    void what_was_announced_is_deleted_and_its_policy_asked_for_all_the_same() throws Exception {
        chaincode.work = stub -> {
            ChaincodeStub ahead = conversations.readingAhead(stub);
            ((ReadsAhead) ahead).readAhead(List.of("a"));
            ahead.delState("a");
            return ResponseUtils.newSuccessResponse(ahead.getStateValidationParameter("a"));
        };
        StreamObserver<ChaincodeMessage> stream = connected();
        stream.onNext(transaction());
        answerInTurn(
                stream,
                ChaincodeMessage.Type.GET_STATE,
                ChaincodeMessage.Type.DEL_STATE,
                ChaincodeMessage.Type.GET_STATE_METADATA);
        peer.hears(ChaincodeMessage.Type.COMPLETED);
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
