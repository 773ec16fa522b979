package org.stemma.it;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import org.hyperledger.fabric.protos.common.Envelope;
import org.hyperledger.fabric.protos.common.Payload;
import org.hyperledger.fabric.protos.gateway.PreparedTransaction;
import org.hyperledger.fabric.protos.gateway.ProposedTransaction;
import org.hyperledger.fabric.protos.ledger.rwset.NsReadWriteSet;
import org.hyperledger.fabric.protos.ledger.rwset.TxReadWriteSet;
import org.hyperledger.fabric.protos.ledger.rwset.kvrwset.KVRWSet;
import org.hyperledger.fabric.protos.peer.ChaincodeAction;
import org.hyperledger.fabric.protos.peer.ChaincodeActionPayload;
import org.hyperledger.fabric.protos.peer.ChaincodeEvent;
import org.hyperledger.fabric.protos.peer.ChaincodeInvocationSpec;
import org.hyperledger.fabric.protos.peer.ChaincodeProposalPayload;
import org.hyperledger.fabric.protos.peer.Proposal;
import org.hyperledger.fabric.protos.peer.ProposalResponsePayload;
import org.hyperledger.fabric.protos.peer.Transaction;

/** What lies inside of an endorsed transaction's bytes. */
final class Prepared {
    private Prepared() {}

    static ChaincodeEvent event(byte[] preparedTransaction) {
        try {
            return ChaincodeEvent.parseFrom(action(preparedTransaction).getEvents());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("an event that is none", e);
        }
    }

    /** What the transaction read and wrote of a chaincode's keys. */
    static KVRWSet keys(byte[] preparedTransaction, String chaincode) {
        try {
            for (NsReadWriteSet set : TxReadWriteSet.parseFrom(
                            action(preparedTransaction).getResults())
                    .getNsRwsetList()) {
                if (set.getNamespace().equals(chaincode)) {
                    return KVRWSet.parseFrom(set.getRwset());
                }
            }
            return KVRWSet.getDefaultInstance();
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("keys that are none", e);
        }
    }

    /** How long a proposal's arguments are, its function aside. */
    static int argumentBytes(byte[] proposedTransaction) {
        try {
            Proposal proposal = Proposal.parseFrom(ProposedTransaction.parseFrom(proposedTransaction)
                    .getProposal()
                    .getProposalBytes());
            ChaincodeProposalPayload payload = ChaincodeProposalPayload.parseFrom(proposal.getPayload());
            return ChaincodeInvocationSpec.parseFrom(payload.getInput())
                    .getChaincodeSpec()
                    .getInput()
                    .getArgsList()
                    .stream()
                    .skip(1)
                    .mapToInt(ByteString::size)
                    .sum();
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a proposal that is none", e);
        }
    }

    private static ChaincodeAction action(byte[] preparedTransaction) {
        try {
            Envelope envelope =
                    PreparedTransaction.parseFrom(preparedTransaction).getEnvelope();
            Payload payload = Payload.parseFrom(envelope.getPayload());
            Transaction transaction = Transaction.parseFrom(payload.getData());
            ChaincodeActionPayload action =
                    ChaincodeActionPayload.parseFrom(transaction.getActions(0).getPayload());
            ProposalResponsePayload response =
                    ProposalResponsePayload.parseFrom(action.getAction().getProposalResponsePayload());
            return ChaincodeAction.parseFrom(response.getExtension());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("an endorsed transaction that is none", e);
        }
    }
}
