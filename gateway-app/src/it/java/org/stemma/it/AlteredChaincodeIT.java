package org.stemma.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.stemma.api.AssetId;
import org.stemma.api.Codec;
import org.stemma.api.CurrencyCode;
import org.stemma.api.Digest;
import org.stemma.api.Drawer;
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
import org.stemma.api.governance.Ballot;
import org.stemma.api.license.LicenseCommand;
import org.stemma.api.license.Presets;
import org.stemma.contracts.conformance.LedgerUnderTest.Endorsed;
import org.stemma.contracts.conformance.Script;

/**
 * Members that run other chaincode than was agreed on. It answers under the agreed package id and does what the product
 * does, and besides whatever its owner wants: here it writes, deletes and re-guards any key. What a member signs that
 * way goes to the orderers, and the honest peers judge it. Meanwhile honest members buy and report.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class AlteredChaincodeIT {
    private static final String VALID = "VALID";
    private static final String REFUSED = "ENDORSEMENT_POLICY_FAILURE";
    private static final String LAB = "LabMSP";
    private static final String ARCHIVE = "ArchiveMSP";
    private static final String STUDIO = "StudioMSP";
    private static final Chaincode.User STUDIO_OWNER = new Chaincode.User(STUDIO, "owner");
    private static final int BUYERS = 2;

    private final NetworkFile network = NetworkFile.read();
    private final Clients clients = new Clients(network);
    private final Chaincode ledger = new Chaincode(clients);
    private final FabricLedgerUnderTest altered = new FabricLedgerUnderTest(clients, "stemma");

    /** Keys by what is tried on them, and what the attackers would have there. */
    private final Map<String, Attack> attacks = new LinkedHashMap<>();

    private final Council council = new Council(ledger);
    private Market market;
    private Shares shares;
    private Traffic traffic;
    private WalletId studioWallet;
    private AssetId studioAsset;
    private PartyId studioHolder;

    /**
     * @param own whether the key is the attackers' own
     * @param unguarded a key of the same drawer that has no policy
     */
    private record Attack(String key, boolean own, String wanted, String unguarded) {}

    @BeforeAll
    void open() throws IOException, InterruptedException {
        Gateways.up(network);
        market = new Market(ledger);
        ProposalId proposal = council.propose(Council.ARCHIVE, new Action.SetParameter("executionSeconds", 300, 301, 0));
        shares = new Shares(ledger, market);
        studioWallet = market.wallet("100");
        studioHolder = shares.newPartyOfStudio();
        ledger.run(Market.LAB_BUYER, "share:transfer", shares.give(studioHolder, 10));
        studioAsset = new AssetId(
                ledger.run(STUDIO_OWNER, "asset:register", registration()).id());
        council.open(proposal);
        traffic = new Traffic(network, market, BUYERS, Duration.ofMillis(200)).begin();
        serve(Probe.jar().toString(), LAB);
        plan(proposal);
    }

    private AssetCommand.Register registration() {
        AssetVersion.Content content = new AssetVersion.Content(
                Digest.of("Studio's"), 3, 1000, "Apache-2.0", Optional.empty());
        return new AssetCommand.Register(
                Chaincode.request(), Asset.Kind.MODEL, "Studio's model", market.studio(), content, List.of());
    }

    private void serve(String jar, String... members) {
        List<String> words = new ArrayList<>(List.of("cc", "serve"));
        words.addAll(List.of(members));
        if (!jar.isEmpty()) {
            words.addAll(List.of("-ccp", jar));
        }
        System.out.print(NetworkScript.run(network, words.toArray(String[]::new)));
    }

    @AfterAll
    void restore() {
        traffic.close();
        serve("", LAB, ARCHIVE);
        clients.close();
    }

    private void plan(ProposalId proposal) {
        WalletId labWallet = new WalletId(ledger.run(
                        Market.LAB_BUYER,
                        "account:openWallet",
                        new AccountCommand.OpenWallet(Chaincode.request(), market.lab(), new CurrencyCode("XTS")))
                .id());
        plan("mint money", true, Drawer.WALLET, json -> balance(json, "1000000"), labWallet);
        plan("raise the own shares", true, Drawer.HOLDING, json -> units(json, 2_000_000), shares.asset(), market.lab());
        plan("spend another's wallet", false, Drawer.WALLET, json -> balance(json, "0"), studioWallet);
        plan("move another's shares", false, Drawer.HOLDING, json -> units(json, 0), shares.asset(), studioHolder);
        plan("rewrite another's head", false, Drawer.ASSET, json -> json.addProperty("name", "Lab's"), studioAsset);
        plan("cast another's ballot", false, Drawer.BALLOT, AlteredChaincodeIT::castFor, proposal, STUDIO);
    }

    private void plan(String what, boolean own, Drawer drawer, Consumer<JsonObject> change, Object... parts) {
        String key = drawer.key(parts);
        JsonObject wanted = JsonParser.parseString(value(key)).getAsJsonObject();
        change.accept(wanted);
        assertNotEquals(value(key), wanted.toString());
        attacks.put(what, new Attack(key, own, wanted.toString(), key + "0"));
    }

    private static void castFor(JsonObject empty) {
        Ballot ballot = Codec.decode(empty.toString(), Ballot.class);
        Optional<Instant> now = Optional.of(Instant.now());
        String cast = Codec.encode(
                new Ballot(ballot.proposal(), ballot.organisation(), Optional.of(Ballot.Choice.FOR), now, now));
        JsonParser.parseString(cast).getAsJsonObject().asMap().forEach(empty::add);
    }

    private static void balance(JsonObject wallet, String amount) {
        wallet.getAsJsonObject("balance").addProperty("amount", amount);
    }

    private static void units(JsonObject holding, long units) {
        int last = holding.getAsJsonArray("checkpoints").size() - 1;
        holding.getAsJsonArray("checkpoints").get(last).getAsJsonObject().addProperty("units", units);
    }

    /** What Lab's peer holds under a key; honest commands may move on beside it. */
    private String value(String key) {
        Endorsed seen = altered.endorse(new Script().get(key), List.of(LAB));
        return seen.seen().get(0).getAsString();
    }

    private Map<String, String> values() {
        Map<String, String> values = new TreeMap<>();
        attacks.values().forEach(attack -> values.put(attack.key(), value(attack.key())));
        return values;
    }

    /** What all peers say of these, each endorsed by these members alone. */
    private List<String> codes(List<Script> scripts, String... members) {
        return scripts.stream()
                .map(script -> altered.commit(List.of(altered.endorse(script, List.of(members))))
                        .get(0))
                .toList();
    }

    private static List<Script> waysTo(Attack attack) {
        return List.of(
                new Script().put(attack.key(), attack.wanted()),
                new Script().delete(attack.key()),
                new Script().ownedBy(attack.key(), LAB),
                new Script().put(attack.key(), attack.wanted()).ownedByCouncil(attack.key()));
    }

    @Test
    @Order(1)
    void one_member_with_altered_chaincode_writes_nothing() {
        Map<String, String> before = values();
        attacks.forEach(
                (what, attack) -> assertEquals(List.of(REFUSED, REFUSED, REFUSED, REFUSED), codes(waysTo(attack), LAB), what));
        // Nor where a key has no policy of its own: a majority has to sign.
        List<Script> unguarded = List.of(
                new Script().put(Drawer.CREDIT.key(studioWallet, "forged"), "{}"),
                new Script().put(Drawer.TERMS.key(market.terms()), "{}"),
                new Script().put(Drawer.CHARTER.key(), "{}"));
        assertEquals(List.of(REFUSED, REFUSED, REFUSED), codes(unguarded, LAB));
        assertEquals(before, values());
    }

    @Test
    @Order(2)
    void two_members_with_altered_chaincode_do_not_touch_what_is_the_third_s() throws IOException {
        serve(Probe.jar().toString(), LAB, ARCHIVE);
        Map<String, String> before = values();
        attacks.forEach((what, attack) -> {
            if (!attack.own()) {
                assertEquals(
                        List.of(REFUSED, REFUSED, REFUSED, REFUSED), codes(waysTo(attack), LAB, ARCHIVE), what);
                // The control: it is the key's policy that refuses. Without one, the two write, and take it away.
                List<Script> control = List.of(
                        new Script().put(attack.unguarded(), attack.wanted()),
                        new Script().delete(attack.unguarded()));
                assertEquals(List.of(VALID, VALID), codes(control, LAB, ARCHIVE), what + ", without a policy");
            }
        });
        assertEquals(before, values());
    }

    @Test
    @Order(3)
    void honest_members_lose_nothing_meanwhile_and_go_on_after() throws Exception {
        serve("", LAB, ARCHIVE);
        Traffic.Total total = traffic.check();
        System.out.printf("beside altered chaincode: %s%n", total);
        assertTrue(total.purchases() > 0 && total.reports() > 0, total::toString);
        List<String> all = Chaincode.ALL;
        AccountCommand.RequestWithdrawal withdrawal = new AccountCommand.RequestWithdrawal(
                Chaincode.request(), studioWallet, Market.xts("100"), new OrgId(LAB), List.of());
        assertEquals(VALID, ledger.code(Market.STUDIO_BUYER, "account:requestWithdrawal", withdrawal, all));
        assertEquals(VALID, ledger.code(Market.LAB_BUYER, "share:transfer", shares.give(studioHolder, 1), all));
        LicenseCommand.Offer offer = new LicenseCommand.Offer(
                Chaincode.request(), studioAsset, Presets.trainPriced(Market.xts("1"), new Ppm(5)), List.of());
        assertEquals(VALID, ledger.code(STUDIO_OWNER, "license:offer", offer, all));
    }
}
