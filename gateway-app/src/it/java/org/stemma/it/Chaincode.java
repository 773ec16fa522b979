package org.stemma.it;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.hyperledger.fabric.client.CommitStatusException;
import org.hyperledger.fabric.client.Contract;
import org.hyperledger.fabric.client.EndorseException;
import org.hyperledger.fabric.client.Gateway;
import org.hyperledger.fabric.client.GatewayException;
import org.hyperledger.fabric.client.SubmitException;
import org.hyperledger.fabric.client.SubmittedTransaction;
import org.hyperledger.fabric.client.Transaction;
import org.hyperledger.fabric.protos.common.ChannelHeader;
import org.hyperledger.fabric.protos.common.Header;
import org.hyperledger.fabric.protos.gateway.ProposedTransaction;
import org.hyperledger.fabric.protos.peer.Proposal;
import org.hyperledger.fabric.protos.peer.SignedProposal;
import org.stemma.api.Codec;
import org.stemma.api.Command;
import org.stemma.api.Document;
import org.stemma.api.Outcome;
import org.stemma.api.RequestId;

/** The product's chaincode, asked without a gateway process: as a client that may choose its endorsers, time and moment. */
final class Chaincode {
    static final List<String> ALL = List.of("LabMSP", "ArchiveMSP", "StudioMSP");

    static final String NAME = "stemma";

    private static final int ATTEMPTS = 10;

    private final Clients clients;
    private final List<String> members;

    Chaincode(Clients clients) {
        this(clients, ALL);
    }

    private Chaincode(Clients clients, List<String> members) {
        this.clients = clients;
        this.members = members;
    }

    /** The same, while only these members' peers are there to endorse. */
    Chaincode among(String... present) {
        return new Chaincode(clients, List.of(present));
    }

    /** One of a member's users. */
    record User(String organisation, String name) {}

    /** Why a peer would not endorse: the refusal's code and facts. */
    static final class NotEndorsed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotEndorsed(String message, Throwable cause) {
            super(message, cause);
        }

