package org.stemma.it;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.List;
import org.hyperledger.fabric.client.Contract;
import org.hyperledger.fabric.client.GatewayException;
import org.hyperledger.fabric.protos.common.Block;
import org.hyperledger.fabric.protos.common.BlockchainInfo;
import org.hyperledger.fabric.protos.common.ChannelHeader;
import org.hyperledger.fabric.protos.common.Envelope;
import org.hyperledger.fabric.protos.common.HeaderType;
import org.hyperledger.fabric.protos.common.Payload;
import org.hyperledger.fabric.protos.peer.ChaincodeActionPayload;
import org.hyperledger.fabric.protos.peer.ChaincodeInvocationSpec;
import org.hyperledger.fabric.protos.peer.ChaincodeProposalPayload;
import org.hyperledger.fabric.protos.peer.Transaction;

/** What stands in the blocks, read from a peer. */
final class Blocks {
    private final Clients clients;

    Blocks(Clients clients) {
        this.clients = clients;
    }

    /** An endorsed transaction as it was ordered, whether it became valid or not. */
    record Ordered(String id, String function, boolean valid) {}

    long height() {
        try {
            return BlockchainInfo.parseFrom(
                            qscc().evaluateTransaction("GetChainInfo", clients.network().channel()))
                    .getHeight();
        } catch (GatewayException | InvalidProtocolBufferException e) {
            throw new IllegalStateException("reading the height", e);
        }
    }

    /** The transactions of the blocks from a height on. */
    List<Ordered> since(long height) {
        List<Ordered> found = new ArrayList<>();
        long end = height();
        for (long number = height; number < end; number++) {
            found.addAll(block(number));
        }
        return found;
    }

    private List<Ordered> block(long number) {
        try {
            Block block = Block.parseFrom(qscc().evaluateTransaction(
                    "GetBlockByNumber", clients.network().channel(), Long.toString(number)));
            byte[] codes = block.getMetadata().getMetadata(2).toByteArray();
            List<Ordered> found = new ArrayList<>();
            for (int i = 0; i < block.getData().getDataCount(); i++) {
                Payload payload =
                        Payload.parseFrom(Envelope.parseFrom(block.getData().getData(i)).getPayload());
                ChannelHeader header =
                        ChannelHeader.parseFrom(payload.getHeader().getChannelHeader());
                if (header.getType() == HeaderType.ENDORSER_TRANSACTION_VALUE) {
                    found.add(new Ordered(header.getTxId(), function(payload), codes[i] == 0));
                }
            }
            return found;
        } catch (GatewayException | InvalidProtocolBufferException e) {
            throw new IllegalStateException("reading block " + number, e);
        }
    }

    private static String function(Payload payload) throws InvalidProtocolBufferException {
        ChaincodeActionPayload action = ChaincodeActionPayload.parseFrom(
                Transaction.parseFrom(payload.getData()).getActions(0).getPayload());
        ChaincodeProposalPayload proposal =
                ChaincodeProposalPayload.parseFrom(action.getChaincodeProposalPayload());
        return ChaincodeInvocationSpec.parseFrom(proposal.getInput())
                .getChaincodeSpec()
                .getInput()
                .getArgs(0)
                .toStringUtf8();
    }

    private Contract qscc() {
        return clients.as("LabMSP", "buyer")
                .getNetwork(clients.network().channel())
                .getContract("qscc");
    }
}
