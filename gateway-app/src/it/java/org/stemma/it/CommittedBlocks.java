package org.stemma.it;

import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.hyperledger.fabric.client.Contract;
import org.hyperledger.fabric.client.GatewayException;
import org.hyperledger.fabric.protos.common.Block;
import org.hyperledger.fabric.protos.common.BlockchainInfo;
import org.hyperledger.fabric.protos.common.ChannelHeader;
import org.hyperledger.fabric.protos.common.Envelope;
import org.hyperledger.fabric.protos.common.HeaderType;
import org.hyperledger.fabric.protos.common.Payload;
import org.hyperledger.fabric.protos.common.SignatureHeader;
import org.hyperledger.fabric.protos.ledger.rwset.NsReadWriteSet;
import org.hyperledger.fabric.protos.ledger.rwset.TxReadWriteSet;
import org.hyperledger.fabric.protos.ledger.rwset.kvrwset.KVRWSet;
import org.hyperledger.fabric.protos.msp.SerializedIdentity;
import org.hyperledger.fabric.protos.peer.ChaincodeAction;
import org.hyperledger.fabric.protos.peer.ChaincodeActionPayload;
import org.hyperledger.fabric.protos.peer.ChaincodeEvent;
import org.hyperledger.fabric.protos.peer.ChaincodeInput;
import org.hyperledger.fabric.protos.peer.ChaincodeInvocationSpec;
import org.hyperledger.fabric.protos.peer.ChaincodeProposalPayload;
import org.hyperledger.fabric.protos.peer.ProposalResponsePayload;
import org.hyperledger.fabric.protos.peer.Transaction;
import org.stemma.contracts.exactness.model.Step;

/** The valid transactions of the product's chaincode as the blocks hold them, with what they read and wrote. */
final class CommittedBlocks {
    private static final String CHAINCODE = "stemma";
    private static final int VALIDATION_CODES = 2;

    private final Clients clients;

    CommittedBlocks(Clients clients) {
        this.clients = clients;
    }

    /** A transaction, and what it asked of the state. */
    record Committed(Step step, Touches touches) {}

    /** Keys read, written and deleted, and ranges read with the results that they depend on. */
    record Touches(int reads, int writes, int deletes, int ranges, int rangeResults) {}

    long height() {
        try {
            return BlockchainInfo.parseFrom(
                            qscc().evaluateTransaction("GetChainInfo", clients.network().channel()))
                    .getHeight();
        } catch (GatewayException | InvalidProtocolBufferException e) {
            throw new IllegalStateException("reading the height", e);
        }
    }

    /** A block's valid transactions, in their order. */
    List<Committed> block(long number) {
        try {
            Block block = Block.parseFrom(qscc().evaluateTransaction(
                    "GetBlockByNumber", clients.network().channel(), Long.toString(number)));
            byte[] codes = block.getMetadata().getMetadata(VALIDATION_CODES).toByteArray();
            List<Committed> found = new ArrayList<>();
            for (int i = 0; i < block.getData().getDataCount(); i++) {
                Payload payload =
                        Payload.parseFrom(Envelope.parseFrom(block.getData().getData(i)).getPayload());
                ChannelHeader header =
                        ChannelHeader.parseFrom(payload.getHeader().getChannelHeader());
                if (header.getType() == HeaderType.ENDORSER_TRANSACTION_VALUE && codes[i] == 0) {
                    committed(header, payload).ifPresent(found::add);
                }
            }
            return found;
        } catch (GatewayException | InvalidProtocolBufferException e) {
            throw new IllegalStateException("reading block " + number, e);
        }
    }

    private static Optional<Committed> committed(ChannelHeader header, Payload payload)
            throws InvalidProtocolBufferException {
        ChaincodeActionPayload of = ChaincodeActionPayload.parseFrom(
                Transaction.parseFrom(payload.getData()).getActions(0).getPayload());
        ChaincodeInvocationSpec spec = ChaincodeInvocationSpec.parseFrom(
                ChaincodeProposalPayload.parseFrom(of.getChaincodeProposalPayload())
                        .getInput());
        ChaincodeInput input = spec.getChaincodeSpec().getInput();
        boolean ours = spec.getChaincodeSpec().getChaincodeId().getName().equals(CHAINCODE);
        if (!ours || input.getArgsCount() != 2) {
            return Optional.empty();
        }
        ChaincodeAction action = ChaincodeAction.parseFrom(
                ProposalResponsePayload.parseFrom(of.getAction().getProposalResponsePayload())
                        .getExtension());
        KVRWSet set = set(action);
        Map<String, Optional<String>> writes = new TreeMap<>();
        set.getWritesList()
                .forEach(write -> writes.put(
                        write.getKey(),
                        write.getIsDelete()
                                ? Optional.empty()
                                : Optional.of(write.getValue().toStringUtf8())));
        String event = ChaincodeEvent.parseFrom(action.getEvents()).getPayload().toStringUtf8();
        SignatureHeader signature = SignatureHeader.parseFrom(payload.getHeader().getSignatureHeader());
        Step step = new Step(
                header.getTxId(),
                Instant.ofEpochSecond(
                        header.getTimestamp().getSeconds(), header.getTimestamp().getNanos()),
                SerializedIdentity.parseFrom(signature.getCreator()).getMspid(),
                input.getArgs(0).toStringUtf8(),
                input.getArgs(1).toStringUtf8(),
                new String(action.getResponse().getPayload().toByteArray(), StandardCharsets.UTF_8),
                event.isEmpty() ? Optional.empty() : Optional.of(event),
                writes);
        return Optional.of(new Committed(step, touches(set)));
    }

    private static KVRWSet set(ChaincodeAction action) throws InvalidProtocolBufferException {
        for (NsReadWriteSet one :
                TxReadWriteSet.parseFrom(action.getResults()).getNsRwsetList()) {
            if (one.getNamespace().equals(CHAINCODE)) {
                return KVRWSet.parseFrom(one.getRwset());
            }
        }
        return KVRWSet.getDefaultInstance();
    }

    private static Touches touches(KVRWSet set) {
        int deletes = (int)
                set.getWritesList().stream().filter(write -> write.getIsDelete()).count();
        int results = set.getRangeQueriesInfoList().stream()
                .mapToInt(range -> range.getRawReads().getKvReadsCount())
                .sum();
        return new Touches(
                set.getReadsCount(),
                set.getWritesCount() - deletes,
                deletes,
                set.getRangeQueriesInfoCount(),
                results);
    }

    private Contract qscc() {
        return clients.as("LabMSP", "buyer")
                .getNetwork(clients.network().channel())
                .getContract("qscc");
    }
}
