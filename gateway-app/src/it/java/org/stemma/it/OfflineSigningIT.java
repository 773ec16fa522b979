package org.stemma.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.hyperledger.fabric.protos.common.Payload;
import org.hyperledger.fabric.protos.peer.ChaincodeActionPayload;
import org.hyperledger.fabric.protos.peer.Transaction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.stemma.api.Codec;
import org.stemma.api.Command;
import org.stemma.api.ProposalId;
import org.stemma.api.governance.Action;
import org.stemma.api.governance.Ballot;
import org.stemma.api.governance.GovernanceCommand;
import org.stemma.api.governance.Proposal;
import org.stemma.api.license.LicenseCommand;
import org.stemma.api.share.ShareCommand;

/** A member signs with a key that no gateway has, by the client in Go; and a gateway that lies gets no signature. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OfflineSigningIT {
    private static final String STUDIO = "StudioMSP";
    private static final String BUY = "license:buyGrant";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final NetworkFile network = NetworkFile.read();
    private final Clients clients = new Clients(network);
    private final Chaincode ledger = new Chaincode(clients);
    private final Rest studio = new Rest(network, STUDIO);
    private final Rest lab = new Rest(network, "LabMSP");
    private Market market;
    private OfflineClient client;
    private Enrolment signer;

    @BeforeAll
    void prepare() throws IOException {
        Gateways.up(network);
        market = new Market(ledger);
        client = new OfflineClient(network);
        signer = Enrolment.at(network, STUDIO, "buyer,holder,council");
    }

    @AfterAll
    void close() {
        clients.close();
    }

    private static UnaryOperator<JsonObject> unchanged() {
        return UnaryOperator.identity();
    }

    private String gateway() {
        return network.organisation(STUDIO).getAsJsonObject("gateway").get("url").getAsString();
    }

    private Programs.Ended submit(Enrolment by, String function, Command command) throws IOException {
        return client.submit(by, gateway(), studio.key("buyer"), function, command);
    }

    /** What stands in the block, as this gateway shows it. */
    private JsonObject transaction(JsonObject written) throws IOException {
        JsonObject found = studio.get("auditor", "/v1/transactions/" + written.get("transaction").getAsString())
                .body();
        assertEquals("VALID", found.get("code").getAsString());
        assertEquals(signer.name(), found.getAsJsonObject("caller").get("identity").getAsString());
        assertEquals(STUDIO, found.getAsJsonObject("caller").get("organisation").getAsString());
        return found;
    }

    private void mustStand(String function, Command command, JsonObject written) throws IOException {
        JsonObject found = transaction(written);
        assertEquals(function, found.get("function").getAsString());
        assertEquals(
                JsonParser.parseString(Codec.encode(command)), found.get("command"), "the command as it was asked for");
    }

    @Test
    void a_purchase_is_signed_outside_and_repeated_it_is_the_same() throws IOException {
        LicenseCommand.BuyGrant command = market.purchase(market.wallet("100"), "10");
        Programs.Ended ended = submit(signer, BUY, command);
        JsonObject written = OfflineClient.written(ended);
        mustStand(BUY, command, written);
        assertTrue(ended.errors().contains("calls license:buyGrant") && ended.errors().contains("moves 10 XTS"), ended
                .errors());
        assertEquals(
                market.model().value(),
                studio.get("buyer", "/v1/grants/" + written.get("id").getAsString()).text("asset"));
        assertEquals(written, OfflineClient.written(submit(signer, BUY, command)));
    }

    @Test
    void a_vote_is_signed_outside() throws Exception {
        String proposal = proposal();
        GovernanceCommand.Vote vote =
                new GovernanceCommand.Vote(Chaincode.request(), new ProposalId(proposal), Ballot.Choice.FOR);
        mustStand("governance:vote", vote, OfflineClient.written(submit(signer, "governance:vote", vote)));
        assertEquals(
                1,
                studio.get("auditor", "/v1/proposals/" + proposal)
                        .body()
                        .getAsJsonObject("tally")
                        .get("forWeight")
                        .getAsInt());
    }

    /** A proposal of Lab's whose vote is open. */
    private String proposal() throws Exception {
        JsonObject body = JsonParser.parseString(Codec.encode(new GovernanceCommand.Propose(
                        Chaincode.request(),
                        "A decision",
                        Optional.empty(),
                        Proposal.Mode.FINAL,
                        List.of(new Action.SetParameter("quorum", 500_000, 600_000, 0)))))
                .getAsJsonObject();
        body.remove("request");
        body.remove("v");
        String id = created("/v1/proposals", body.toString());
        created("/v1/proposals/" + id + "/open", "{}");
        return id;
    }

    /** Repeats a step until the ledger takes it: one proposal at a time, and epochs must be over. */
    private String created(String path, String body) throws Exception {
        Instant end = Instant.now().plus(PATIENCE);
        while (true) {
            Rest.Answer answer = lab.post("council", path, body);
            if (answer.status() == 201 || Instant.now().isAfter(end)) {
                return answer.created().text("id");
            }
            Thread.sleep(500);
        }
    }

    /** Back into a holding of Lab's, so Lab's peer is one of those that must endorse. */
    @Test
    void a_transfer_of_shares_is_signed_outside() throws IOException {
        Shares shares = new Shares(ledger, market);
        ledger.run(Market.LAB_BUYER, "share:transfer", shares.give(market.studio(), 1000));
        ShareCommand.Transfer back =
                new ShareCommand.Transfer(Chaincode.request(), shares.asset(), market.studio(), market.lab(), 400);
        JsonObject written = OfflineClient.written(submit(signer, "share:transfer", back));
        mustStand("share:transfer", back, written);
        assertTrue(transaction(written).get("endorsers").toString().contains("LabMSP"));
    }

    @Test
    void the_ledger_sees_the_roles_of_the_certificate() throws IOException {
        Enrolment cashier = Enrolment.at(network, STUDIO, "cashier");
        Programs.Ended ended = submit(cashier, BUY, market.purchase(market.wallet("100"), "10"));
        assertEquals(1, ended.code(), ended.errors());
        assertTrue(ended.errors().contains("kernel.role_missing"), ended.errors());
    }

    @Test
    void a_certificate_of_another_authority_is_refused_by_the_peers() throws IOException {
        Enrolment foreign = Enrolment.at(network, "LabMSP", "buyer,holder");
        Enrolment posing = new Enrolment(STUDIO, foreign.name(), foreign.certificate(), foreign.key());
        Programs.Ended ended = submit(posing, BUY, market.purchase(market.wallet("100"), "10"));
        assertEquals(1, ended.code(), ended.errors());
        assertTrue(ended.errors().contains("gateway.signer_refused"), ended.errors());
    }

    /** The client must not sign, must say what was altered, and must not have asked for more than these steps. */
    private void mustBeFound(
            String altered, List<String> steps, UnaryOperator<JsonObject> asked, UnaryOperator<JsonObject> answered)
            throws IOException {
        String step = steps.get(steps.size() - 1);
        long before = new Blocks(clients).height();
        LicenseCommand.BuyGrant command = market.purchase(market.wallet("100"), "10");
        try (LyingGateway liar = new LyingGateway(gateway(), step, asked, answered)) {
            Programs.Ended ended = client.submit(signer, liar.url(), studio.key("buyer"), BUY, command);
            assertEquals(3, ended.code(), altered + ": " + ended.errors());
            assertTrue(ended.errors().contains("NOT SIGNED: " + altered), ended.errors());
            assertEquals(
                    steps.stream().map(name -> "/v1/offline/" + name).toList(), liar.paths());
        }
        assertTrue(
                new Blocks(clients)
                        .since(before).stream().noneMatch(ordered -> ordered.function().equals(BUY)),
                "a purchase was ordered");
    }

    private static UnaryOperator<JsonObject> inCommand(String member, JsonObject value) {
        return body -> {
            body.getAsJsonObject("command").add(member, value);
            return body;
        };
    }

    @Test
    void a_gateway_that_prepares_something_else_gets_no_signature() throws IOException {
        List<String> first = List.of("proposals");
        JsonObject dear = JsonParser.parseString(Codec.encode(Market.xts("99"))).getAsJsonObject();
        mustBeFound("command", first, inCommand("prepay", dear), unchanged());
        mustBeFound("command", first, inCommand("maxFee", dear), unchanged());
        String elsewhere = market.wallet("1").value();
        mustBeFound(
                "command",
                first,
                body -> {
                    body.getAsJsonObject("command").addProperty("wallet", elsewhere);
                    return body;
                },
                unchanged());
        JsonObject closing = JsonParser.parseString("{\"v\":1,\"through\":0}").getAsJsonObject();
        mustBeFound(
                "function",
                first,
                body -> {
                    closing.add("request", body.getAsJsonObject("command").get("request"));
                    body.addProperty("function", "kernel:closeEpochs");
                    body.add("command", closing);
                    return body;
                },
                unchanged());
        String another = Files.readString(
                java.nio.file.Path.of(network.user(STUDIO, "buyer").get("certificate").getAsString()));
        mustBeFound(
                "creator",
                first,
                body -> {
                    body.addProperty("certificate", another);
                    return body;
                },
                unchanged());
    }

    @Test
    void a_gateway_that_alters_what_was_endorsed_gets_no_second_signature() throws IOException {
        List<String> both = List.of("proposals", "transactions");
        mustBeFound("endorsements", both, unchanged(), payload(action -> {
            action.getActionBuilder().removeEndorsements(1);
            return action;
        }));
        mustBeFound("proposal hash", both, unchanged(), payload(action -> {
            var response = action.getActionBuilder();
            byte[] bytes = response.getProposalResponsePayload().toByteArray();
            // Tag and length of the hash come first; then a byte of it.
            bytes[2] ^= 1;
            response.setProposalResponsePayload(com.google.protobuf.ByteString.copyFrom(bytes));
            return action;
        }));
        mustBeFound("endorsement of", both, unchanged(), payload(action -> {
            var first = action.getActionBuilder().getEndorsementsBuilder(0);
            first.setSignature(action.getAction().getEndorsements(1).getSignature());
            return action;
        }));
    }

    /** Alters the one action of the payload that a gateway answers. */
    private static UnaryOperator<JsonObject> payload(UnaryOperator<ChaincodeActionPayload.Builder> alter) {
        return body -> {
            try {
                Payload payload = Payload.parseFrom(
                        Base64.getDecoder().decode(body.get("payload").getAsString()));
                Transaction.Builder transaction = Transaction.parseFrom(payload.getData()).toBuilder();
                ChaincodeActionPayload.Builder action = alter.apply(
                        ChaincodeActionPayload.parseFrom(transaction.getActions(0).getPayload()).toBuilder());
                transaction.getActionsBuilder(0).setPayload(action.build().toByteString());
                Payload changed = payload.toBuilder()
                        .setData(transaction.build().toByteString())
                        .build();
                body.addProperty("payload", Base64.getEncoder().encodeToString(changed.toByteArray()));
                return body;
            } catch (InvalidProtocolBufferException e) {
                throw new IllegalStateException(e);
            }
        };
    }
}
