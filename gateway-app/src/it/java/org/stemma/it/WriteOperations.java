package org.stemma.it;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.stemma.api.Codec;
import org.stemma.api.Command;
import org.stemma.api.CurrencyCode;
import org.stemma.api.Digest;
import org.stemma.api.GrantId;
import org.stemma.api.OrgId;
import org.stemma.api.Ppm;
import org.stemma.api.SaleId;
import org.stemma.api.share.ShareCommand;
import org.stemma.api.WalletId;
import org.stemma.api.WithdrawalId;
import org.stemma.api.account.AccountCommand;
import org.stemma.api.asset.Asset;
import org.stemma.api.asset.AssetCommand;
import org.stemma.api.asset.AssetVersion;
import org.stemma.api.governance.Action;
import org.stemma.api.governance.GovernanceCommand;
import org.stemma.api.governance.Proposal;
import org.stemma.api.member.MemberCommand;
import org.stemma.api.member.Party;
import org.stemma.api.royalty.RoyaltyCommand;

/** A good request for every write operation, on records that exist: whatever differs from it is what is wrong. */
final class WriteOperations {
    private static final String LAB = "LabMSP";
    private static final String ARCHIVE = "ArchiveMSP";
    private static final String STUDIO = "StudioMSP";

    private final List<Operation> all = new ArrayList<>();

    /**
     * @param template method and path as the API's description has them, all parameters called {@code {}}
     * @param path the path with ids that exist
     * @param foreign another organisation, whose same user must be refused the same request, if there is one
     * @param mayBeMissing members whose absence is no error
     */
    record Operation(
            String template,
            String path,
            String organisation,
            String user,
            JsonObject body,
            Optional<String> foreign,
            Set<String> mayBeMissing) {
        String method() {
            return template.substring(0, template.indexOf(' '));
        }

        /** A new request id; that of a report is its meter and its number. */
        String requestId() {
            return template.endsWith("/reports")
                    ? path.split("/", -1)[3] + ".1"
                    : UUID.randomUUID().toString();
        }

        boolean hasJson() {
            return method().equals("POST") || template.endsWith("/manifest");
        }
    }

    List<Operation> all() {
        return all;
    }

    WriteOperations(Market market, NetworkFile network) throws IOException {
        Rest studio = new Rest(network, STUDIO);
        WalletId wallet = market.wallet("1000");
        GrantId grant = market.grant("10");
        WithdrawalId withdrawal = new WithdrawalId(studio.post(
                        "buyer",
                        "/v1/withdrawals",
                        body(new AccountCommand.RequestWithdrawal(
                                        Chaincode.request(), wallet, Market.xts("1"), new OrgId(LAB), List.of()))
                                .toString())
                .created()
                .text("id"));
        people(market);
        money(wallet, withdrawal);
        assets(market);
        shares(market, network, wallet);
        grants(market, wallet, grant);
        rest(market, wallet, grant);
        council(network);
        offline(network);
        webhooks(network);
    }

    private void webhooks(NetworkFile network) throws IOException {
        String url = "{\"url\":\"https://events.example.com/hook\"}";
        String id = new Rest(network, LAB)
                .post("admin", "/v1/webhooks", url)
                .created()
                .text("id");
        add("POST /v1/webhooks", LAB, "admin", json(url), "");
        add("POST /v1/webhooks/{}/secret", LAB, "admin", json("{}"), "", id);
        add("POST /v1/webhooks/{}/disable", LAB, "admin", json("{}"), "", id);
        add("POST /v1/webhooks/{}/enable", LAB, "admin", json("{}"), "", id);
        add("POST /v1/webhooks/{}/replay", LAB, "admin", json("{\"after\":\"earliest\"}"), "", id);
        add("DELETE /v1/webhooks/{}", LAB, "admin", json("{}"), "", "whk_" + "0".repeat(32));
    }

