package org.stemma.gateway.books;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.stemma.api.AssetId;
import org.stemma.api.Codec;
import org.stemma.api.CurrencyCode;
import org.stemma.api.Digest;
import org.stemma.api.Document;
import org.stemma.api.Drawer;
import org.stemma.api.GrantId;
import org.stemma.api.MeterId;
import org.stemma.api.Money;
import org.stemma.api.OrgId;
import org.stemma.api.PartyId;
import org.stemma.api.WalletId;
import org.stemma.api.account.AccountId;
import org.stemma.api.account.Credit;
import org.stemma.api.account.Lane;
import org.stemma.api.account.Purse;
import org.stemma.api.account.Treasury;
import org.stemma.api.account.TreasuryFee;
import org.stemma.api.account.Wallet;
import org.stemma.api.royalty.Pool;
import org.stemma.api.royalty.PoolEntry;
import org.stemma.api.share.Holding;
import org.stemma.gateway.support.TestDatabase;

@Tag("database")
class BooksTest {
    private static final List<String> ACCOUNTS = List.of(
            "cash/LabMSP",
            "cash/ArchiveMSP",
            "wallet/wal_1",
            "wallet/wal_2",
            "withdrawal/wdr_1",
            "purse/grt_1",
            "lane/grt_1/mtr_1",
            "clearing/ast_1/1",
            "clearing/ast_1/2",
            "clearing/ast_2/2",
            "payable/prt_1",
            "payable/prt_2",
            "treasury");
    private static final CurrencyCode XTS = new CurrencyCode("XTS");
    private static final CurrencyCode EUR = new CurrencyCode("EUR");

    private record Row(long block, CurrencyCode currency, String debit, String credit, long nano) {}

    private JdbcClient jdbc;
    private PostingBooks books;
    private final List<Row> rows = new ArrayList<>();

    @BeforeEach
    void make() {
        DataSource source = TestDatabase.fresh();
        new ResourceDatabasePopulator(new ClassPathResource("readmodel.sql")).execute(source);
        jdbc = JdbcClient.create(source);
        books = new PostingBooks(source, new DataSourceTransactionManager(source));
    }

    @Test
    void balances_at_any_height_are_those_of_a_naive_recomputation() {
        Random random = new Random(3);
        for (int i = 0; i < 2000; i++) {
            String debit = ACCOUNTS.get(random.nextInt(ACCOUNTS.size()));
            String credit = ACCOUNTS.get(random.nextInt(ACCOUNTS.size()));
            // Near the bound of 64 bits, so that sums exceed it.
            long nano = random.nextBoolean() ? Long.MAX_VALUE - random.nextInt(1000) : 1L + random.nextInt(1000);
            post(i / 10, random.nextBoolean() ? XTS : EUR, debit, credit, nano);
        }
        for (long height : new long[] {0, 1, 57, 120, 200}) {
            for (TrialBalance.InCurrency trial :
                    TrialBalance.of(height, books.flows(height)).currencies()) {
                Map<String, BigInteger> expected = naive(trial.currency(), height);
                assertEquals("0", trial.sum());
                assertEquals(trial.credits(), trial.debits());
                for (TrialBalance.Line line : trial.accounts()) {
                    BigInteger balance = expected.getOrDefault(line.kind(), BigInteger.ZERO);
                    String amount = Money.decimal(balance.abs());
                    assertEquals(
                            amount,
                            balance.signum() < 0
                                    ? line.debit().orElse("")
                                    : line.credit().orElse(""));
                }
            }
        }
        assertEquals(2, TrialBalance.of(200, books.flows(200)).currencies().size());
        assertEquals(List.of(), TrialBalance.of(0, books.flows(0)).currencies());
    }

    private Map<String, BigInteger> naive(CurrencyCode currency, long height) {
        Map<String, BigInteger> balances = new TreeMap<>();
        for (Row row : rows) {
            if (row.block() < height && row.currency().equals(currency)) {
                BigInteger nano = BigInteger.valueOf(row.nano());
                balances.merge(new AccountId(row.credit()).kind(), nano, BigInteger::add);
                balances.merge(new AccountId(row.debit()).kind(), nano.negate(), BigInteger::add);
            }
        }
        return balances;
    }

