package org.stemma.gateway.readmodel;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.hyperledger.fabric.protos.common.Block;
import org.hyperledger.fabric.protos.common.BlockMetadataIndex;
import org.hyperledger.fabric.protos.common.ChannelHeader;
import org.hyperledger.fabric.protos.common.Envelope;
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
import org.hyperledger.fabric.protos.peer.ChaincodeEvent;
import org.hyperledger.fabric.protos.peer.ChaincodeInvocationSpec;
import org.hyperledger.fabric.protos.peer.ChaincodeProposalPayload;
import org.hyperledger.fabric.protos.peer.ChaincodeSpec;
import org.hyperledger.fabric.protos.peer.Endorsement;
import org.hyperledger.fabric.protos.peer.ProposalResponsePayload;
import org.hyperledger.fabric.protos.peer.Transaction;
import org.hyperledger.fabric.protos.peer.TransactionAction;
import org.hyperledger.fabric.protos.peer.TxValidationCode;
import org.stemma.api.Codec;
import org.stemma.api.MalformedException;

/** Reads what the read model needs out of a block, as Fabric 2.5 lays it out. Pure. */
final class BlockReader {
    private final String chaincode;

    BlockReader(String chaincode) {
        this.chaincode = chaincode;
    }

    LedgerBlock read(Block block) {
        return open(block).whole();
    }

    /** A block of which only the transactions' rows are read: enough for those who wait for one of them. */
    record Opened(long number, String hash, List<OpenedTransaction> transactions) {
        List<TransactionRow> rows() {
            return transactions.stream().map(OpenedTransaction::row).toList();
        }

        /** What its valid transactions wrote. */
        Set<String> keys() {
            Set<String> keys = new HashSet<>();
            transactions.forEach(transaction ->
                    eachWrite(number, transaction.writeSets(), write -> keys.add(Storable.text(write.getKey()))));
            return keys;
        }

        LedgerBlock whole() {
            return new LedgerBlock(
                    number,
                    hash,
                    transactions.stream().map(OpenedTransaction::whole).toList());
        }
    }

    /** A transaction's row, and what else there is to read of it if it is valid. */
    private record OpenedTransaction(
            TransactionRow row, List<ByteString> writeSets, Optional<EventEnvelope.Opened> envelope) {
        LedgerBlock.LedgerTransaction whole() {
            return new LedgerBlock.LedgerTransaction(
                    row, writes(row.block(), writeSets), envelope.map(EventEnvelope.Opened::whole));
        }
    }

    Opened open(Block block) {
        long number = block.getHeader().getNumber();
        byte[] codes = block.getMetadata()
                .getMetadata(BlockMetadataIndex.TRANSACTIONS_FILTER_VALUE)
                .toByteArray();
        List<OpenedTransaction> transactions = new ArrayList<>();
        for (int index = 0; index < block.getData().getDataCount(); index++) {
            int code = index < codes.length ? codes[index] & 0xff : TxValidationCode.NOT_VALIDATED.getNumber();
            read(number, index, code, block.getData().getData(index)).ifPresent(transactions::add);
        }
        String hash = HexFormat.of().formatHex(block.getHeader().getDataHash().toByteArray());
        return new Opened(number, hash, List.copyOf(transactions));
    }

    /**
     * One envelope, unless it is configuration, which is the channel's own business. Anyone who may write can send what
     * is not of Fabric's form: it is in the block for good, held invalid, and noted as far as it can be read.
     */
    private Optional<OpenedTransaction> read(long block, int index, int code, ByteString envelope) {
        boolean valid = code == TxValidationCode.VALID_VALUE;
        try {
            Payload payload = Payload.parseFrom(Envelope.parseFrom(envelope).getPayload());
            ChannelHeader header = ChannelHeader.parseFrom(payload.getHeader().getChannelHeader());
            if (header.getType() != HeaderType.ENDORSER_TRANSACTION_VALUE) {
                return Optional.empty();
            }
            try {
                return Optional.of(transaction(block, index, code, payload, header));
            } catch (InvalidProtocolBufferException e) {
                if (valid) {
                    throw e;
                }
                return Optional.of(unreadable(block, index, code, header, SerializedIdentity.getDefaultInstance()));
            }
        } catch (InvalidProtocolBufferException e) {
            if (valid) {
                throw unparsable(block, e);
            }
            return Optional.empty();
        }
    }

    private static IllegalStateException unparsable(long block, InvalidProtocolBufferException e) {
        return new IllegalStateException("block " + block + " can't be parsed", e);
    }

    private static OpenedTransaction unreadable(
            long block, int index, int code, ChannelHeader header, SerializedIdentity creator) {
        TransactionRow row = row(
                block, index, code, header, creator, List.of(), new Call("", Optional.empty()), Optional.empty(), null);
        return new OpenedTransaction(row, List.of(), Optional.empty());
    }

