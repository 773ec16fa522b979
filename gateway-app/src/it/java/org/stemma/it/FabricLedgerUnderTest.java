package org.stemma.it;

import com.google.gson.JsonArray;
import com.google.gson.JsonParser;
import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hyperledger.fabric.client.CommitStatusException;
import org.hyperledger.fabric.client.EndorseException;
import org.hyperledger.fabric.client.Status;
import org.hyperledger.fabric.client.SubmitException;
import org.hyperledger.fabric.client.SubmittedTransaction;
import org.hyperledger.fabric.client.Transaction;
import org.hyperledger.fabric.protos.common.Block;
import org.hyperledger.fabric.protos.common.ChannelHeader;
import org.hyperledger.fabric.protos.common.Envelope;
import org.hyperledger.fabric.protos.common.Payload;
import org.hyperledger.fabric.protos.peer.ChaincodeEvent;
import org.stemma.contracts.conformance.LedgerUnderTest;
import org.stemma.contracts.conformance.Script;

/** The real network, put to the cases through a chaincode that the probe is in. */
final class FabricLedgerUnderTest implements LedgerUnderTest {
    private static final String CLIENT = "LabMSP";
    private static final String USER = "buyer";
    private static final int ATTEMPTS = 10;

    private final Clients clients;
    private final String chaincode;

    FabricLedgerUnderTest(Clients clients, String chaincode) {
        this.clients = clients;
        this.chaincode = chaincode;
    }

    private record Signed(Transaction transaction, JsonArray seen) implements Endorsed {
        @Override
        public Optional<String> event() {
            ChaincodeEvent event = Prepared.event(transaction.getBytes());
            return event.getEventName().isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            event.getEventName() + "=" + event.getPayload().toStringUtf8());
        }
    }

    @Override
    public Endorsed endorse(Script script, List<String> organisations) {
        for (int attempt = 1; ; attempt++) {
            try {
                return endorsed(script, organisations);
            } catch (EndorseException e) {
                String said = e.getDetails().toString();
                if (said.contains("chaincode response 500") || said.contains("error in simulation")) {
                    throw new Refused(e.getDetails().get(0).getMessage(), e);
                }
                // A peer gives another three seconds, which a machine that does much at once may exceed, and then
                // connects to it anew.
                boolean slow = said.contains("DeadlineExceeded") || said.contains("connection is closing");
                if (attempt == ATTEMPTS || !slow) {
                    throw new IllegalStateException("endorsing: " + said, e);
                }
                // What was given up still runs on the peers: at once again there would be two.
                pause(attempt);
            }
        }
    }

    private static void pause(int attempt) {
        try {
            Thread.sleep(500L * attempt);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Endorsed endorsed(Script script, List<String> organisations) throws EndorseException {
        Transaction transaction = clients.as(CLIENT, USER)
                .getNetwork(clients.network().channel())
                .getContract(chaincode)
                .newProposal("probe:run")
                .addArguments(script.json())
                .setEndorsingOrganizations(organisations.toArray(String[]::new))
                .build()
                .endorse();
        String answer = new String(transaction.getResult(), StandardCharsets.UTF_8);
        return new Signed(transaction, JsonParser.parseString(answer).getAsJsonArray());
    }

    /** Orders the transactions one after the other, and waits until every peer has committed them. */
    @Override
    public List<String> commit(List<Endorsed> block) {
        List<SubmittedTransaction> submitted = new ArrayList<>();
        for (Endorsed endorsed : block) {
            try {
                submitted.add(((Signed) endorsed).transaction().submitAsync());
            } catch (SubmitException e) {
                return refusedByOrderers(e, block);
            }
        }
        List<Status> statuses = submitted.stream().map(this::committedEverywhere).toList();
        mustBeOneBlock(statuses);
        return statuses.stream().map(status -> status.getCode().name()).toList();
    }

    private static List<String> refusedByOrderers(SubmitException e, List<Endorsed> block) {
        if (String.valueOf(e.getMessage()).contains("exceeds maximum allowed") && block.size() == 1) {
            return List.of(NOT_ORDERED);
        }
        throw new IllegalStateException("ordering", e);
    }

    private Status committedEverywhere(SubmittedTransaction transaction) {
        try {
            Status status = transaction.getStatus();
            for (String organisation : clients.network().organisations()) {
                clients.as(CLIENT, USER, organisation)
                        .newCommit(transaction.getBytes())
                        .getStatus();
            }
            return status;
        } catch (CommitStatusException e) {
            throw new IllegalStateException("waiting for the commit", e);
        }
    }

    private void mustBeOneBlock(List<Status> statuses) {
        Set<Long> numbers = new HashSet<>();
        statuses.forEach(status -> numbers.add(status.getBlockNumber()));
        if (numbers.size() > 1) {
            throw new NotOneBlock("blocks " + numbers);
        }
        if (statuses.size() > 1) {
            List<String> wanted = statuses.stream().map(Status::getTransactionId).toList();
            List<String> found = new ArrayList<>(transactions(numbers.iterator().next()));
            found.retainAll(wanted);
            if (!found.equals(wanted)) {
                throw new NotOneBlock("another order");
            }
        }
    }

    private List<String> transactions(long number) {
        try {
            byte[] answer = clients.as(CLIENT, USER)
                    .getNetwork(clients.network().channel())
                    .getContract("qscc")
                    .evaluateTransaction("GetBlockByNumber", clients.network().channel(), Long.toString(number));
            List<String> ids = new ArrayList<>();
            for (var data : Block.parseFrom(answer).getData().getDataList()) {
                Payload payload = Payload.parseFrom(Envelope.parseFrom(data).getPayload());
                ids.add(ChannelHeader.parseFrom(payload.getHeader().getChannelHeader()).getTxId());
            }
            return ids;
        } catch (org.hyperledger.fabric.client.GatewayException | InvalidProtocolBufferException e) {
            throw new IllegalStateException("reading block " + number, e);
        }
    }
}
