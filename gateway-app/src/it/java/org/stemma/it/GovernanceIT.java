package org.stemma.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hyperledger.fabric.client.Transaction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.stemma.api.Codec;
import org.stemma.api.ProposalId;
import org.stemma.api.governance.Action;
import org.stemma.api.governance.Ballot;
import org.stemma.api.governance.GovernanceCommand;
import org.stemma.api.governance.Proposal;
import org.stemma.api.kernel.Order;

/** The council on a real network: each member through its own gateway, and keys that Fabric itself defends. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class GovernanceIT {
    private static final Chaincode.User STUDIO_COUNCIL = new Chaincode.User("StudioMSP", "council");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final NetworkFile network = NetworkFile.read();
    private final Clients clients = new Clients(network);
    private final Chaincode ledger = new Chaincode(clients);
    private final Rest lab = new Rest(network, "LabMSP");
    private final Rest archive = new Rest(network, "ArchiveMSP");
    private final Rest studio = new Rest(network, "StudioMSP");

    /** The highest of those that were written so far. */
    private long block;

    @BeforeAll
    void prepare() {
        Gateways.up(network);
    }

    @AfterAll
    void close() {
        clients.close();
    }

    /** Proposes; where the organisation's last proposal is still alive, once it has ended. */
    private String propose(Rest by, Action... actions) throws Exception {
        JsonObject body = json(new GovernanceCommand.Propose(
                Chaincode.request(), "A decision", Optional.empty(), Proposal.Mode.FINAL, List.of(actions)));
        Instant end = Instant.now().plus(PATIENCE);
        while (true) {
            Rest.Answer answer = by.post("council", "/v1/proposals", body.toString());
            if (!answer.text("code").equals("governance.live_proposal") || Instant.now().isAfter(end)) {
                return written(answer).text("id");
            }
            Thread.sleep(500);
        }
    }

    private static JsonObject json(GovernanceCommand command) {
        JsonObject body = com.google.gson.JsonParser.parseString(Codec.encode(command)).getAsJsonObject();
        body.remove("request");
        body.remove("v");
        return body;
    }

    /** Repeats a step until the ledger takes it: epochs must be over, and others see a block a moment later. */
    private Rest.Answer step(Rest by, String user, String proposal, String step, String body) throws Exception {
        Instant end = Instant.now().plus(PATIENCE);
        while (true) {
            Rest.Answer answer = by.post(user, "/v1/proposals/" + proposal + "/" + step, body);
            if (answer.status() == 201 || Instant.now().isAfter(end)) {
                return written(answer);
            }
            assertTrue(answer.status() == 409 || answer.status() == 404, answer.toString());
            Thread.sleep(500);
        }
    }

    private Rest.Answer written(Rest.Answer answer) {
        block = Math.max(block, answer.created().body().get("block").getAsLong());
        return answer;
    }

    /** At any member's gateway, once it has what was written at another's. */
    private Rest.Answer read(Rest by, String path) throws IOException {
        Map<String, String> headers = by.as("auditor");
        headers.put("Stemma-After-Block", Long.toString(block));
        return by.send("GET", path, headers, new byte[0]);
    }

    private String status(Rest by, String proposal) throws IOException {
        return read(by, "/v1/proposals/" + proposal).text("status");
    }

    private void carry(String proposal, Rest... voters) throws Exception {
        step(lab, "buyer", proposal, "open", "{}");
        for (Rest voter : voters) {
            step(voter, "council", proposal, "votes", "{\"choice\":\"for\"}");
        }
        step(archive, "cashier", proposal, "queue", "{}");
        step(studio, "buyer", proposal, "execute", "{}");
    }

    @Test
    void a_decision_goes_through_all_steps_and_holds_from_a_later_period() throws Exception {
        long before = parameter("treasuryFee").get("value").getAsLong();
        long after = before == 60_000 ? 50_000 : 60_000;
        String proposal = propose(lab, new Action.SetParameter("treasuryFee", before, after, 0));
        assertEquals("pending", status(lab, proposal));
        carry(proposal, lab, archive);
        assertEquals("executed", status(studio, proposal));
        JsonObject view = read(lab, "/v1/proposals/" + proposal).body();
        assertEquals(2, view.getAsJsonObject("tally").get("forWeight").getAsInt());
        List<JsonElement> versions = parameter("treasuryFee").getAsJsonArray("versions").asList();
        JsonObject last = versions.get(versions.size() - 1).getAsJsonObject();
        assertEquals(after, last.get("value").getAsLong());
        List<JsonElement> rules =
                read(lab, "/v1/charter").body().getAsJsonArray("rules").asList();
        JsonObject rule = rules.get(rules.size() - 1).getAsJsonObject();
        assertEquals(after, rule.get("treasuryFee").getAsLong());
        assertEquals(last.get("fromPeriod"), rule.get("fromPeriod"));
    }

    private JsonObject parameter(String name) throws IOException {
        return read(lab, "/v1/parameters").body().getAsJsonArray("parameters").asList().stream()
                .map(JsonElement::getAsJsonObject)
                .filter(row -> row.get("name").getAsString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void a_held_asset_is_not_sold_though_its_owner_never_agreed() throws Exception {
        Market market = new Market(ledger);
        String proposal = propose(
                archive, new Action.OrderAsset(market.model(), Order.Standing.LISTED, Order.Standing.HELD));
        carry(proposal, archive, studio);
        String code = org.junit.jupiter.api.Assertions.assertThrows(
                        Chaincode.NotEndorsed.class, () -> market.grant("1"))
                .code();
        assertEquals("asset.not_listed", code);
        String orders = read(archive, "/v1/orders?limit=100").body().toString();
        assertTrue(orders.contains("asset/" + market.model()) && orders.contains(proposal), orders);
    }

    @Test
    void nobody_casts_anothers_ballot_and_one_alone_writes_nothing_of_the_councils() throws Exception {
        long before = parameter("behindSeconds").get("value").getAsLong();
        String proposal = propose(
                studio, new Action.SetParameter("behindSeconds", before, before == 61 ? 62 : 61, 0));
        step(lab, "buyer", proposal, "open", "{}");
        GovernanceCommand.Vote vote =
                new GovernanceCommand.Vote(Chaincode.request(), new ProposalId(proposal), Ballot.Choice.FOR);
        Transaction forged =
                ledger.endorse(STUDIO_COUNCIL, "governance:vote", vote, List.of("LabMSP", "ArchiveMSP"));
        assertEquals("ENDORSEMENT_POLICY_FAILURE", Chaincode.submit(forged));
        Transaction own = ledger.endorse(STUDIO_COUNCIL, "governance:vote", vote, List.of("StudioMSP", "LabMSP"));
        assertEquals("VALID", Chaincode.submit(own));
        step(lab, "council", proposal, "votes", "{\"choice\":\"for\"}");
        GovernanceCommand.Queue queue =
                new GovernanceCommand.Queue(Chaincode.request(), new ProposalId(proposal));
        Transaction alone = ledger.endorse(STUDIO_COUNCIL, "governance:queue", queue, List.of("StudioMSP"));
        assertEquals("ENDORSEMENT_POLICY_FAILURE", Chaincode.submit(alone));
        step(archive, "cashier", proposal, "queue", "{}");
        step(studio, "buyer", proposal, "execute", "{}");
        assertEquals("executed", status(lab, proposal));
    }

    @Test
    void the_treasury_is_shown_and_the_books_agree_with_it() throws Exception {
        JsonObject treasury = read(lab, "/v1/treasury")
                .body()
                .getAsJsonArray("items")
                .get(0)
                .getAsJsonObject();
        assertEquals("XTS", treasury.get("currency").getAsString());
        JsonObject invariant = read(lab, "/v1/invariant").body();
        assertEquals(0, invariant.getAsJsonArray("mismatches").size(), invariant.toString());
    }
}
