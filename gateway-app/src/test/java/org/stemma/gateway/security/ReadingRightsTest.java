package org.stemma.gateway.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.stemma.gateway.support.Http.problem;

import com.google.gson.JsonParser;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.stemma.api.AssetId;
import org.stemma.api.Codec;
import org.stemma.api.CurrencyCode;
import org.stemma.api.Digest;
import org.stemma.api.Drawer;
import org.stemma.api.GrantId;
import org.stemma.api.Money;
import org.stemma.api.OrgId;
import org.stemma.api.PartyId;
import org.stemma.api.WalletId;
import org.stemma.api.WithdrawalId;
import org.stemma.api.account.Wallet;
import org.stemma.api.account.Withdrawal;
import org.stemma.api.asset.Asset;
import org.stemma.api.license.Grant;
import org.stemma.api.license.Terms;
import org.stemma.api.member.Party;
import org.stemma.gateway.GatewayApplication;
import org.stemma.gateway.ledger.FakeLedgerConfiguration;
import org.stemma.gateway.readmodel.ReadModel;
import org.stemma.gateway.support.Blocks;
import org.stemma.gateway.support.FakePeer;
import org.stemma.gateway.support.Http;
import org.stemma.gateway.support.Transactions;
import org.stemma.gateway.support.WholeGateway;

/**
 * Who may read what: a line for every GET of the API, written by hand. The gateway is Lab's; rows are Lab's own, another
 * organisation's in which Lab has standing, and others'.
 */
@SpringBootTest(
        classes = {GatewayApplication.class, WholeGateway.class, FakeLedgerConfiguration.class},
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = "spring.main.allow-bean-definition-overriding=true")
@DirtiesContext
class ReadingRightsTest {
    private static final OrgId LAB = new OrgId("LabMSP");
    private static final OrgId ARCHIVE = new OrgId("ArchiveMSP");
    private static final OrgId STUDIO = new OrgId("StudioMSP");
    private static final CurrencyCode XTS = new CurrencyCode("XTS");
    private static final List<String> IDENTITIES =
            List.of("admin", "owner", "buyer", "cashier", "meter", "council", "auditor");
    private static Path folder = Path.of("");

    @Autowired
    private FakePeer peer;

    @Autowired
    private ReadModel readModel;

    @LocalServerPort
    private int port;

