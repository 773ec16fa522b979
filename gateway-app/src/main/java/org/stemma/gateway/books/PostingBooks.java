package org.stemma.gateway.books;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.stemma.api.Codec;
import org.stemma.api.CurrencyCode;
import org.stemma.api.Document;
import org.stemma.api.Drawer;
import org.stemma.api.Money;
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
import org.stemma.gateway.books.StoredBalances.Account;
import org.stemma.gateway.database.Snapshot;
import org.stemma.gateway.readmodel.Flow;
import org.stemma.gateway.readmodel.Flows;

/** What moved, and what is stored, by the read model's tables. 64 bits bound no total. */
final class PostingBooks {
    private final JdbcClient jdbc;
    private final Flows flows;
    private final TransactionTemplate snapshot;

    PostingBooks(DataSource source, PlatformTransactionManager transactions) {
        this.jdbc = JdbcClient.create(source);
        this.flows = new Flows(new JdbcTemplate(source));
        // All that is compared is of one height, whatever is projected meanwhile.
        snapshot = Snapshot.over(transactions);
    }

    /** What moved in the blocks below a height, between kinds of accounts. */
    List<Flow> flows(long height) {
        return flows.below(height);
    }

    long height() {
        return jdbc.sql("SELECT COALESCE(MAX(next_block), 0) FROM checkpoint")
                .query(Long.class)
                .single();
    }

    /** The invariant at the present height, with the comparison of all stored balances, all of one moment. */
    Invariant recount() {
        return java.util.Objects.requireNonNull(snapshot.execute(status -> {
            long height = height();
            return Invariant.of(height, flows(height), Optional.of(StoredBalances.compare(stored(), posted())));
        }));
    }

    private Map<Account, BigInteger> posted() {
        Map<Account, BigInteger> posted = new HashMap<>();
        jdbc.sql("SELECT account, currency, nano FROM balance")
                .query((row, n) ->
                        posted.put(new Account(row.getString(1), new CurrencyCode(row.getString(2))), nano(row, 3)))
                .list();
        return posted;
    }

    private Map<Account, BigInteger> stored() {
        Map<Account, BigInteger> stored = new HashMap<>();
        each(Drawer.WALLET, Wallet.class, wallet -> add(stored, AccountId.wallet(wallet.id()), wallet.balance()));
        each(Drawer.CREDIT, Credit.class, credit -> add(stored, AccountId.wallet(credit.wallet()), credit.amount()));
        each(Drawer.PURSE, Purse.class, purse -> add(stored, AccountId.purse(purse.grant()), purse.balance()));
        each(Drawer.LANE, Lane.class, lane -> add(stored, AccountId.lane(lane.grant(), lane.meter()), lane.balance()));
        each(Drawer.TREASURY, Treasury.class, treasury -> add(stored, AccountId.TREASURY, treasury.balance()));
        each(Drawer.TREASURY_FEE, TreasuryFee.class, fee -> add(stored, AccountId.TREASURY, fee.amount()));
        each(
                Drawer.POOL,
                Pool.class,
                pool -> stored.merge(
                        new Account(AccountId.pool(pool.asset()).value(), pool.currency()),
                        balance(pool),
                        BigInteger::add));
        return stored;
    }

    /**
     * A pool stores no balance: it is what its holders have not claimed, their remainders and the carry. That these make
     * whole nanos is part of what is checked: a fraction is rounded up, and so differs from what was posted.
     */
    private BigInteger balance(Pool pool) {
        List<PoolEntry> entries = new ArrayList<>();
        each(Drawer.POOL_ENTRY.range(pool.asset(), pool.currency()), PoolEntry.class, entries::add);
        List<BigInteger> parts = new ArrayList<>(List.of(pool.carry()));
        each(Drawer.HOLDING.range(pool.asset()), Holding.class, holding -> {
            Holding.Position position = holding.position(pool.currency());
            parts.add(position.remainder());
            entries.stream()
                    .filter(entry -> entry.number() > position.entry())
                    .forEach(entry -> parts.add(entry.owed(holding)));
        });
        BigInteger[] nano =
                parts.stream().reduce(BigInteger.ZERO, BigInteger::add).divideAndRemainder(Pool.SCALE);
        return nano[1].signum() == 0 ? nano[0] : nano[0].add(BigInteger.ONE);
    }

    private static void add(Map<Account, BigInteger> stored, AccountId account, Money amount) {
        stored.merge(
                new Account(account.value(), amount.currency()), BigInteger.valueOf(amount.nano()), BigInteger::add);
    }

    private <T extends Document> void each(Drawer drawer, Class<T> type, Consumer<T> visit) {
        each(drawer.range(), type, visit);
    }

    private <T extends Document> void each(String range, Class<T> type, Consumer<T> visit) {
        jdbc.sql("SELECT document FROM state WHERE state_key > ? AND state_key < ?")
                .params(range, Drawer.after(range))
                .query(row -> {
                    visit.accept(Codec.decode(row.getString(1), type));
                });
    }

    private static BigInteger nano(ResultSet row, int column) throws SQLException {
        BigDecimal sum = row.getBigDecimal(column);
        return sum.toBigIntegerExact();
    }
}
