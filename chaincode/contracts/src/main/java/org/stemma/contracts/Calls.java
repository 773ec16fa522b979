package org.stemma.contracts;

import com.google.protobuf.ByteString;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Consumer;
import org.hyperledger.fabric.protos.peer.ChaincodeMessage;

/**
 * What one transaction says to its peer, which hears a second call only when it has answered the first. Whatever can be
 * said without the transaction is said by the network's thread, as soon as the peer has answered the call before, and the
 * transaction is not woken for it:
 *
 * <ul>
 *   <li>A write, whose answer says nothing but that it was heard, is answered here at once, and goes when its turn has
 *       come. One that the peer refuses makes the transaction fail in the end.
 *   <li>Reads that the transaction has announced go one after the other, and it is answered when all of them are.
 * </ul>
 *
 * Safe for use by the transaction's thread and the network's.
 */
final class Calls {
    private final Consumer<ChaincodeMessage> peer;
    private final Consumer<ChaincodeMessage> transaction;
    private final Queue<ChaincodeMessage> waiting = new ArrayDeque<>();

    /** The call that is with the peer. */
    private Optional<ChaincodeMessage> asked = Optional.empty();

    private Optional<ChaincodeMessage> refusal = Optional.empty();

    /** Announced reads that the transaction has not made yet, and their answers as they come. */
    private final Map<ByteString, Optional<ChaincodeMessage>> announced = new LinkedHashMap<>();

    /** How many of them have no answer yet. */
    private int unanswered;

    /** The announced read that the transaction waits for. */
    private Optional<ChaincodeMessage> held = Optional.empty();

    /**
     * @param peer hears what the transaction says
     * @param transaction hears the answers
     */
    Calls(Consumer<ChaincodeMessage> peer, Consumer<ChaincodeMessage> transaction) {
        this.peer = peer;
        this.transaction = transaction;
    }

    static boolean isLast(ChaincodeMessage message) {
        return switch (message.getType()) {
            case COMPLETED, ERROR -> true;
            default -> false;
        };
    }

    private static boolean isWrite(ChaincodeMessage message) {
        return switch (message.getType()) {
            case PUT_STATE, DEL_STATE, PUT_STATE_METADATA -> true;
            default -> false;
        };
    }

    /** By type, too: to delete a key is said in the same bytes as to read it. */
    private boolean isAnnounced(ChaincodeMessage call) {
        return call.getType() == ChaincodeMessage.Type.GET_STATE && announced.containsKey(call.getPayload());
    }

    /** From the transaction: it will make these reads. */
    synchronized void announce(List<ChaincodeMessage> reads) {
        for (ChaincodeMessage read : reads) {
            if (announced.putIfAbsent(read.getPayload(), Optional.empty()) == null) {
                waiting.add(read);
                unanswered++;
            }
        }
        next();
    }

    /** From the transaction. */
    synchronized void say(ChaincodeMessage message) {
        if (isAnnounced(message)) {
            held = Optional.of(message);
            release();
            return;
        }
        waiting.add(message);
        next();
        if (isWrite(message)) {
            transaction.accept(heard(message));
        }
    }

    private static ChaincodeMessage heard(ChaincodeMessage write) {
        return ChaincodeMessage.newBuilder()
                .setType(ChaincodeMessage.Type.RESPONSE)
                .setChannelId(write.getChannelId())
                .setTxid(write.getTxid())
                .build();
    }

    /** From the peer, to the call that it was asked. */
    synchronized void answered(ChaincodeMessage answer) {
        Optional<ChaincodeMessage> call = asked;
        asked = Optional.empty();
        if (call.filter(Calls::isWrite).isPresent()) {
            refusal = refusal.or(() -> Optional.of(answer).filter(Calls::isLast));
        } else if (call.filter(this::isAnnounced).isPresent()) {
            announced.put(call.get().getPayload(), Optional.of(answer));
            unanswered--;
            release();
        } else {
            transaction.accept(answer);
        }
        next();
    }

    /** Answers an announced read once all are answered. */
    private void release() {
        if (held.isPresent() && unanswered == 0) {
            ByteString read = held.get().getPayload();
            held = Optional.empty();
            announced.remove(read).ifPresent(transaction);
        }
    }

    private void next() {
        ChaincodeMessage message = asked.isPresent() ? null : waiting.poll();
        if (message == null) {
            return;
        }
        if (isLast(message)) {
            peer.accept(refusal.orElse(message));
        } else {
            asked = Optional.of(message);
            peer.accept(message);
        }
    }
}
