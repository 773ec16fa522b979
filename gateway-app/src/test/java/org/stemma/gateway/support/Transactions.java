package org.stemma.gateway.support;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hyperledger.fabric.protos.common.ChannelHeader;
import org.hyperledger.fabric.protos.common.Envelope;
import org.hyperledger.fabric.protos.common.Header;
import org.hyperledger.fabric.protos.common.HeaderType;
import org.hyperledger.fabric.protos.common.Payload;
import org.hyperledger.fabric.protos.common.SignatureHeader;
import org.hyperledger.fabric.protos.ledger.rwset.NsReadWriteSet;
import org.hyperledger.fabric.protos.ledger.rwset.TxReadWriteSet;
import org.hyperledger.fabric.protos.ledger.rwset.kvrwset.KVRWSet;
import org.hyperledger.fabric.protos.ledger.rwset.kvrwset.KVWrite;
import org.hyperledger.fabric.protos.msp.SerializedIdentity;
import org.hyperledger.fabric.protos.peer.ChaincodeAction;
import org.hyperledger.fabric.protos.peer.ChaincodeActionPayload;
import org.hyperledger.fabric.protos.peer.ChaincodeEndorsedAction;
import org.hyperledger.fabric.protos.peer.ChaincodeEvent;
import org.hyperledger.fabric.protos.peer.ChaincodeID;
import org.hyperledger.fabric.protos.peer.ChaincodeInput;
import org.hyperledger.fabric.protos.peer.ChaincodeInvocationSpec;
import org.hyperledger.fabric.protos.peer.ChaincodeProposalPayload;
import org.hyperledger.fabric.protos.peer.ChaincodeSpec;
import org.hyperledger.fabric.protos.peer.Endorsement;
import org.hyperledger.fabric.protos.peer.ProposalResponsePayload;
import org.hyperledger.fabric.protos.peer.Response;
import org.hyperledger.fabric.protos.peer.Transaction;
import org.hyperledger.fabric.protos.peer.TransactionAction;
import org.jspecify.annotations.Nullable;

/** Builds transactions as a Fabric peer's gateway prepares them. */
public final class Transactions {
    private final String id;
    private ByteString creator = ByteString.EMPTY;
    private Optional<Header> signed = Optional.empty();
    private String chaincode = "stemma";
    private long seconds = 1_000_000;
    private List<String> arguments = List.of("room:function", "{}");
    private String answer = "";
    private List<String> endorsers = List.of("LabMSP", "StudioMSP");
    private final Map<String, @Nullable String> writes = new LinkedHashMap<>();
    private Optional<String> event = Optional.empty();

    private Transactions(String id) {
        this.id = id;
    }

    public static Transactions of(String id) {
        return new Transactions(id);
    }

    public Transactions by(ByteString serializedIdentity) {
        creator = serializedIdentity;
        return this;
    }

    public Transactions by(String mspId, String certificatePem) {
        return by(identity(mspId, certificatePem).toByteString());
    }

    /** With the header of the proposal that a client signed, as a peer takes it over. */
    public Transactions under(Header header) {
        signed = Optional.of(header);
        return this;
    }

    public Transactions on(String otherChaincode) {
        chaincode = otherChaincode;
        return this;
    }

    public Transactions at(long epochSeconds) {
        seconds = epochSeconds;
        return this;
    }

    public Transactions calling(List<String> functionAndArguments) {
        arguments = functionAndArguments;
        return this;
    }

    public Transactions answering(String json) {
        answer = json;
        return this;
    }

    public Transactions endorsedBy(List<String> mspIds) {
        endorsers = mspIds;
        return this;
    }

    public Transactions put(String key, String value) {
        writes.put(key, value);
        return this;
    }

    public Transactions delete(String key) {
        writes.put(key, null);
        return this;
    }

    public Transactions telling(String envelopeJson) {
        event = Optional.of(envelopeJson);
        return this;
    }

    public Envelope build() {
        return Envelope.newBuilder()
                .setPayload(Payload.newBuilder()
                        .setHeader(signed.orElseGet(this::header))
                        .setData(Transaction.newBuilder()
                                .addActions(TransactionAction.newBuilder().setPayload(action().toByteString()))
                                .build()
                                .toByteString())
                        .build()
                        .toByteString())
                .build();
    }

    private Header header() {
        return Header.newBuilder()
                .setChannelHeader(ChannelHeader.newBuilder()
                        .setType(HeaderType.ENDORSER_TRANSACTION_VALUE)
                        .setChannelId("stemma")
                        .setTxId(id)
                        .setTimestamp(Timestamp.newBuilder().setSeconds(seconds))
                        .build()
                        .toByteString())
                .setSignatureHeader(
                        SignatureHeader.newBuilder().setCreator(creator).build().toByteString())
                .build();
    }

    private ChaincodeActionPayload action() {
        ChaincodeInput.Builder input = ChaincodeInput.newBuilder();
        arguments.forEach(argument -> input.addArgs(ByteString.copyFromUtf8(argument)));
        ChaincodeEndorsedAction.Builder endorsed = ChaincodeEndorsedAction.newBuilder()
                .setProposalResponsePayload(ProposalResponsePayload.newBuilder()
                        .setExtension(result().toByteString())
                        .build()
                        .toByteString());
        endorsers.forEach(mspId -> endorsed.addEndorsements(
                Endorsement.newBuilder().setEndorser(identity(mspId, "").toByteString())));
        return ChaincodeActionPayload.newBuilder()
                .setChaincodeProposalPayload(ChaincodeProposalPayload.newBuilder()
                        .setInput(ChaincodeInvocationSpec.newBuilder()
                                .setChaincodeSpec(ChaincodeSpec.newBuilder()
                                        .setChaincodeId(ChaincodeID.newBuilder().setName(chaincode))
                                        .setInput(input))
                                .build()
                                .toByteString())
                        .build()
                        .toByteString())
                .setAction(endorsed)
                .build();
    }

    private ChaincodeAction result() {
        KVRWSet.Builder set = KVRWSet.newBuilder();
        writes.forEach((key, value) -> set.addWrites(KVWrite.newBuilder()
                .setKey(key)
                .setIsDelete(value == null)
                .setValue(ByteString.copyFromUtf8(value == null ? "" : value))));
        ChaincodeAction.Builder result = ChaincodeAction.newBuilder()
                .setResponse(Response.newBuilder().setStatus(200).setPayload(ByteString.copyFromUtf8(answer)))
                .setResults(TxReadWriteSet.newBuilder()
                        .addNsRwset(NsReadWriteSet.newBuilder()
                                .setNamespace(chaincode)
                                .setRwset(set.build().toByteString()))
                        .addNsRwset(NsReadWriteSet.newBuilder()
                                .setNamespace("_lifecycle")
                                .setRwset(ByteString.EMPTY))
                        .build()
                        .toByteString());
        event.ifPresent(json -> result.setEvents(ChaincodeEvent.newBuilder()
                .setChaincodeId(chaincode)
                .setTxId(id)
                .setEventName("stemma")
                .setPayload(ByteString.copyFromUtf8(json))
                .build()
                .toByteString()));
        return result.build();
    }

    static SerializedIdentity identity(String mspId, String certificatePem) {
        return SerializedIdentity.newBuilder()
                .setMspid(mspId)
                .setIdBytes(ByteString.copyFrom(certificatePem, StandardCharsets.UTF_8))
                .build();
    }
}
