package org.stemma.gateway.readmodel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stemma.api.CurrencyCode;
import org.stemma.api.Drawer;
import org.stemma.api.Money;
import org.stemma.api.PartyId;
import org.stemma.api.account.AccountId;
import org.stemma.api.royalty.Payable;
import org.stemma.gateway.support.TestDatabase;

/** What is added up while blocks come is what counting all of it gives. */
@Tag("database")
class SumsTest {
    private static final CurrencyCode XTS = new CurrencyCode("XTS");
    private static final int BLOCKS = 2_100;

    @TempDir
    private Path folder;

    private Map<List<String>, BigInteger> counted(Books books, long height) {
        Map<List<String>, BigInteger> sums = new HashMap<>();
        books.jdbc.query(
                "SELECT currency, debit, credit, nano FROM posting WHERE block < ?",
                row -> {
                    String debit = new AccountId(row.getString(2)).kind();
                    String credit = new AccountId(row.getString(3)).kind();
                    sums.merge(
                            List.of(row.getString(1), debit, credit),
                            BigInteger.valueOf(row.getLong(4)),
                            BigInteger::add);
                },
                height);
        return sums;
    }

    private static Map<List<String>, BigInteger> kept(Books books, long height) {
        Map<List<String>, BigInteger> sums = new HashMap<>();
        new Flows(books.jdbc)
                .below(height)
                .forEach(flow -> sums.put(List.of(flow.currency().value(), flow.debit(), flow.credit()), flow.nano()));
        return sums;
    }

    @Test
    void sums_and_what_waits_are_those_of_all_postings_and_of_the_state() throws Exception {
        SyntheticLedger ledger = new SyntheticLedger(folder, 5).grow(BLOCKS, 1);
        try (Books books = new Books(TestDatabase.fresh(), ledger.peer)) {
            books.await(BLOCKS + 1);
            for (long height : List.of(0L, 1L, 999L, 1000L, 1001L, 2000L, BLOCKS + 1L)) {
                assertEquals(counted(books, height), kept(books, height), "below " + height);
            }
            assertEquals(balances(books), storedBalances(books));
            List<String> waiting = books.jdbc.queryForList("SELECT state_key FROM waiting", String.class);
            List<String> there = books.jdbc.queryForList(
                    "SELECT state_key FROM state WHERE state_key LIKE 'royalty/payable/%'", String.class);
            assertEquals(new HashSet<>(there), new HashSet<>(waiting));
            String range = Drawer.PAYABLE.range(new PartyId("prt_1"));
            assertEquals(
                    new ReadModel.Waiting(there.size(), new Money(XTS, 36L * there.size())),
                    books.readModel.waiting(range).get(XTS));
            List<Payable> oldest = books.readModel.oldest(Payable.class, range, Optional.of(XTS), 7);
            assertEquals(
                    there.stream().sorted().limit(7).toList(),
                    oldest.stream()
                            .map(payable -> Drawer.PAYABLE.key(payable.party(), payable.id()))
                            .toList());
        }
    }

    private static Map<String, BigInteger> balances(Books books) {
        Map<String, BigInteger> sums = new HashMap<>();
        books.jdbc.query("SELECT debit, credit, nano FROM posting", row -> {
            BigInteger nano = BigInteger.valueOf(row.getLong(3));
            sums.merge(row.getString(2), nano, BigInteger::add);
            sums.merge(row.getString(1), nano.negate(), BigInteger::add);
        });
        sums.keySet().removeIf(account -> account.startsWith("clearing/") || account.startsWith("payable/"));
        return sums;
    }

    private static Map<String, BigInteger> storedBalances(Books books) {
        Map<String, BigInteger> sums = new HashMap<>();
        books.jdbc.query("SELECT account, nano FROM balance", row -> {
            sums.put(row.getString(1), row.getBigDecimal(2).toBigIntegerExact());
        });
        return sums;
    }
}