    @Test
    void money_that_takes_its_ways_leaves_no_difference() {
        Random random = new Random(11);
        List<String[]> ways = List.of(
                new String[] {"cash/LabMSP", "wallet/wal_1"},
                new String[] {"wallet/wal_1", "purse/grt_1"},
                new String[] {"purse/grt_1", "lane/grt_1/mtr_1"},
                new String[] {"lane/grt_1/mtr_1", "clearing/ast_1/1"},
                new String[] {"wallet/wal_1", "clearing/ast_2/2"},
                new String[] {"clearing/ast_1/1", "treasury"},
                new String[] {"clearing/ast_1/1", "clearing/ast_2/2"},
                new String[] {"clearing/ast_2/2", "payable/prt_1"},
                new String[] {"payable/prt_1", "wallet/wal_2"},
                new String[] {"clearing/ast_1/1", "pool/ast_1"},
                new String[] {"pool/ast_1", "wallet/wal_1"},
                new String[] {"wallet/wal_1", "sale/sal_1"},
                new String[] {"sale/sal_1", "wallet/wal_2"},
                new String[] {"wallet/wal_2", "withdrawal/wdr_1"},
                new String[] {"purse/grt_1", "wallet/wal_1"},
                new String[] {"lane/grt_1/mtr_1", "wallet/wal_1"},
                new String[] {"withdrawal/wdr_1", "cash/LabMSP"});
        BigInteger received = BigInteger.ZERO;
        for (int i = 0; i < 999; i++) {
            String[] way = ways.get(random.nextInt(ways.size()));
            long nano = 1L + random.nextInt(1_000_000);
            post(i, XTS, way[0], way[1], nano);
            boolean toAsset = way[1].startsWith("clearing") && !way[0].startsWith("clearing");
            received = toAsset ? received.add(BigInteger.valueOf(nano)) : received;
            if (i % 100 == 0) {
                assertEquals("0", invariant(i + 1).difference());
            }
        }
        assertEquals(Money.decimal(received), invariant(999).received());
    }

    @Test
    void money_that_leaves_clearing_by_another_way_is_a_difference() {
        post(0, XTS, "wallet/wal_1", "clearing/ast_1/1", 1_000_000_000);
        assertEquals("0", invariant(1).difference());

        post(1, XTS, "clearing/ast_1/1", "wallet/wal_2", 300_000_000);

        assertEquals("0.3", invariant(2).difference());
        assertEquals("0", invariant(1).difference());
    }

    @Test
    void stored_balances_are_held_against_the_postings() {
        post(0, XTS, "cash/LabMSP", "wallet/wal_1", 1000);
        post(0, XTS, "wallet/wal_1", "purse/grt_1", 600);
        post(0, XTS, "purse/grt_1", "lane/grt_1/mtr_1", 200);
        post(0, XTS, "lane/grt_1/mtr_1", "clearing/ast_1/1", 50);
        post(1, XTS, "payable/prt_1", "wallet/wal_1", 7);
        jdbc.sql("INSERT INTO checkpoint (id, next_block, genesis) VALUES (1, 2, 'x')")
                .update();
        store(Drawer.WALLET.key("wal_1"), wallet(400));
        store(
                Drawer.CREDIT.key("wal_1", "t.0000"),
                new Credit("t.0000", new WalletId("wal_1"), nano(7), new AccountId("payable/prt_1"), at()));
        store(Drawer.PURSE.key("grt_1"), new Purse(new GrantId("grt_1"), nano(400), Optional.empty()));
        store(Drawer.LANE.key("grt_1", "mtr_1"), lane(150));

        Invariant right = books.recount();
        assertEquals(2, right.height());
        assertEquals(Optional.of(List.of()), right.mismatches());
        assertEquals(Optional.of("0"), right.currencies().get(0).storedDifference());

        jdbc.sql("DELETE FROM state").update();
        store(Drawer.WALLET.key("wal_1"), wallet(407));
        store(Drawer.LANE.key("grt_1", "mtr_1"), lane(151));

        Invariant wrong = books.recount();
        assertEquals(Optional.of("0.000000401"), wrong.currencies().get(0).storedDifference());
        assertEquals(
                List.of("lane/grt_1/mtr_1", "purse/grt_1"),
                wrong.mismatches().orElseThrow().stream()
                        .map(StoredBalances.Mismatch::account)
                        .toList());
    }

    @Test
    void the_treasury_is_its_record_and_the_fees_beside_it() {
        post(0, XTS, "clearing/ast_1/1", "treasury", 70);
        post(0, XTS, "clearing/ast_1/2", "treasury", 30);
        post(1, XTS, "treasury", "payable/prt_1", 10);
        Money none = Money.zero(XTS);
        store(Drawer.TREASURY.key(XTS), new Treasury(XTS, none.with(60), 2, none, none.with(10)));
        TreasuryFee fee = new TreasuryFee("ab.0001", new AssetId("ast_1"), 2, none.with(30), Instant.EPOCH);
        store(Drawer.TREASURY_FEE.key(XTS, fee.id()), fee);
        assertEquals(Optional.of(List.of()), books.recount().mismatches());
        jdbc.sql("DELETE FROM state WHERE state_key = ?")
                .param(Drawer.TREASURY_FEE.key(XTS, fee.id()))
                .update();
        assertEquals(
                List.of("treasury"),
                books.recount().mismatches().orElseThrow().stream()
                        .map(StoredBalances.Mismatch::account)
                        .toList());
    }

