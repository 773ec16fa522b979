package org.stemma.gateway.support;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.hyperledger.fabric.client.CloseableIterator;
import org.hyperledger.fabric.protos.common.Block;
import org.hyperledger.fabric.protos.common.ChannelHeader;
import org.hyperledger.fabric.protos.common.Header;
import org.hyperledger.fabric.protos.common.SignatureHeader;
import org.hyperledger.fabric.protos.gateway.EndorseRequest;
import org.hyperledger.fabric.protos.gateway.EndorseResponse;
import org.hyperledger.fabric.protos.gateway.ErrorDetail;
import org.hyperledger.fabric.protos.gateway.EvaluateRequest;
import org.hyperledger.fabric.protos.gateway.EvaluateResponse;
import org.hyperledger.fabric.protos.gateway.GatewayGrpc;
import org.hyperledger.fabric.protos.gateway.SubmitRequest;
import org.hyperledger.fabric.protos.gateway.SubmitResponse;
import org.hyperledger.fabric.protos.peer.ChaincodeInvocationSpec;
import org.hyperledger.fabric.protos.peer.ChaincodeProposalPayload;
import org.hyperledger.fabric.protos.peer.Proposal;
import org.hyperledger.fabric.protos.peer.Response;
import org.hyperledger.fabric.protos.peer.TxValidationCode;
import org.stemma.gateway.readmodel.BlockSource;

/**
 * A peer's gateway service that runs a function instead of chaincode, and makes a block of each submitted transaction.
 * What should fail is queued: the next calls meet it.
 */
public final class FakePeer extends GatewayGrpc.GatewayImplBase implements BlockSource {
    /** A proposal as the chaincode sees it. */
    public record Call(
            String id,
            ByteString creator,
            List<String> organisations,
            String function,
            String argument,
            Header header) {}

    /** The system chaincode's function that tells a ledger's height. */
    private static final String HEIGHT = "GetChainInfo";

    private final Function<Call, Transactions> chaincode;
    private final Function<Call, String> evaluation;
    private final List<Block> blocks = new ArrayList<>();
    private final Deque<StatusRuntimeException> endorseFailures = new ArrayDeque<>();
    private final Deque<TxValidationCode> codes = new ArrayDeque<>();
    private final Set<String> down = new HashSet<>();
    private final Set<String> withoutService = new HashSet<>();
    private final Set<String> ordered = new HashSet<>();
    private int lostSubmissions;
    private Optional<StatusRuntimeException> refusal = Optional.empty();

    /** Every proposal that came, in order. */
    public final List<Call> endorsed = new ArrayList<>();

    /** The ids of the transactions that were submitted, in order. */
    public final List<String> submitted = new ArrayList<>();

    public FakePeer(String ledger, Function<Call, Transactions> chaincode) {
        this(ledger, chaincode, Call::argument);
    }

    /** With another function that answers what is only asked. */
    public FakePeer(String ledger, Function<Call, Transactions> chaincode, Function<Call, String> evaluation) {
        this.chaincode = chaincode;
        this.evaluation = evaluation;
        blocks.add(Blocks.genesis(ledger));
    }

    public synchronized void failToEndorse(StatusRuntimeException failure) {
        endorseFailures.add(failure);
    }

    /** Whoever names this organisation as an endorser is told that it has no peer, as Fabric says it. */
    public synchronized void down(String organisation) {
        down.add(organisation);
    }

    /** Takes an organisation's chaincode service away or gives it back; its peer is there. */
    public synchronized void service(String organisation, boolean there) {
        if (there) {
            withoutService.remove(organisation);
        } else {
            withoutService.add(organisation);
        }
    }

    /** How many proposals came so far. */
    public synchronized int asked() {
        return endorsed.size();
    }

    /** Gives the next transaction this code instead of VALID. */
    public synchronized void validateAs(TxValidationCode code) {
        codes.add(code);
    }

    /** Accepts the next submissions and loses them, as an ordering leader does that dies. */
    public synchronized void lose(int submissions) {
        lostSubmissions = submissions;
    }

    /** Refuses whatever is submitted, until it is told otherwise. */
    public synchronized void refuseSubmissions(Optional<StatusRuntimeException> failure) {
        refusal = failure;
    }

    /** How many submissions came so far, refused ones too. */
    public synchronized int submissions() {
        return submitted.size();
    }

    /** A failure as peers report it, with what each endorser said. */
    public static StatusRuntimeException failure(Status.Code code, String description, ErrorDetail... details) {
        com.google.rpc.Status.Builder status =
                com.google.rpc.Status.newBuilder().setCode(code.value()).setMessage(description);
        for (ErrorDetail detail : details) {
            status.addDetails(Any.pack(detail));
        }
        return StatusProto.toStatusRuntimeException(status.build());
    }

    public static ErrorDetail said(String mspId, String message) {
        return ErrorDetail.newBuilder()
                .setAddress("peer." + mspId + ":7051")
                .setMspId(mspId)
                .setMessage(message)
                .build();
    }

    /** A refusal of the chaincode, told by the peers of these organisations. */
    public static StatusRuntimeException refusal(String message, String... mspIds) {
        ErrorDetail[] details = new ErrorDetail[mspIds.length];
        for (int i = 0; i < mspIds.length; i++) {
            details[i] = said(mspIds[i], "chaincode response 500, " + message);
        }
        return failure(Status.Code.ABORTED, "failed to endorse transaction, see attached details", details);
    }