    private void people(Market market) {
        add(
                "POST /v1/parties",
                STUDIO,
                "buyer",
                body(new MemberCommand.RegisterParty(Chaincode.request(), "A licensee", Party.Kind.LICENSEE)),
                "");
        add(
                "POST /v1/meters",
                LAB,
                "meter",
                body(new MemberCommand.RegisterMeter(Chaincode.request(), "Another meter", Market.anotherKey())),
                "");
        add(
                "POST /v1/wallets",
                STUDIO,
                "buyer",
                body(new AccountCommand.OpenWallet(Chaincode.request(), market.studio(), new CurrencyCode("XTS"))),
                ARCHIVE);
    }

    private void money(WalletId wallet, WithdrawalId withdrawal) {
        add(
                "POST /v1/deposits",
                LAB,
                "cashier",
                body(new AccountCommand.Deposit(
                        Chaincode.request(), wallet, Market.xts("5"), "bank-" + System.nanoTime())),
                STUDIO);
        add(
                "POST /v1/withdrawals",
                STUDIO,
                "buyer",
                body(new AccountCommand.RequestWithdrawal(
                        Chaincode.request(), wallet, Market.xts("5"), new OrgId(LAB), List.of())),
                ARCHIVE);
        add(
                "POST /v1/withdrawals/{}/payment",
                LAB,
                "cashier",
                json("{\"reference\":\"bank-paid\"}"),
                ARCHIVE,
                withdrawal);
        add("POST /v1/wallets/{}/fold", STUDIO, "buyer", json("{}"), ARCHIVE, wallet);
    }

    private void assets(Market market) {
        AssetVersion.Content content =
                new AssetVersion.Content(Digest.of("another"), 3, 1000, "Apache-2.0", Optional.of("org.example:it"));
        List<AssetVersion.Contributor> contributors =
                List.of(new AssetVersion.Contributor(market.lab(), "research", new Ppm(100_000)));
        JsonObject register = body(new AssetCommand.Register(
                Chaincode.request(), Asset.Kind.MODEL, "Another model", market.lab(), content, contributors));
        all.add(new Operation(
                "POST /v1/assets",
                "/v1/assets",
                LAB,
                "owner",
                register,
                Optional.of(ARCHIVE),
                Set.of("content.origin", "content.source")));
        JsonObject version =
                body(new AssetCommand.AddVersion(Chaincode.request(), market.model(), content, contributors), "asset");
        all.add(new Operation(
                "POST /v1/assets/{}/versions",
                "/v1/assets/" + market.model() + "/versions",
                LAB,
                "owner",
                version,
                Optional.of(ARCHIVE),
                Set.of("content.origin", "content.source")));
        JsonObject offer = body(market.offer(), "asset");
        all.add(new Operation(
                "POST /v1/assets/{}/offers",
                "/v1/assets/" + market.model() + "/offers",
                LAB,
                "owner",
                offer,
                Optional.of(ARCHIVE),
                Set.of(
                        "terms.termSeconds",
                        "terms.quotaUnits",
                        "terms.actions.infer",
                        "terms.actions.commercial_output")));
        add("DELETE /v1/assets/{}/offers/{}", LAB, "owner", json("{}"), ARCHIVE, market.model(), market.terms());
        add("PUT /v1/assets/{}/versions/{}/manifest", LAB, "owner", json("{}"), ARCHIVE, market.model(), 1);
        add("PUT /v1/assets/{}/versions/{}/artifact", LAB, "owner", json("{}"), ARCHIVE, market.model(), 1);
    }

