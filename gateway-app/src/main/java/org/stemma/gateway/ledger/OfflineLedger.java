package org.stemma.gateway.ledger;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hyperledger.fabric.client.EndorseException;
import org.hyperledger.fabric.client.Gateway;
import org.hyperledger.fabric.client.GatewayException;
import org.hyperledger.fabric.client.Transaction;
import org.hyperledger.fabric.protos.gateway.PreparedTransaction;
import org.hyperledger.fabric.protos.gateway.ProposedTransaction;
import org.hyperledger.fabric.protos.peer.SignedProposal;
import org.stemma.api.Codec;
import org.stemma.api.Command;
import org.stemma.api.Outcome;
import org.stemma.api.Refused;
import org.stemma.gateway.GatewayRefusal;
import org.stemma.gateway.config.GatewaySettings;
import org.stemma.gateway.readmodel.ReadModel;
import org.stemma.gateway.readmodel.TransactionRow;

/**
 * The ledger for identities that sign elsewhere: proposals are built unsigned, and what comes back signed is relayed.
 * Endorsements are asked for again, since that needs no further signature; a transaction that lost a race can only be
 * prepared again. Nothing is kept between the steps, and no key of this gateway's signs anything here.
 */
public final class OfflineLedger {
    /** What a peer says of a creator whom its membership service does not know, or whose signature is wrong. */
    private static final String DENIED = "access denied";

    private static final String DUPLICATE = "duplicate transaction";

    /** Ends of transactions that the same command may escape when it is prepared again. */
    private static final Set<String> OVERTAKEN =
            Set.of("MVCC_READ_CONFLICT", "PHANTOM_READ_CONFLICT", "ENDORSEMENT_POLICY_FAILURE");

    private final FabricConnection connection;
    private final GatewaySettings settings;
    private final ReadModel readModel;
    private final Consents consents;
    private final Endorsers endorsers;
    private final Submitter submitter;
    private final OfflineReader reader;

    OfflineLedger(
            FabricConnection connection,
            GatewaySettings settings,
            CommitWatch commits,
            Consents consents,
            Endorsers endorsers,
            ReadModel readModel) {
        this.connection = connection;
        this.settings = settings;
        this.readModel = readModel;
        this.consents = consents;
        this.endorsers = endorsers;
        this.submitter = new Submitter(commits, settings.submission());
        this.reader = new OfflineReader(settings);
    }

    /**
     * A proposal to sign.
     *
     * @param bytes a serialized {@code protos.Proposal}; its SHA-256 is what is signed
     * @param organisations that will be asked to endorse, as it looks now
     * @param at its timestamp
     */
    public record Prepared(String transactionId, ByteString bytes, List<String> organisations, Instant at) {}

    /**
     * An endorsed transaction to sign.
     *
     * @param bytes a serialized {@code common.Payload}; its SHA-256 is what is signed
     * @param answer what it answers once it is valid
     */
    public record Endorsed(String transactionId, ByteString bytes, List<String> organisations, Outcome answer) {}

    /** Builds a proposal for a signer. The ledger is not asked. */
    public Prepared prepare(OfflineSigner signer, String function, Command command) {
        List<String> organisations = endorsers.next(consents.of(command));
        byte[] built = connection
                .unsigned(signer.identity())
                .getNetwork(settings.channel())
                .getContract(settings.chaincode())
                .newProposal(function)
                .addArguments(Codec.encode(command))
                .build()
                .getBytes();
        try {
            ProposedTransaction proposed = ProposedTransaction.parseFrom(built);
            ByteString bytes = proposed.getProposal().getProposalBytes();
            return new Prepared(proposed.getTransactionId(), bytes, organisations, OfflineReader.timestamp(bytes));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("what was just built can't be read", e);
        }
    }

    /** What a signed proposal asks for; refused unless it is one that this gateway relays, and its signature is good. */
    public OfflineCall readProposal(byte[] bytes, byte[] signature) {
        return reader.proposal(bytes, signature);
    }

    /** What a signed transaction asks for, likewise. */
    public OfflineCall readTransaction(byte[] bytes, byte[] signature) {
        return reader.transaction(bytes, signature);
    }