    @Test
    void a_share_pool_is_what_holders_have_not_claimed() {
        AssetId asset = new AssetId("ast_1");
        BigInteger third = Pool.SCALE.multiply(BigInteger.valueOf(95)).divide(BigInteger.valueOf(3));
        BigInteger carry = Pool.SCALE.multiply(BigInteger.valueOf(95)).mod(BigInteger.valueOf(3));
        post(0, XTS, "clearing/ast_1/1", "pool/ast_1", 95);
        post(0, XTS, "pool/ast_1", "wallet/wal_1", 31);
        jdbc.sql("INSERT INTO checkpoint (id, next_block, genesis) VALUES (1, 1, 'x')")
                .update();
        store(Drawer.WALLET.key("wal_1"), wallet(31));
        store(Drawer.POOL.key(asset, XTS), new Pool(asset, XTS, carry, 1));
        store(Drawer.POOL_ENTRY.key(asset, XTS, 1), new PoolEntry(asset, XTS, 1, 1, 2, 95, third));
        BigInteger left = third.mod(Pool.SCALE);
        store(Drawer.HOLDING.key(asset, "prt_1"), holding("prt_1", 1, new Holding.Position(1, left)));
        store(Drawer.HOLDING.key(asset, "prt_2"), holding("prt_2", 2, new Holding.Position(0, BigInteger.ZERO)));

        assertEquals(Optional.of(List.of()), books.recount().mismatches());

        jdbc.sql("DELETE FROM state WHERE state_key = ?")
                .param(Drawer.HOLDING.key(asset, "prt_2"))
                .update();
        assertEquals(
                List.of("pool/ast_1"),
                books.recount().mismatches().orElseThrow().stream()
                        .map(StoredBalances.Mismatch::account)
                        .toList());
    }

    private static Holding holding(String party, long units, Holding.Position position) {
        return new Holding(
                new AssetId("ast_1"),
                party,
                new PartyId(party),
                new OrgId("LabMSP"),
                List.of(new Holding.Checkpoint(1, units)),
                Map.of(XTS, position),
                1,
                1);
    }

    @Test
    void what_is_answered_is_of_the_published_form() {
        post(0, XTS, "cash/LabMSP", "wallet/wal_1", 1_500_000_000);

        String json = Codec.encode(TrialBalance.of(1, books.flows(1)));

        assertTrue(json.contains("{\"debit\":\"1.5\",\"kind\":\"cash\"}"), json);
        assertTrue(json.contains("{\"credit\":\"1.5\",\"kind\":\"wallet\"}"), json);
        assertTrue(json.contains("\"sum\":\"0\""), json);
    }

    private Invariant.InCurrency invariant(long height) {
        return Invariant.of(height, books.flows(height), Optional.empty())
                .currencies()
                .get(0);
    }

    private void post(long block, CurrencyCode currency, String debit, String credit, long nano) {
        rows.add(new Row(block, currency, debit, credit, nano));
        jdbc.sql("INSERT INTO posting (block, tx, n, currency, debit, credit, nano) VALUES (?, ?, ?, ?, ?, ?, ?)")
                .params(block, "tx" + rows.size(), 0, currency.value(), debit, credit, nano)
                .update();
        add(credit, currency, nano);
        add(debit, currency, -nano);
    }

    /** As the projection does. */
    private void add(String account, CurrencyCode currency, long nano) {
        int found = jdbc.sql("UPDATE balance SET nano = nano + ? WHERE account = ? AND currency = ?")
                .params(nano, account, currency.value())
                .update();
        if (found == 0 && account.matches("(wallet|purse|lane|pool)/.*|treasury")) {
            jdbc.sql("INSERT INTO balance (account, currency, nano) VALUES (?, ?, ?)")
                    .params(account, currency.value(), nano)
                    .update();
        }
    }

    private void store(String key, Document document) {
        jdbc.sql("INSERT INTO state (state_key, document, block, tx) VALUES (?, ?, 1, 'tx')")
                .params(key, Codec.encode(document))
                .update();
    }

    private static Wallet wallet(long nano) {
        return new Wallet(
                new WalletId("wal_1"),
                new PartyId("prt_1"),
                new OrgId("LabMSP"),
                nano(nano),
                1,
                1,
                Digest.of("command"));
    }

    private static Lane lane(long nano) {
        return new Lane(
                new GrantId("grt_1"), new MeterId("mtr_1"), nano(nano), nano(0), Optional.empty(), 0, nano(0), 0);
    }

    private static Money nano(long nano) {
        return new Money(XTS, nano);
    }

    private static java.time.Instant at() {
        return java.time.Instant.EPOCH;
    }
}