    private void shares(Market market, NetworkFile network, WalletId wallet) throws IOException {
        Rest lab = new Rest(network, LAB);
        JsonObject issue = body(new ShareCommand.Issue(Chaincode.request(), market.model(), market.lab(), 1000), "asset");
        lab.post("owner", "/v1/assets/" + market.model() + "/shares", issue.toString())
                .created();
        WalletId labWallet = new WalletId(lab.post(
                        "buyer",
                        "/v1/wallets",
                        body(new AccountCommand.OpenWallet(
                                        Chaincode.request(), market.lab(), new CurrencyCode("XTS")))
                                .toString())
                .created()
                .text("id"));
        JsonObject offer = body(new ShareCommand.OfferSale(
                Chaincode.request(), market.model(), market.lab(), 10, Market.xts("1"), labWallet, Optional.empty()));
        String sale = lab.post("buyer", "/v1/sales", offer.toString()).created().text("id");
        add("POST /v1/assets/{}/shares", LAB, "owner", issue, ARCHIVE, market.model());
        add(
                "POST /v1/assets/{}/transfers",
                LAB,
                "buyer",
                body(
                        new ShareCommand.Transfer(Chaincode.request(), market.model(), market.lab(), market.studio(), 5),
                        "asset"),
                ARCHIVE,
                market.model());
        add("POST /v1/sales", LAB, "buyer", offer, ARCHIVE);
        add(
                "POST /v1/sales/{}/purchase",
                STUDIO,
                "buyer",
                body(
                        new ShareCommand.Buy(
                                Chaincode.request(),
                                new SaleId(sale),
                                market.studio(),
                                wallet,
                                Market.xts("1"),
                                List.of()),
                        "sale"),
                ARCHIVE,
                sale);
        add("POST /v1/sales/{}/cancellation", LAB, "buyer", json("{}"), ARCHIVE, sale);
        add(
                "POST /v1/share-claims",
                LAB,
                "buyer",
                body(new RoyaltyCommand.ClaimShares(
                        Chaincode.request(),
                        market.model(),
                        new CurrencyCode("XTS"),
                        market.lab().value(),
                        labWallet,
                        1)),
                ARCHIVE);
    }

    private void grants(Market market, WalletId wallet, GrantId grant) {
        all.add(new Operation(
                "POST /v1/grants",
                "/v1/grants",
                STUDIO,
                "buyer",
                body(market.purchase(wallet, "10")),
                Optional.of(ARCHIVE),
                Set.of("lowMark", "prepay", "maxFee")));
        add("POST /v1/grants/{}/keys", STUDIO, "buyer", json("{}"), ARCHIVE, grant);
        add("DELETE /v1/grants/{}/keys/{}", STUDIO, "buyer", json("{}"), ARCHIVE, grant, Digest.of("no key"));
        add("POST /v1/grants/{}/closure", STUDIO, "buyer", json("{}"), ARCHIVE, grant);
        add("POST /v1/grants/{}/release", STUDIO, "buyer", json("{}"), ARCHIVE, grant);
    }

    private void rest(Market market, WalletId wallet, GrantId grant) {
        JsonObject report = body(market.report(1, grant, 10), "meter");
        add("POST /v1/meters/{}/reports", LAB, "meter", report, ARCHIVE, market.meter());
        add("POST /v1/meters/{}/flush", LAB, "meter", json("{}"), ARCHIVE, market.meter());
        add("POST /v1/meters/{}/aside/retry", LAB, "meter", json("{}"), ARCHIVE, market.meter());
        add(
                "POST /v1/settlements",
                LAB,
                "cashier",
                body(new RoyaltyCommand.Settle(Chaincode.request(), market.model(), 1)),
                "");
        add(
                "POST /v1/claims",
                STUDIO,
                "buyer",
                body(new RoyaltyCommand.Claim(Chaincode.request(), market.studio(), wallet, List.of("none"))),
                ARCHIVE);
        add("POST /v1/epochs/closure", LAB, "admin", json("{}"), "");
        add("POST /v1/read-model/rebuild", LAB, "admin", json("{}"), "");
        add("POST /v1/keys", LAB, "admin", json("{\"identity\":\"buyer\",\"label\":\"a key\"}"), "");
        add("POST /v1/keys/{}/rotation", LAB, "admin", json("{\"overlapSeconds\":60}"), "", "key_" + "0".repeat(32));
        add("DELETE /v1/keys/{}", LAB, "admin", json("{}"), "", "key_" + "0".repeat(32));
        add(
                "POST /v1/assets/{}/completions",
                LAB,
                "buyer",
                json("{\"maxBytes\":96,\"prompt\":\"x\",\"purpose\":\"commercial\",\"seed\":7}"),
                "",
                market.model());
    }