    /** Has a signed proposal endorsed, by other organisations where some fail. */
    public Endorsed endorse(OfflineCall call, Command command, byte[] bytes, byte[] signature) {
        Consent consent = consents.of(command);
        Retries retries = new Retries(settings.submission().deadline());
        while (true) {
            List<String> organisations = endorsers.await(consent, retries.left());
            try {
                Transaction transaction =
                        relay(call, bytes, signature, organisations).endorse();
                endorsers.succeeded(organisations);
                return endorsed(transaction, organisations);
            } catch (EndorseException e) {
                PeerFailure found = PeerFailure.of(e, settings.organisation());
                // What is refused for its signer or its id says nothing of the peers, for whom others would wait.
                mustBeAccepted(found, call);
                endorsers.failed(found, organisations);
                PeerFailure failure = confirmed(found, call, bytes, signature);
                // The same bytes carry the same time: where that is refused, asking again is in vain.
                boolean inVain = failure.cause() == RetryPolicy.Cause.TIME;
                retries.failed(
                        inVain ? RetryPolicy.Cause.FINAL : failure.cause(),
                        () -> failure.toCaller(organisations, consent.owners()));
            }
        }
    }

    private org.hyperledger.fabric.client.Proposal relay(
            OfflineCall call, byte[] bytes, byte[] signature, List<String> organisations) {
        ProposedTransaction proposed = ProposedTransaction.newBuilder()
                .setTransactionId(call.transactionId())
                .setProposal(SignedProposal.newBuilder().setProposalBytes(ByteString.copyFrom(bytes)))
                .addAllEndorsingOrganizations(organisations)
                .build();
        return relaying().newSignedProposal(proposed.toByteArray(), signature);
    }

    /** An identity without a key or a certificate: what it sends was signed by others. */
    private Gateway relaying() {
        return connection.unsigned(new Nobody(settings.organisation()));
    }

    private record Nobody(String getMspId) implements org.hyperledger.fabric.client.identity.Identity {
        @Override
        public byte[] getCredentials() {
            return new byte[0];
        }
    }

    /** What only another organisation's peer refuses is put to the own one: if it agrees, nobody lags behind. */
    private PeerFailure confirmed(PeerFailure failure, OfflineCall call, byte[] bytes, byte[] signature) {
        if (!failure.saidByOthersOnly()) {
            return failure;
        }
        try {
            relay(call, bytes, signature, List.of(settings.organisation())).evaluate();
            return failure;
        } catch (GatewayException refused) {
            PeerFailure own = PeerFailure.of(refused, settings.organisation());
            return own.refused().isPresent() ? own : failure;
        }
    }

    private static void mustBeAccepted(PeerFailure failure, OfflineCall call) {
        Refused.unless(
                !failure.text().contains(DENIED),
                GatewayRefusal.SIGNER_REFUSED,
                "identity",
                call.caller().name());
        if (failure.text().contains(DUPLICATE)) {
            throw again(call.transactionId(), "DUPLICATE_TXID");
        }
    }

    private static Endorsed endorsed(Transaction transaction, List<String> organisations) {
        try {
            PreparedTransaction prepared = PreparedTransaction.parseFrom(transaction.getBytes());
            return new Endorsed(
                    prepared.getTransactionId(),
                    prepared.getEnvelope().getPayload(),
                    organisations,
                    Codec.decode(new String(transaction.getResult(), StandardCharsets.UTF_8), Outcome.class));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("what the peer prepared can't be read", e);
        }
    }

    /**
     * Submits a signed transaction and waits until it is in a block and the read model has that. The same one again is
     * answered from its block.
     *
     * @throws Refused {@code gateway.prepare_again} if it can't become valid any more
     * @throws OutcomeUnknown if it may still become valid
     */
    public Committed submit(OfflineCall call, byte[] bytes, byte[] signature) {
        TransactionRow row = readModel.transaction(call.transactionId()).orElseGet(() -> send(call, bytes, signature));
        if (row.valid()) {
            String answer = row.answer().orElseThrow(() -> new IllegalStateException("valid without an answer"));
            return new Committed(row.id(), row.block(), Codec.decode(answer, Outcome.class), row.changed());
        } else if (OVERTAKEN.contains(row.code())) {
            throw again(row.id(), row.code());
        }
        throw new LedgerUnavailable(
                "gateway.transaction_invalid",
                "The transaction changed nothing.",
                Map.of("transaction", row.id(), "validation", row.code()));
    }

    private TransactionRow send(OfflineCall call, byte[] bytes, byte[] signature) {
        PreparedTransaction.Builder prepared = PreparedTransaction.newBuilder().setTransactionId(call.transactionId());
        prepared.getEnvelopeBuilder().setPayload(ByteString.copyFrom(bytes));
        Transaction transaction =
                relaying().newSignedTransaction(prepared.build().toByteArray(), signature);
        TransactionRow row =
                submitter.submit(transaction, new Retries(settings.submission().deadline()));
        // Sent twice at once, the second is marked a duplicate; the first one is what happened.
        return readModel.transaction(call.transactionId()).orElse(row);
    }

    private static Refused again(String transaction, String validation) {
        return Refused.because(GatewayRefusal.PREPARE_AGAIN, "transaction", transaction, "validation", validation);
    }
}