    private Http http = new Http(0);
    private Map<String, String> demoKeys = Map.of();

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry properties) {
        folder = WholeGateway.start(properties, "demo");
    }

    /** Who is answered. */
    private enum Readers {
        ANYONE,
        MEMBERS,
        /** Rows of the own organisation, and those in which it has standing. */
        CONCERNED,
        ADMIN,
        ADMIN_AND_AUDITOR,
        ADMIN_AND_METER
    }

    /**
     * A line of the matrix.
     *
     * @param path what is asked as an example
     * @param foreign examples of what is not shown to Lab
     */
    private record Line(String template, Readers readers, List<String> path, List<String> foreign) {}

    private static Line line(String template, Readers readers, String... path) {
        return new Line(template, readers, path.length == 0 ? List.of(template) : List.of(path), List.of());
    }

    private static Line concerned(String template, List<String> shown, List<String> foreign) {
        return new Line(template, Readers.CONCERNED, shown, foreign);
    }

    private static final List<Line> MATRIX = List.of(
            line("/v1/organisations", Readers.ANYONE),
            line("/v1/charter", Readers.ANYONE),
            line("/v1/clock", Readers.ANYONE),
            line("/v1/gateway", Readers.ANYONE),
            line("/v1/assets", Readers.ANYONE),
            line("/v1/assets/{id}", Readers.ANYONE, "/v1/assets/ast_studio"),
            line("/v1/assets/{id}/versions/{number}", Readers.ANYONE, "/v1/assets/ast_lab/versions/1"),
            line(
                    "/v1/assets/{id}/versions/{number}/manifest",
                    Readers.ANYONE,
                    "/v1/assets/ast_lab/versions/1/manifest"),
            line(
                    "/v1/terms/{digest}",
                    Readers.ANYONE,
                    "/v1/terms/" + Digest.of("none").value()),
            line("/v1/presets", Readers.ANYONE),
            // What is on the ledger is every member's, who holds a copy of it: prices, splits, usage, holdings, votes.
            line("/v1/parties", Readers.MEMBERS),
            line("/v1/parties/{id}", Readers.MEMBERS, "/v1/parties/prt_studio"),
            line("/v1/meters", Readers.MEMBERS),
            line("/v1/meters/{id}", Readers.MEMBERS, "/v1/meters/mtr_1"),
            // Of this gateway's own meter alone, and mtr_1 is none.
            line("/v1/meters/{id}/aside", Readers.ADMIN_AND_METER, "/v1/meters/mtr_1/aside"),
            line("/v1/receipts", Readers.MEMBERS, "/v1/receipts?asset=ast_studio"),
            line("/v1/usage-reports", Readers.MEMBERS, "/v1/usage-reports?meter=mtr_1"),
            line("/v1/assets/{asset}/holdings", Readers.MEMBERS, "/v1/assets/ast_studio/holdings"),
            line("/v1/parties/{id}/holdings", Readers.MEMBERS, "/v1/parties/prt_studio/holdings"),
            line("/v1/assets/{asset}/pools/{currency}", Readers.MEMBERS, "/v1/assets/ast_studio/pools/XTS"),
            line(
                    "/v1/assets/{asset}/pools/{currency}/entries",
                    Readers.MEMBERS,
                    "/v1/assets/ast_studio/pools/XTS/entries"),
            line("/v1/sales", Readers.MEMBERS),
            line("/v1/sales/{id}", Readers.MEMBERS, "/v1/sales/sal_1"),
            line("/v1/settlements", Readers.MEMBERS, "/v1/settlements?asset=ast_studio"),
            line("/v1/settlements/{asset}/{period}", Readers.MEMBERS, "/v1/settlements/ast_studio/1"),
            line("/v1/proposals", Readers.MEMBERS),
            line("/v1/proposals/{id}", Readers.MEMBERS, "/v1/proposals/prp_1"),
            line("/v1/parameters", Readers.MEMBERS),
            line("/v1/treasury", Readers.MEMBERS),
            line("/v1/orders", Readers.MEMBERS),
            line("/v1/trial-balance", Readers.MEMBERS),
            line("/v1/invariant", Readers.MEMBERS),
            line("/v1/transactions/{id}", Readers.MEMBERS, "/v1/transactions/rights"),
            // Each member sees those events of which it may read the rows: EventsTest.
            line("/v1/events", Readers.MEMBERS),
            line("/v1/read-model", Readers.MEMBERS),
            // A party's own affairs.
            concerned("/v1/wallets", List.of("/v1/wallets"), List.of()),
            concerned("/v1/wallets/{id}", List.of("/v1/wallets/wal_lab"), List.of("/v1/wallets/wal_studio")),
            concerned("/v1/withdrawals", List.of("/v1/withdrawals"), List.of()),
            concerned(
                    "/v1/withdrawals/{id}",
                    List.of("/v1/withdrawals/wdr_own", "/v1/withdrawals/wdr_cashier"),
                    List.of("/v1/withdrawals/wdr_foreign")),
            concerned("/v1/grants", List.of("/v1/grants"), List.of()),
            concerned(
                    "/v1/grants/{id}",
                    List.of("/v1/grants/grt_own", "/v1/grants/grt_licensor"),
                    List.of("/v1/grants/grt_foreign")),
            concerned(
                    "/v1/parties/{id}/payables",
                    List.of("/v1/parties/prt_lab/payables"),
                    List.of("/v1/parties/prt_studio/payables")),
            concerned(
                    "/v1/parties/{id}/accruals",
                    List.of("/v1/parties/prt_lab/accruals"),
                    List.of("/v1/parties/prt_studio/accruals")),
            // The gateway's own.
            line("/v1/keys", Readers.ADMIN),
            line("/v1/webhooks", Readers.ADMIN),
            line("/v1/webhooks/{id}", Readers.ADMIN, "/v1/webhooks/whk_1"),
            line("/v1/webhooks/{id}/deliveries", Readers.ADMIN, "/v1/webhooks/whk_1/deliveries"),
            line("/v1/read-model/dump", Readers.ADMIN),
            line("/v1/audit", Readers.ADMIN_AND_AUDITOR),
            line("/v1/audit/verification", Readers.ADMIN_AND_AUDITOR));

    @BeforeEach
    void fill() {
        http = new Http(port);
        demoKeys = Http.demoKeys(folder);
        if (!readModel.awaitBlock(3, Duration.ZERO)) {
            peer.add(List.of(Blocks.Validated.valid(assets())));
            peer.add(List.of(Blocks.Validated.valid(rows())));
        }
        assertTrue(readModel.awaitBlock(3, Duration.ofSeconds(10)));
    }

    /** Before the grants, whose licensors they tell. */
    private static Transactions assets() {
        Transactions rows = Transactions.of("assets");
        for (Asset asset : List.of(asset("ast_lab", LAB), asset("ast_studio", STUDIO))) {
            rows.put(Drawer.ASSET.key(asset.id()), Codec.encode(asset));
        }
        return rows;
    }

    private static Transactions rows() {
        Transactions rows = Transactions.of("rights");
        for (Party party : List.of(party("prt_lab", LAB), party("prt_studio", STUDIO))) {
            rows.put(Drawer.PARTY.key(party.id()), Codec.encode(party));
        }
        Wallet wallet = new Wallet(
                new WalletId("wal_lab"), new PartyId("prt_lab"), LAB, Money.zero(XTS), 1, 1, Digest.of("wallet"));
        rows.put(Drawer.WALLET.key(wallet.id()), Codec.encode(wallet));
        for (Withdrawal withdrawal : List.of(
                withdrawal("wdr_own", LAB, ARCHIVE),
                withdrawal("wdr_cashier", STUDIO, LAB),
                withdrawal("wdr_foreign", STUDIO, ARCHIVE))) {
            rows.put(Drawer.WITHDRAWAL.key(withdrawal.id()), Codec.encode(withdrawal));
        }
        for (Grant grant : List.of(
                grant("grt_own", LAB, "ast_studio"),
                grant("grt_licensor", STUDIO, "ast_lab"),
                grant("grt_foreign", ARCHIVE, "ast_studio"))) {
            rows.put(Drawer.GRANT.key(grant.id()), Codec.encode(grant));
        }
        return rows;
    }

    private static Party party(String id, OrgId organisation) {
        return new Party(new PartyId(id), id, Party.Kind.DEPARTMENT, organisation, Digest.of(id));
    }

    private static Asset asset(String id, OrgId organisation) {
        return new Asset(
                new AssetId(id),
                Asset.Kind.MODEL,
                id,
                new PartyId("prt_lab"),
                organisation,
                List.of(),
                List.of(),
                Optional.empty(),
                0,
                1,
                Digest.of(id));
    }

    private static Withdrawal withdrawal(String id, OrgId organisation, OrgId cashier) {
        return new Withdrawal(
                new WithdrawalId(id),
                new WalletId("wal_x"),
                organisation,
                cashier,
                Money.zero(XTS).with(1),
                Instant.EPOCH,
                Optional.empty(),
                Digest.of(id));
    }

    private static Grant grant(String id, OrgId organisation, String asset) {
        return new Grant(
                new GrantId(id),
                new PartyId("prt_x"),
                organisation,
                new AssetId(asset),
                1,
                Digest.of("terms"),
                Optional.empty(),
                Terms.Purpose.COMMERCIAL,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Instant.EPOCH,
                Optional.empty(),
                Optional.empty(),
                false,
                false,
                Digest.of(id));
    }

    private String key(String identity) {
        return Objects.requireNonNull(demoKeys.get(identity), identity);
    }

    private static boolean isAnswered(HttpResponse<String> response) {
        return response.statusCode() != 401 && response.statusCode() != 403;
    }

    @Test
    void the_matrix_has_every_get_of_the_api() {
        var paths = JsonParser.parseString(http.get("/v1/openapi.json", "").body())
                .getAsJsonObject()
                .getAsJsonObject("paths");
        Set<String> gets = new TreeSet<>();
        paths.entrySet().forEach(path -> {
            if (path.getValue().getAsJsonObject().has("get")) {
                gets.add(path.getKey());
            }
        });
        Set<String> lines = new TreeSet<>();
        MATRIX.forEach(line -> lines.add(line.template()));
        assertEquals(gets, lines);
    }

    @Test
    void each_is_answered_to_its_readers_and_to_nobody_else() {
        Map<String, String> wrong = new TreeMap<>();
        for (Line line : MATRIX) {
            for (String path : line.path()) {
                check(line, path, "", line.readers() == Readers.ANYONE, wrong);
                for (String identity : IDENTITIES) {
                    check(line, path, identity, mayRead(line.readers(), identity), wrong);
                }
            }
        }
        assertEquals(Map.of(), wrong);
    }

    private static boolean mayRead(Readers readers, String identity) {
        return switch (readers) {
            case ANYONE, MEMBERS, CONCERNED -> true;
            case ADMIN -> identity.equals("admin");
            case ADMIN_AND_AUDITOR -> identity.equals("admin") || identity.equals("auditor");
            case ADMIN_AND_METER -> identity.equals("admin") || identity.equals("meter");
        };
    }

    private void check(Line line, String path, String identity, boolean may, Map<String, String> wrong) {
        HttpResponse<String> response = http.get(path, identity.isEmpty() ? "" : key(identity));
        if (isAnswered(response) != may) {
            wrong.put(
                    path + " as " + (identity.isEmpty() ? "nobody" : identity),
                    response.statusCode() + " " + response.body());
        } else if (!may) {
            String expected = identity.isEmpty() ? "401 gateway.key_missing" : "403 gateway.role_missing";
            assertEquals(expected, problem(response), path);
        } else if (line.readers() == Readers.CONCERNED) {
            assertEquals(200, response.statusCode(), path + response.body());
        }
    }

    @Test
    void what_is_others_is_shown_to_no_role() {
        for (Line line : MATRIX) {
            for (String path : line.foreign()) {
                for (String identity : IDENTITIES) {
                    HttpResponse<String> response = http.get(path, key(identity));
                    assertEquals("403 gateway.not_yours", problem(response), path + " as " + identity);
                }
            }
        }
    }

    @Test
    void lists_leave_out_what_is_others() {
        assertEquals(List.of("wal_lab"), ids("/v1/wallets"));
        assertEquals(List.of("wdr_cashier", "wdr_own"), ids("/v1/withdrawals"));
        assertEquals(List.of("grt_licensor", "grt_own"), ids("/v1/grants"));
        assertEquals(List.of(), ids("/v1/wallets?party=prt_studio"));
        assertEquals(List.of("grt_own"), ids("/v1/grants?asset=ast_studio"));
    }

    private List<String> ids(String path) {
        List<String> ids = new ArrayList<>();
        JsonParser.parseString(http.get(path, key("auditor")).body())
                .getAsJsonObject()
                .getAsJsonArray("items")
                .forEach(item -> ids.add(item.getAsJsonObject().get("id").getAsString()));
        return ids.stream().sorted().toList();
    }
}