    private void council(NetworkFile network) throws IOException {
        JsonObject proposal = body(new GovernanceCommand.Propose(
                Chaincode.request(),
                "A higher quorum",
                Optional.of(new Proposal.Reasons("https://example.org/reasons", Digest.of("reasons"))),
                Proposal.Mode.FINAL,
                List.of(new Action.SetParameter("quorum", 500_000, 600_000, 0))));
        String id = new Rest(network, STUDIO)
                .post("council", "/v1/proposals", proposal.toString())
                .created()
                .text("id");
        all.add(new Operation(
                "POST /v1/proposals",
                "/v1/proposals",
                STUDIO,
                "council",
                proposal,
                Optional.empty(),
                Set.of("reasons")));
        add("POST /v1/proposals/{}/open", LAB, "buyer", json("{}"), "", id);
        add("POST /v1/proposals/{}/votes", LAB, "council", json("{\"choice\":\"for\"}"), "", id);
        add("POST /v1/proposals/{}/queue", LAB, "buyer", json("{}"), "", id);
        add("POST /v1/proposals/{}/execute", LAB, "buyer", json("{}"), "", id);
        add("POST /v1/proposals/{}/cancel", STUDIO, "council", json("{}"), ARCHIVE, id);
        add("POST /v1/proposals/{}/veto", ARCHIVE, "council", json("{}"), LAB, id);
        add("POST /v1/treasury/{}/fold", LAB, "cashier", json("{}"), "", "XTS");
    }

    /** Good of form: but the request id is another at each sending, and the signatures are nobody's. */
    private void offline(NetworkFile network) throws IOException {
        JsonObject preparation = json("{\"function\":\"kernel:closeEpochs\",\"command\":{\"through\":0,\"v\":1}}");
        preparation.addProperty(
                "certificate",
                Files.readString(
                        Path.of(network.user(LAB, "buyer").get("certificate").getAsString())));
        add("POST /v1/offline/proposals", LAB, "buyer", preparation, "");
        add(
                "POST /v1/offline/transactions",
                LAB,
                "buyer",
                json("{\"proposal\":\"Cgh0\",\"signature\":\"MAYC\"}"),
                ARCHIVE);
        add(
                "POST /v1/offline/submissions",
                LAB,
                "buyer",
                json("{\"payload\":\"Cgh0\",\"signature\":\"MAYC\"}"),
                ARCHIVE);
    }

    private void add(
            String template, String organisation, String user, JsonObject body, String foreign, Object... ids) {
        String path = template.substring(template.indexOf(' ') + 1);
        for (Object id : ids) {
            String text = id instanceof Digest digest ? digest.value() : String.valueOf(id);
            path = path.replaceFirst("\\{}", text);
        }
        Optional<String> other = Optional.of(foreign).filter(name -> !name.isEmpty());
        all.add(new Operation(template, path, organisation, user, body, other, Set.of("seed", "payables", "through")));
    }

    private static JsonObject body(Command command, String... inPath) {
        JsonObject body = json(Codec.encode(command));
        for (String name : List.of("request", "v", "folds")) {
            body.remove(name);
        }
        for (String name : inPath) {
            body.remove(name);
        }
        return body;
    }

    private static JsonObject json(String text) {
        return JsonParser.parseString(text).getAsJsonObject();
    }

    static String template(String method, String path) {
        return method.toUpperCase(java.util.Locale.ROOT) + " " + path.replaceAll("\\{[^}]*}", "{}");
    }
}