    /** As Fabric's gateway says it while an organisation's chaincode service is away. */
    private static StatusRuntimeException withoutService(String organisation) {
        return failure(
                Status.Code.ABORTED,
                "failed to collect enough transaction endorsements, see attached details for more info",
                said(
                        organisation,
                        "error in simulation: failed to execute transaction x: could not launch chaincode stemma_1.0"));
    }

    @Override
    public synchronized void endorse(EndorseRequest request, StreamObserver<EndorseResponse> observer) {
        try {
            Call call =
                    call(request.getProposedTransaction().getProposalBytes(), request.getEndorsingOrganizationsList());
            endorsed.add(call);
            if (!endorseFailures.isEmpty()) {
                throw endorseFailures.remove();
            }
            List<String> unreachable =
                    call.organisations().stream().filter(down::contains).toList();
            if (!unreachable.isEmpty()) {
                throw failure(
                        Status.Code.UNAVAILABLE,
                        "failed to find any endorsing peers for org(s): " + String.join(", ", unreachable));
            }
            for (String organisation : call.organisations()) {
                if (withoutService.contains(organisation)) {
                    throw withoutService(organisation);
                }
            }
            observer.onNext(EndorseResponse.newBuilder()
                    .setPreparedTransaction(chaincode
                            .apply(call)
                            .under(call.header())
                            .endorsedBy(call.organisations())
                            .calling(List.of(call.function(), call.argument()))
                            .build())
                    .build());
            observer.onCompleted();
        } catch (StatusRuntimeException e) {
            observer.onError(e);
        }
    }

    @Override
    public synchronized void submit(SubmitRequest request, StreamObserver<SubmitResponse> observer) {
        submitted.add(request.getTransactionId());
        if (refusal.isPresent()) {
            observer.onError(refusal.get());
            return;
        }
        if (lostSubmissions > 0) {
            lostSubmissions--;
        } else {
            TxValidationCode code = TxValidationCode.DUPLICATE_TXID;
            if (ordered.add(request.getTransactionId())) {
                code = codes.isEmpty() ? TxValidationCode.VALID : codes.remove();
            }
            add(List.of(new Blocks.Validated(request.getPreparedTransaction(), code)));
        }
        observer.onNext(SubmitResponse.getDefaultInstance());
        observer.onCompleted();
    }

    @Override
    public synchronized void evaluate(EvaluateRequest request, StreamObserver<EvaluateResponse> observer) {
        try {
            Call call = call(request.getProposedTransaction().getProposalBytes(), request.getTargetOrganizationsList());
            // What a test queued is not for the gateway's own look at the peer's height, which comes when it comes.
            if (!endorseFailures.isEmpty() && !call.function().equals(HEIGHT)) {
                throw endorseFailures.remove();
            }
            observer.onNext(EvaluateResponse.newBuilder()
                    .setResult(Response.newBuilder()
                            .setStatus(200)
                            .setPayload(ByteString.copyFromUtf8(evaluation.apply(call))))
                    .build());
            observer.onCompleted();
        } catch (StatusRuntimeException e) {
            observer.onError(e);
        }
    }

    /** Adds a block and tells its number. What the gateway sends again in the background may have added others. */
    public synchronized long add(List<Blocks.Validated> transactions) {
        long number = height();
        blocks.add(Blocks.of(number, transactions));
        notifyAll();
        return number;
    }

    public synchronized long height() {
        return blocks.size();
    }

    @Override
    public CloseableIterator<Block> from(long number) {
        return new Stream(number);
    }

    /** Blocks as they come, until closed. */
    private final class Stream implements CloseableIterator<Block> {
        private long next;
        private boolean closed;

        Stream(long next) {
            this.next = next;
        }

        @Override
        public boolean hasNext() {
            synchronized (FakePeer.this) {
                while (!closed && next >= blocks.size()) {
                    try {
                        FakePeer.this.wait();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        return false;
                    }
                }
                return !closed;
            }
        }

        @Override
        public Block next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            synchronized (FakePeer.this) {
                return blocks.get((int) next++);
            }
        }

        @Override
        public void close() {
            synchronized (FakePeer.this) {
                closed = true;
                FakePeer.this.notifyAll();
            }
        }
    }

    private static Call call(ByteString proposalBytes, List<String> organisations) {
        try {
            Proposal proposal = Proposal.parseFrom(proposalBytes);
            Header header = Header.parseFrom(proposal.getHeader());
            var arguments = ChaincodeInvocationSpec.parseFrom(ChaincodeProposalPayload.parseFrom(proposal.getPayload())
                            .getInput())
                    .getChaincodeSpec()
                    .getInput()
                    .getArgsList();
            return new Call(
                    ChannelHeader.parseFrom(header.getChannelHeader()).getTxId(),
                    SignatureHeader.parseFrom(header.getSignatureHeader()).getCreator(),
                    organisations,
                    arguments.get(0).toStringUtf8(),
                    arguments.size() > 1 ? arguments.get(1).toStringUtf8() : "",
                    header);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
