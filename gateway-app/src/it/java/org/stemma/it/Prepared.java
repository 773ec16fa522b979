package org.stemma.it;

import com.google.protobuf.InvalidProtocolBufferException;
import org.hyperledger.fabric.protos.common.Envelope;
import org.hyperledger.fabric.protos.common.Payload;
import org.hyperledger.fabric.protos.gateway.PreparedTransaction;
import org.hyperledger.fabric.protos.peer.ChaincodeAction;
import org.hyperledger.fabric.protos.peer.ChaincodeActionPayload;
import org.hyperledger.fabric.protos.peer.ChaincodeEvent;
import org.hyperledger.fabric.protos.peer.ProposalResponsePayload;
import org.hyperledger.fabric.protos.peer.Transaction;

/** What lies inside of an endorsed transaction's bytes. */
final class Prepared {
    private Prepared() {}

    static ChaincodeEvent event(byte[] preparedTransaction) {
        try {
            Envelope envelope =
                    PreparedTransaction.parseFrom(preparedTransaction).getEnvelope();
            Payload payload = Payload.parseFrom(envelope.getPayload());
            Transaction transaction = Transaction.parseFrom(payload.getData());
            ChaincodeActionPayload action =
                    ChaincodeActionPayload.parseFrom(transaction.getActions(0).getPayload());
            ProposalResponsePayload response =
                    ProposalResponsePayload.parseFrom(action.getAction().getProposalResponsePayload());
            return ChaincodeEvent.parseFrom(
                    ChaincodeAction.parseFrom(response.getExtension()).getEvents());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("an endorsed transaction that is none", e);
        }
    }
}