    private OpenedTransaction transaction(long block, int index, int code, Payload payload, ChannelHeader header)
            throws InvalidProtocolBufferException {
        Transaction transaction = Transaction.parseFrom(payload.getData());
        if (transaction.getActionsCount() != 1) {
            // Fabric validates exactly one; what has another number is invalid, and is noted as such.
            return unreadable(block, index, code, header, creator(payload));
        }
        TransactionAction action = transaction.getActions(0);
        ChaincodeActionPayload actionPayload = ChaincodeActionPayload.parseFrom(action.getPayload());
        ChaincodeAction result = ChaincodeAction.parseFrom(
                ProposalResponsePayload.parseFrom(actionPayload.getAction().getProposalResponsePayload())
                        .getExtension());
        boolean valid = code == TxValidationCode.VALID_VALUE;
        Optional<EventEnvelope.Opened> envelope = valid ? envelope(result) : Optional.empty();
        Optional<String> answer = valid && result.getResponse().getPayload().isValidUtf8()
                ? Optional.of(Storable.text(result.getResponse().getPayload().toStringUtf8()))
                : Optional.empty();
        List<String> endorsers = new ArrayList<>();
        for (Endorsement endorsement : actionPayload.getAction().getEndorsementsList()) {
            endorsers.add(
                    SerializedIdentity.parseFrom(endorsement.getEndorser()).getMspid());
        }
        TransactionRow row = row(
                block,
                index,
                code,
                header,
                creator(payload),
                endorsers,
                call(actionPayload),
                answer,
                envelope.orElse(null));
        return new OpenedTransaction(row, valid ? writeSets(result) : List.of(), envelope);
    }

    private static SerializedIdentity creator(Payload payload) throws InvalidProtocolBufferException {
        return SerializedIdentity.parseFrom(
                SignatureHeader.parseFrom(payload.getHeader().getSignatureHeader())
                        .getCreator());
    }

    private static TransactionRow row(
            long block,
            int index,
            int code,
            ChannelHeader header,
            SerializedIdentity creator,
            List<String> endorsers,
            Call call,
            Optional<String> answer,
            EventEnvelope.@org.jspecify.annotations.Nullable Opened envelope) {
        TxValidationCode validation = TxValidationCode.forNumber(code);
        Timestamp at = header.getTimestamp();
        return new TransactionRow(
                Storable.id(header.getTxId()),
                block,
                index,
                validation == null ? "CODE_" + code : validation.name(),
                call.function(),
                call.command(),
                call.command().flatMap(BlockReader::request),
                call.command().flatMap(ours -> answer),
                Storable.text(creator.getMspid(), Storable.MSP_ID),
                Storable.text(CommonName.of(creator.getIdBytes()), Storable.SUBJECT),
                Storable.list(endorsers.stream().distinct().sorted().toList()),
                Storable.time(at.getSeconds(), at.getNanos()),
                Optional.ofNullable(envelope).map(EventEnvelope.Opened::epoch),
                Optional.ofNullable(envelope).map(EventEnvelope.Opened::period));
    }

    private record Call(String function, Optional<String> command) {}

    /** What was called: our functions by their name, those of other chaincodes behind the chaincode's. */
    private Call call(ChaincodeActionPayload payload) throws InvalidProtocolBufferException {
        ChaincodeSpec spec = ChaincodeInvocationSpec.parseFrom(
                        ChaincodeProposalPayload.parseFrom(payload.getChaincodeProposalPayload())
                                .getInput())
                .getChaincodeSpec();
        List<ByteString> arguments = spec.getInput().getArgsList();
        String function = arguments.isEmpty() ? "" : arguments.get(0).toStringUtf8();
        String called = spec.getChaincodeId().getName();
        boolean ours = called.equals(chaincode);
        String name = ours ? function : called + ":" + function;
        Optional<String> command = ours && arguments.size() == 2
                ? Optional.of(arguments.get(1))
                        .filter(ByteString::isValidUtf8)
                        .map(ByteString::toStringUtf8)
                        .map(Storable::text)
                : Optional.empty();
        return new Call(Storable.text(name, Storable.FUNCTION), command);
    }

    private static Optional<String> request(String command) {
        try {
            Map<String, Object> members = Codec.members(command);
            return members.get("request") instanceof String request
                            && request.length() <= 128
                            && request.equals(Storable.text(request))
                    ? Optional.of(request)
                    : Optional.empty();
        } catch (MalformedException e) {
            return Optional.empty();
        }
    }

    /** What the chaincode wrote, still as Fabric's KVRWSet. */
    private List<ByteString> writeSets(ChaincodeAction result) throws InvalidProtocolBufferException {
        return TxReadWriteSet.parseFrom(result.getResults()).getNsRwsetList().stream()
                .filter(set -> set.getNamespace().equals(chaincode))
                .map(NsReadWriteSet::getRwset)
                .toList();
    }

    private static List<LedgerBlock.Write> writes(long block, List<ByteString> writeSets) {
        List<LedgerBlock.Write> writes = new ArrayList<>();
        eachWrite(
                block,
                writeSets,
                write -> writes.add(new LedgerBlock.Write(
                        Storable.text(write.getKey()),
                        write.getIsDelete()
                                ? Optional.empty()
                                : Optional.of(Storable.text(write.getValue().toStringUtf8())))));
        return List.copyOf(writes);
    }

    private static void eachWrite(long block, List<ByteString> writeSets, Consumer<KVWrite> visit) {
        try {
            for (ByteString set : writeSets) {
                KVRWSet.parseFrom(set).getWritesList().forEach(visit);
            }
        } catch (InvalidProtocolBufferException e) {
            throw unparsable(block, e);
        }
    }

    private Optional<EventEnvelope.Opened> envelope(ChaincodeAction result) throws InvalidProtocolBufferException {
        ChaincodeEvent event = ChaincodeEvent.parseFrom(result.getEvents());
        boolean ours = event.getChaincodeId().equals(chaincode)
                && event.getEventName().equals(org.stemma.api.Envelope.EVENT_NAME);
        return ours ? Optional.of(EventEnvelope.open(event.getPayload().toStringUtf8())) : Optional.empty();
    }
}
