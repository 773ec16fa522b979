package org.stemma.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.stemma.api.AssetId;
import org.stemma.api.Digest;
import org.stemma.api.OrgId;
import org.stemma.api.PartyId;
import org.stemma.api.Ppm;
import org.stemma.api.ProposalId;
import org.stemma.api.WalletId;
import org.stemma.api.account.AccountCommand;
import org.stemma.api.asset.Asset;
import org.stemma.api.asset.AssetCommand;
import org.stemma.api.asset.AssetVersion;
import org.stemma.api.governance.Action;
import org.stemma.api.license.LicenseCommand;
import org.stemma.api.license.Presets;
import org.stemma.api.license.Terms;
import org.stemma.api.member.MemberCommand;
import org.stemma.api.member.Party;

/** Studio's peer is stopped: what needs Studio's consent waits, everything else goes on, and then Studio goes on too. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class StoppedPeerIT {
    private static final String PEER = "studio-peer";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** gRPC's own pauses between attempts to connect grow to two minutes. */
    private static final Duration BACK_WITHIN = Duration.ofSeconds(15);

    private final NetworkFile network = NetworkFile.read();
    private final Clients clients = new Clients(network);
    private final Chaincode ledger = new Chaincode(clients);
    private final Rest lab = new Rest(network, "LabMSP");
    private final Rest archive = new Rest(network, "ArchiveMSP");
    private final Rest studio = new Rest(network, "StudioMSP");

    private Market market;
    private Shares shares;
    private WalletId studioWallet;
    private WalletId archiveWallet;
    private PartyId archiveParty;
    private PartyId studioHolder;
    private AssetId trained;
    private Digest terms;

    /** A request that could not be done while the peer was away, to be sent again as it was. */
    private record Waiting(Rest to, String path, Map<String, String> headers, String body) {
        Rest.Answer send() throws IOException {
            return to.send("POST", path, headers, body.getBytes(StandardCharsets.UTF_8));
        }
    }

    private Waiting ofStudio;
    private Waiting ofLab;

    @BeforeAll
    void stop() {
        Gateways.up(network);
        market = new Market(ledger);
        shares = new Shares(ledger, market);
        studioHolder = shares.newPartyOfStudio();
        ledger.run(Market.LAB_BUYER, "share:transfer", shares.give(studioHolder, 10));
        studioWallet = market.wallet("10");
        archiveParty = market.party(Market.ARCHIVE_BUYER, "Archive", Party.Kind.LICENSEE);
        archiveWallet = market.wallet(Market.ARCHIVE_BUYER, archiveParty, "100");
        AssetVersion.Contributor contributor =
                new AssetVersion.Contributor(market.studio(), "sound", new Ppm(500_000));
        AssetVersion.Content content =
                new AssetVersion.Content(Digest.of("trained"), 3, 1000, "Apache-2.0", Optional.empty());
        trained = new AssetId(ledger.run(
                        Market.LAB_OWNER,
                        "asset:register",
                        new AssetCommand.Register(
                                Chaincode.request(),
                                Asset.Kind.MODEL,
                                "A model that Studio contributed to",
                                market.lab(),
                                content,
                                List.of(contributor)))
                .id());
        terms = new Digest(ledger.run(
                        Market.LAB_OWNER,
                        "license:offer",
                        new LicenseCommand.Offer(
                                Chaincode.request(),
                                trained,
                                Presets.trainPriced(Market.xts("40"), new Ppm(5)),
                                List.of()))
                .id());
        ofStudio = new Waiting(studio, "/v1/parties", studio.as("buyer"), party("Waits for its peer"));
        ofLab = new Waiting(
                lab, transfers(), lab.as("buyer"), Traffic.body(shares.give(studioHolder, 1), "asset"));
        NetworkScript.run(network, "stop", PEER);
    }

    private String transfers() {
        return "/v1/assets/" + shares.asset() + "/transfers";
    }

    @AfterAll
    void restart() {
        NetworkScript.run(network, "restart", PEER);
        clients.close();
    }

    private static String party(String name) {
        return Traffic.body(
                new MemberCommand.RegisterParty(Chaincode.request(), name, Party.Kind.LICENSEE));
    }

    private static void isUnavailable(String code, Rest.Answer answer) {
        assertEquals(503, answer.status(), answer::toString);
        assertEquals(code, answer.text("code"));
        assertTrue(answer.type().startsWith("application/problem+json"), answer::type);
        assertFalse(answer.header("Retry-After").isEmpty());
    }

    @Test
    @Order(1)
    void its_own_gateway_says_that_the_ledger_can_not_be_reached_and_when_to_ask_again() throws IOException {
        Instant began = Instant.now();
        isUnavailable("gateway.ledger_unavailable", ofStudio.send());
        assertTrue(Duration.between(began, Instant.now()).toSeconds() < 10);
        // What its gateway has read before, it still shows.
        assertEquals(200, studio.get("buyer", "/v1/wallets/" + studioWallet).status());
    }

    @Test
    @Order(2)
    void the_other_members_gateways_go_on() throws IOException {
        for (Rest other : List.of(lab, archive)) {
            for (int i = 0; i < 3; i++) {
                other.post("buyer", "/v1/parties", party("Goes on")).created();
            }
        }
    }

    @Test
    @Order(3)
    void a_payee_blocks_nobodys_payment() throws IOException {
        AccountCommand.Deposit deposit = new AccountCommand.Deposit(
                Chaincode.request(), studioWallet, Market.xts("5"), "bank-" + System.nanoTime());
        lab.post("cashier", "/v1/deposits", Traffic.body(deposit)).created();
    }

    @Test
    @Order(4)
    void a_contributor_blocks_no_settlement() throws Exception {
        LicenseCommand.BuyGrant purchase = new LicenseCommand.BuyGrant(
                Chaincode.request(),
                archiveParty,
                trained,
                1,
                terms,
                Terms.Purpose.COMMERCIAL,
                Optional.of(archiveWallet),
                Optional.of(Market.xts("40")),
                Optional.of(Market.xts("0")),
                Optional.empty(),
                List.of(),
                List.of());
        archive.post("buyer", "/v1/grants", Traffic.body(purchase)).created();
        JsonObject settlement = settled();
        JsonObject share = settlement
                .getAsJsonArray("applied")
                .get(0)
                .getAsJsonObject()
                .getAsJsonArray("contributors")
                .get(0)
                .getAsJsonObject();
        assertEquals(market.studio().toString(), share.get("party").getAsString(), settlement::toString);
    }

    /** The settlement of the asset's only period, once an agent has made it. */
    private JsonObject settled() throws IOException, InterruptedException {
        Instant end = Instant.now().plus(PATIENCE);
        while (Instant.now().isBefore(end)) {
            JsonArray found = archive.get("buyer", "/v1/settlements?asset=" + trained)
                    .body()
                    .getAsJsonArray("items");
            if (!found.isEmpty()
                    && found.get(0).getAsJsonObject().get("state").getAsString().equalsIgnoreCase("paid")) {
                return found.get(0).getAsJsonObject();
            }
            Thread.sleep(500);
        }
        throw new IllegalStateException("not settled in time");
    }

    @Test
    @Order(5)
    void what_needs_its_consent_waits_for_it_by_name_and_what_does_not_goes_on() throws IOException {
        Rest.Answer refused = ofLab.send();
        isUnavailable("gateway.consent_unavailable", refused);
        assertEquals(
                "StudioMSP",
                refused.body().getAsJsonObject("facts").get("organisations").getAsString());
        // A holding that is new has no policy yet, and Archive's has its own.
        for (PartyId to : List.of(market.studio(), archiveParty, archiveParty)) {
            lab.post("buyer", transfers(), Traffic.body(shares.give(to, 1), "asset")).created();
        }
    }

    /** Studio is a party to it and has no vote; its peer could not stop it either. */
    @Test
    @Order(6)
    void an_owner_blocks_no_hold_of_what_is_its_own() throws Exception {
        Council council = new Council(ledger.among("LabMSP", "ArchiveMSP"));
        ProposalId hold = council.propose(
                Council.LAB, new Action.OrderAccount(studioWallet, Market.xts("0"), Market.xts("8")));
        council.open(hold);
        council.voteFor(Council.LAB, hold);
        council.voteFor(Council.ARCHIVE, hold);
        council.enact(hold);
    }

    @Test
    @Order(7)
    void after_its_restart_the_same_requests_go_through_once() throws Exception {
        NetworkScript.run(network, "restart", PEER);
        Instant began = Instant.now();
        Rest.Answer done = untilDone(ofStudio);
        System.out.printf("studio's gateway wrote %d ms after its peer was back%n", millisSince(began));
        assertEquals(done.text("id"), ofStudio.send().created().text("id"));
        Rest.Answer moved = untilDone(ofLab);
        assertEquals(
                moved.text("transaction"), ofLab.send().created().text("transaction"));
        JsonObject wallet = studio.get("buyer", "/v1/wallets/" + studioWallet).body();
        assertEquals(
                "10", wallet.getAsJsonObject("balance").get("amount").getAsString());
        // The hold that came meanwhile binds it.
        assertEquals(
                "account.wallet_held",
                studio.post("buyer", "/v1/withdrawals", withdrawal("8")).text("code"));
        studio.post("buyer", "/v1/withdrawals", withdrawal("2")).created();
    }

    private String withdrawal(String amount) {
        return Traffic.body(new AccountCommand.RequestWithdrawal(
                Chaincode.request(), studioWallet, Market.xts(amount), new OrgId("LabMSP"), List.of()));
    }

    private static long millisSince(Instant began) {
        return Duration.between(began, Instant.now()).toMillis();
    }

    private static Rest.Answer untilDone(Waiting waiting) throws IOException, InterruptedException {
        Instant end = Instant.now().plus(BACK_WITHIN);
        Rest.Answer answer = waiting.send();
        while (answer.status() != 201 && Instant.now().isBefore(end)) {
            assertEquals(503, answer.status(), answer::toString);
            Thread.sleep(200);
            answer = waiting.send();
        }
        return answer.created();
    }
}
