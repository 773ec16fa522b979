package org.stemma.gateway.books;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.stemma.api.AssetId;
import org.stemma.api.Codec;
import org.stemma.api.CurrencyCode;
import org.stemma.api.Document;
import org.stemma.api.Drawer;
import org.stemma.api.Money;
import org.stemma.api.PartyId;
import org.stemma.api.Ppm;
import org.stemma.api.account.Receipt;
import org.stemma.api.royalty.Payable;
import org.stemma.api.royalty.Settlement;
import org.stemma.gateway.readmodel.Page;
import org.stemma.gateway.readmodel.TestLedger;

@Tag("database")
class AccrualsTest {
    private static final AssetId ASSET = new AssetId("ast_1");
    private static final PartyId PARTY = new PartyId("prt_1");
    private static final CurrencyCode XTS = new CurrencyCode("XTS");
    private static final Instant AT = Instant.EPOCH;

    private final TestLedger ledger = new TestLedger();
    private JdbcClient jdbc;
    private Accruals accruals;

    @BeforeEach
    void make() {
        jdbc = JdbcClient.create(ledger.jdbc());
        accruals = new Accruals(jdbc, ledger.readModel());
        put(Drawer.SETTLEMENT.key(ASSET, 3), settlement(), "settle2");
        receipt("aa.0000", Receipt.Kind.USAGE, 100);
        receipt("ab.0000", Receipt.Kind.LICENSE_FEE, 40);
        receipt("ac.0000", Receipt.Kind.USAGE, 20);
    }

    @Test
    void a_payable_is_explained_down_to_its_receipts() {
        put(Drawer.PAYABLE.key(PARTY, "settle1.0001"), payable("settle1.0001", 0), "settle1");

        Accrual accrual = accruals.of(PARTY, Optional.empty(), 10).items().get(0);

        assertEquals("open", accrual.state());
        assertEquals("settle1", accrual.transaction());
        assertEquals(Optional.empty(), accrual.claimed());
        Accrual.SettledGroup group = accrual.group().orElseThrow();
        assertEquals("ast_1/3", group.settlement());
        assertEquals(new Ppm(300_000), group.applied().contributors().get(0).share());
        assertEquals(
                List.of("aa", "ac"),
                accrual.receipts().stream().map(Accrual.Source::transaction).toList());
        assertTrue(accrual.receiptsComplete());
        assertTrue(Codec.encode(accrual).contains("\"payable\":{\"amount\":"));
    }

    @Test
    void what_was_claimed_is_explained_too() {
        jdbc.sql("INSERT INTO ended (state_key, document, block, tx, ended_block, ended_tx) VALUES (?, ?, 5, ?, 9, ?)")
                .params(
                        Drawer.PAYABLE.key(PARTY, "settle1.0001"),
                        Codec.encode(payable("settle1.0001", 1)),
                        "settle1",
                        "claim1")
                .update();

        Accrual accrual = accruals.of(PARTY, Optional.empty(), 10).items().get(0);

        assertEquals("claimed", accrual.state());
        assertEquals(Optional.of(new Accrual.Claim("claim1", 9)), accrual.claimed());
        assertEquals(
                List.of("ab"),
                accrual.receipts().stream().map(Accrual.Source::transaction).toList());
    }

    @Test
    void pages_follow_each_other_without_gap_or_repeat() {
        for (int i = 0; i < 7; i++) {
            put(Drawer.PAYABLE.key(PARTY, "s" + i + ".0000"), payable("s" + i + ".0000", 0), "s" + i);
        }
        put(Drawer.PAYABLE.key("prt_2", "s9.0000"), payable("s9.0000", 0), "s9");

        Page<Accrual> first = accruals.of(PARTY, Optional.empty(), 3);
        Page<Accrual> second = accruals.of(PARTY, first.next(), 3);
        Page<Accrual> third = accruals.of(PARTY, second.next(), 3);

        assertEquals(List.of("s0", "s1", "s2"), transactions(first));
        assertEquals(List.of("s3", "s4", "s5"), transactions(second));
        assertEquals(List.of("s6"), transactions(third));
        assertEquals(Optional.empty(), third.next());
    }

    @Test
    void more_receipts_than_are_shown_are_said_to_be_more() {
        for (int i = 0; i < 150; i++) {
            receipt("b" + i + ".0000", Receipt.Kind.USAGE, 1);
        }
        put(Drawer.PAYABLE.key(PARTY, "settle1.0001"), payable("settle1.0001", 0), "settle1");

        Accrual accrual = accruals.of(PARTY, Optional.empty(), 10).items().get(0);

        assertEquals(Accrual.MAX_RECEIPTS, accrual.receipts().size());
        assertFalse(accrual.receiptsComplete());
    }

    private static List<String> transactions(Page<Accrual> page) {
        return page.items().stream().map(Accrual::transaction).toList();
    }

    private void receipt(String id, Receipt.Kind kind, long nano) {
        Receipt receipt = new Receipt(
                id, ASSET, 1, 3, 3, kind, new Money(XTS, nano), true, Optional.empty(), Optional.empty(), AT);
        ledger.block(ledger.writing(Drawer.RECEIPT, receipt, ASSET, 3, id));
    }

    private static Payable payable(String id, int group) {
        return new Payable(
                id,
                PARTY,
                Optional.of(ASSET),
                3,
                Optional.of(group),
                Optional.empty(),
                Payable.Reason.CONTRIBUTOR,
                new Money(XTS, 36),
                AT);
    }

    private static Settlement settlement() {
        return new Settlement(
                ASSET,
                3,
                Settlement.State.PAID,
                3,
                Optional.of("ac.0000"),
                List.of(group(Receipt.Kind.USAGE, 120, 2), group(Receipt.Kind.LICENSE_FEE, 40, 1)),
                List.of(applied(120), applied(40)));
    }

    private static Settlement.Group group(Receipt.Kind kind, long nano, long receipts) {
        return new Settlement.Group(3, 1, kind, true, XTS, BigInteger.valueOf(nano), receipts);
    }

    private static Settlement.Applied applied(long nano) {
        return new Settlement.Applied(
                nano,
                Ppm.ZERO,
                0,
                List.of(),
                List.of(new Settlement.Share(PARTY, "author", new Ppm(300_000), nano * 3 / 10)),
                Optional.empty(),
                PARTY,
                nano - nano * 3 / 10);
    }

    private void put(String key, Document document, String transaction) {
        jdbc.sql("INSERT INTO state (state_key, document, block, tx) VALUES (?, ?, 5, ?)")
                .params(key, Codec.encode(document), transaction)
                .update();
    }
}