        /** The code of the refusal, such as {@code kernel.time_ahead}. */
        String code() {
            String text = String.valueOf(getMessage());
            int at = text.indexOf("chaincode response 500, ");
            return at < 0 ? text : text.substring(at + 24).split(" ", 2)[0];
        }
    }

    static RequestId request() {
        return new RequestId(UUID.randomUUID().toString());
    }

    Transaction endorse(User user, String function, Document command, List<String> organisations) {
        return endorsed(proposal(user, function, command, organisations));
    }

    /** Endorses a proposal to which the client gave another time. */
    Transaction endorseAt(User user, String function, Command command, Instant time) {
        byte[] redated = redate(proposal(user, function, command, ALL).getBytes(), time);
        return endorsed(gateway(user).newProposal(redated));
    }

    private static Transaction endorsed(org.hyperledger.fabric.client.Proposal proposal) {
        try {
            return proposal.endorse();
        } catch (EndorseException e) {
            throw new NotEndorsed(reason(e), e);
        }
    }

    /** What the peer said, if it said anything. */
    static String reason(EndorseException e) {
        return e.getDetails().isEmpty()
                ? String.valueOf(e.getMessage())
                : e.getDetails().get(0).getMessage();
    }

    /** Orders it and returns its validation code. */
    static String submit(Transaction transaction) {
        try {
            return transaction.submitAsync().getStatus().getCode().name();
        } catch (SubmitException | CommitStatusException e) {
            throw new IllegalStateException("submitting", e);
        }
    }

    /** Endorses by these alone, orders it, and returns its validation code once every peer has it. */
    String code(User user, String function, Document command, List<String> organisations) {
        Transaction transaction = endorse(user, function, command, organisations);
        try {
            SubmittedTransaction submitted = transaction.submitAsync();
            awaitEverywhere(user, submitted.getBytes());
            return submitted.getStatus().getCode().name();
        } catch (SubmitException | CommitStatusException e) {
            throw new IllegalStateException("submitting " + function, e);
        }
    }

    /** What a valid transaction answered. */
    record Done(String transactionId, Outcome outcome) {
        String id() {
            return outcome.id();
        }
    }

    /** Endorses and submits, again when others were faster, until every peer has it; fails unless it becomes valid. */
    Done run(User user, String function, Command command) {
        Answered answered = call(user, function, Codec.encode(command));
        return new Done(answered.transactionId(), Codec.decode(answered.text(), Outcome.class));
    }

    /** What a valid transaction of any function answered. */
    record Answered(String transactionId, String text) {}

    /** As {@link #run}, for any function. */
    Answered call(User user, String function, String... arguments) {
        String code = "";
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                Transaction transaction = endorsed(proposal(user, function, members, arguments));
                SubmittedTransaction submitted = transaction.submitAsync();
                code = submitted.getStatus().getCode().name();
                if (code.equals("VALID")) {
                    awaitEverywhere(user, submitted.getBytes());
                    return new Answered(
                            transaction.getTransactionId(),
                            new String(transaction.getResult(), StandardCharsets.UTF_8));
                }
            } catch (NotEndorsed e) {
                // Peers at different heights don't agree; in a moment they do.
                if (!String.valueOf(e.getMessage()).contains("do not match")) {
                    throw e;
                }
                code = e.getMessage();
            } catch (SubmitException | CommitStatusException e) {
                throw new IllegalStateException("submitting " + function, e);
            }
        }
        throw new IllegalStateException(function + " ended as " + code);
    }

    /** What one peer answers, which writes nothing. */
    String ask(User user, String function, String... arguments) {
        try {
            return new String(contract(user).evaluateTransaction(function, arguments), StandardCharsets.UTF_8);
        } catch (GatewayException e) {
            throw new IllegalStateException("asking " + function, e);
        }
    }

    /** The own peer may be ahead of the others, which endorse what comes next. */
    private void awaitEverywhere(User user, byte[] commit) throws CommitStatusException {
        for (String organisation : members) {
            clients.as(user.organisation(), user.name(), organisation)
                    .newCommit(commit)
                    .getStatus();
        }
    }

    private org.hyperledger.fabric.client.Proposal proposal(
            User user, String function, Document command, List<String> organisations) {
        return proposal(user, function, organisations, Codec.encode(command));
    }

    /** A proposal of any function, for these organisations to endorse. */
    org.hyperledger.fabric.client.Proposal proposal(
            User user, String function, List<String> organisations, String... arguments) {
        return contract(user)
                .newProposal(function)
                .addArguments(arguments)
                .setEndorsingOrganizations(organisations.toArray(String[]::new))
                .build();
    }

    private Contract contract(User user) {
        return gateway(user).getNetwork(clients.network().channel()).getContract(NAME);
    }

    private Gateway gateway(User user) {
        return clients.as(user.organisation(), user.name());
    }

    /** The transaction's id does not depend on the timestamp, so it may be changed until it is signed. */
    private static byte[] redate(byte[] proposed, Instant time) {
        try {
            ProposedTransaction transaction = ProposedTransaction.parseFrom(proposed);
            Proposal proposal =
                    Proposal.parseFrom(transaction.getProposal().getProposalBytes());
            Header header = Header.parseFrom(proposal.getHeader());
            ChannelHeader channel = ChannelHeader.parseFrom(header.getChannelHeader()).toBuilder()
                    .setTimestamp(Timestamp.newBuilder()
                            .setSeconds(time.getEpochSecond())
                            .setNanos(time.getNano()))
                    .build();
            Header dated =
                    header.toBuilder().setChannelHeader(channel.toByteString()).build();
            Proposal again =
                    proposal.toBuilder().setHeader(dated.toByteString()).build();
            return transaction.toBuilder()
                    .setProposal(SignedProposal.newBuilder().setProposalBytes(again.toByteString()))
                    .build()
                    .toByteArray();
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a proposal that is none", e);
        }
    }
}
