package org.stemma.gateway.ledger;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.hyperledger.fabric.protos.common.ChannelHeader;
import org.hyperledger.fabric.protos.common.Header;
import org.hyperledger.fabric.protos.common.HeaderType;
import org.hyperledger.fabric.protos.common.Payload;
import org.hyperledger.fabric.protos.common.SignatureHeader;
import org.hyperledger.fabric.protos.msp.SerializedIdentity;
import org.hyperledger.fabric.protos.peer.ChaincodeActionPayload;
import org.hyperledger.fabric.protos.peer.ChaincodeHeaderExtension;
import org.hyperledger.fabric.protos.peer.ChaincodeInvocationSpec;
import org.hyperledger.fabric.protos.peer.ChaincodeProposalPayload;
import org.hyperledger.fabric.protos.peer.ChaincodeSpec;
import org.hyperledger.fabric.protos.peer.Proposal;
import org.hyperledger.fabric.protos.peer.Transaction;
import org.stemma.api.Digest;
import org.stemma.api.OrgId;
import org.stemma.api.Refused;
import org.stemma.gateway.GatewayRefusal;
import org.stemma.gateway.config.GatewaySettings;

/**
 * Reads proposals and transactions that were signed elsewhere. It refuses whatever is not a call of our chaincode by an
 * identity of our organisation: this gateway's connection is not for anything else.
 */
final class OfflineReader {
    private final OrgId organisation;
    private final String channel;
    private final String chaincode;

    OfflineReader(GatewaySettings settings) {
        this.organisation = new OrgId(settings.organisation());
        this.channel = settings.channel();
        this.chaincode = settings.chaincode();
    }

    /** Reads a serialized Proposal and checks its signature. */
    OfflineCall proposal(byte[] bytes, byte[] signature) {
        try {
            Proposal proposal = Proposal.parseFrom(bytes);
            return call(
                    Header.parseFrom(proposal.getHeader()),
                    ChaincodeProposalPayload.parseFrom(proposal.getPayload()),
                    bytes,
                    signature);
        } catch (InvalidProtocolBufferException e) {
            throw not("they are no serialized Proposal");
        }
    }

    /** Reads the serialized Payload of a transaction and checks its signature. */
    OfflineCall transaction(byte[] bytes, byte[] signature) {
        try {
            Payload payload = Payload.parseFrom(bytes);
            Transaction transaction = Transaction.parseFrom(payload.getData());
            must(transaction.getActionsCount() == 1, "there is not exactly one action");
            ChaincodeActionPayload action =
                    ChaincodeActionPayload.parseFrom(transaction.getActions(0).getPayload());
            return call(
                    payload.getHeader(),
                    ChaincodeProposalPayload.parseFrom(action.getChaincodeProposalPayload()),
                    bytes,
                    signature);
        } catch (InvalidProtocolBufferException e) {
            throw not("they are no serialized Payload of a transaction");
        }
    }

    /** The time that a proposal carries. */
    static Instant timestamp(ByteString proposal) throws InvalidProtocolBufferException {
        Header header = Header.parseFrom(Proposal.parseFrom(proposal).getHeader());
        return time(ChannelHeader.parseFrom(header.getChannelHeader()).getTimestamp());
    }

    private OfflineCall call(Header header, ChaincodeProposalPayload payload, byte[] bytes, byte[] signature)
            throws InvalidProtocolBufferException {
        ChannelHeader about = ChannelHeader.parseFrom(header.getChannelHeader());
        must(about.getType() == HeaderType.ENDORSER_TRANSACTION_VALUE, "they are not of a transaction");
        must(about.getChannelId().equals(channel), "they are for another channel");
        String named = ChaincodeHeaderExtension.parseFrom(about.getExtension())
                .getChaincodeId()
                .getName();
        must(named.equals(chaincode), "they are for another chaincode");
        SignatureHeader by = SignatureHeader.parseFrom(header.getSignatureHeader());
        must(about.getTxId().equals(transactionId(by)), "the transaction id is not that of nonce and creator");
        OfflineSigner signer = signer(by.getCreator());
        signer.mustHaveSigned(bytes, signature);
        ChaincodeSpec spec =
                ChaincodeInvocationSpec.parseFrom(payload.getInput()).getChaincodeSpec();
        must(spec.getChaincodeId().getName().equals(chaincode), "they are for another chaincode");
        List<ByteString> arguments = spec.getInput().getArgsList();
        must(
                arguments.size() == 2 && arguments.stream().allMatch(ByteString::isValidUtf8),
                "a function and one argument are expected");
        return new OfflineCall(
                about.getTxId(),
                signer.caller(),
                arguments.get(0).toStringUtf8(),
                arguments.get(1).toStringUtf8(),
                time(about.getTimestamp()));
    }

    private OfflineSigner signer(ByteString creator) throws InvalidProtocolBufferException {
        SerializedIdentity identity = SerializedIdentity.parseFrom(creator);
        must(identity.getMspid().equals(organisation.value()), "the creator is not of this gateway's organisation");
        must(identity.getIdBytes().isValidUtf8(), "the creator is no certificate in PEM");
        return OfflineSigner.of(organisation, identity.getIdBytes().toStringUtf8());
    }

    private static String transactionId(SignatureHeader header) {
        MessageDigest digest = Digest.sha256();
        digest.update(header.getNonce().asReadOnlyByteBuffer());
        digest.update(header.getCreator().asReadOnlyByteBuffer());
        return HexFormat.of().formatHex(digest.digest());
    }

    private static Instant time(Timestamp timestamp) {
        try {
            return Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos());
        } catch (DateTimeException | ArithmeticException e) {
            throw not("the timestamp is none");
        }
    }

    private static void must(boolean holds, String whyNot) {
        if (!holds) {
            throw not(whyNot);
        }
    }

    private static Refused not(String why) {
        return Refused.because(GatewayRefusal.NOT_PREPARED, "why", why);
    }
}
