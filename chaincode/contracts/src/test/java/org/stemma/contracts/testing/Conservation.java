package org.stemma.contracts.testing;

import java.math.BigInteger;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.stemma.api.Codec;
import org.stemma.api.Document;
import org.stemma.api.Drawer;
import org.stemma.api.Money;
import org.stemma.api.account.AccountId;
import org.stemma.api.account.Credit;
import org.stemma.api.account.Lane;
import org.stemma.api.account.Posting;
import org.stemma.api.account.Purse;
import org.stemma.api.account.Receipt;
import org.stemma.api.account.Till;
import org.stemma.api.account.Treasury;
import org.stemma.api.account.TreasuryFee;
import org.stemma.api.account.Wallet;
import org.stemma.api.account.Withdrawal;
import org.stemma.api.royalty.Payable;
import org.stemma.api.royalty.Pool;
import org.stemma.api.royalty.PoolEntry;
import org.stemma.api.royalty.Settlement;
import org.stemma.api.share.Holding;

/** No money is made or lost: what the ledger keeps is what its postings sum to, account by account. */
public final class Conservation {
    private final MemoryLedger ledger;
    private final SortedMap<String, BigInteger> kept = new TreeMap<>();

    private Conservation(MemoryLedger ledger) {
        this.ledger = ledger;
    }

    /** Fails, naming every account that differs, unless stored balances equal the sums of postings. */
    public static void check(TestNetwork network) {
        SortedMap<String, BigInteger> posted = posted(network);
        SortedMap<String, BigInteger> kept = new Conservation(network.ledger()).kept();
        BigInteger total = posted.values().stream().reduce(BigInteger.ZERO, BigInteger::add);
        if (total.signum() != 0 || !posted.equals(kept)) {
            throw new AssertionError("sum " + total + "\nposted " + posted + "\nkept   " + kept);
        }
    }

    /** Every account's balance that is not zero, by account and currency, from postings alone. */
    public static SortedMap<String, BigInteger> posted(TestNetwork network) {
        SortedMap<String, BigInteger> sums = new TreeMap<>();
        network.envelopes().forEach(envelope -> envelope.postings().forEach(posting -> post(sums, posting)));
        sums.values().removeIf(sum -> sum.signum() == 0);
        return sums;
    }

    /** The balance of one account, from postings alone. */
    public static Money balance(TestNetwork network, AccountId account, Money none) {
        BigInteger sum = posted(network).getOrDefault(account + " " + none.currency(), BigInteger.ZERO);
        return none.with(sum.longValueExact());
    }

    private static void post(SortedMap<String, BigInteger> sums, Posting posting) {
        if (!posting.amount().isPositive()) {
            throw new AssertionError("a posting of " + posting);
        }
        BigInteger nano = BigInteger.valueOf(posting.amount().nano());
        String currency = " " + posting.amount().currency();
        sums.merge(posting.debit() + currency, nano.negate(), BigInteger::add);
        sums.merge(posting.credit() + currency, nano, BigInteger::add);
    }

    private SortedMap<String, BigInteger> kept() {
        all(Drawer.WALLET, Wallet.class).forEach(one -> keep(AccountId.wallet(one.id()), one.balance()));
        all(Drawer.CREDIT, Credit.class).forEach(one -> keep(AccountId.wallet(one.wallet()), one.amount()));
        all(Drawer.PURSE, Purse.class).forEach(one -> keep(AccountId.purse(one.grant()), one.balance()));
        all(Drawer.LANE, Lane.class).forEach(one -> keep(AccountId.lane(one.grant(), one.meter()), one.balance()));
        all(Drawer.TILL, Till.class)
                .forEach(one -> keep(
                        AccountId.cash(one.cashier()),
                        one.held().with(-one.held().nano())));
        all(Drawer.WITHDRAWAL, Withdrawal.class)
                .filter(one -> one.reference().isEmpty())
                .forEach(one -> keep(AccountId.withdrawal(one.id()), one.amount()));
        all(Drawer.PAYABLE, Payable.class).forEach(one -> keep(AccountId.payable(one.party()), one.amount()));
        all(Drawer.RECEIPT, Receipt.class)
                .forEach(one -> keep(AccountId.clearing(one.asset(), one.period()), one.gross()));
        all(Drawer.SETTLEMENT, Settlement.class).forEach(this::settled);
        all(Drawer.POOL, Pool.class).forEach(this::pool);
        all(Drawer.TREASURY, Treasury.class).forEach(one -> keep(AccountId.TREASURY, one.balance()));
        all(Drawer.TREASURY_FEE, TreasuryFee.class).forEach(one -> keep(AccountId.TREASURY, one.amount()));
        kept.values().removeIf(sum -> sum.signum() == 0);
        return kept;
    }

    private void settled(Settlement settlement) {
        for (int i = 0; i < settlement.applied().size(); i++) {
            Settlement.Applied applied = settlement.applied().get(i);
            Money none = Money.zero(settlement.groups().get(i).currency());
            keep(AccountId.clearing(settlement.asset(), settlement.period()), none.with(-applied.grossNano()));
            mustSum(applied);
        }
    }

    /** A pool stores no balance: it is what holders have not claimed, their remainders and the carry. */
    private void pool(Pool pool) {
        BigInteger owed = pool.carry();
        List<PoolEntry> entries = of(Drawer.POOL_ENTRY.range(pool.asset(), pool.currency()), PoolEntry.class)
                .toList();
        for (Holding holding :
                of(Drawer.HOLDING.range(pool.asset()), Holding.class).toList()) {
            Holding.Position position = holding.position(pool.currency());
            owed = owed.add(position.remainder());
            for (PoolEntry entry : entries) {
                if (entry.number() > position.entry()) {
                    owed = owed.add(entry.owed(holding));
                }
            }
        }
        BigInteger[] nano = owed.divideAndRemainder(Pool.SCALE);
        if (nano[1].signum() != 0) {
            throw new AssertionError("a fraction of a nano in " + pool + ": " + nano[1]);
        }
        kept.merge(AccountId.pool(pool.asset()) + " " + pool.currency(), nano[0], BigInteger::add);
    }

    private static void mustSum(Settlement.Applied applied) {
        long sum = Stream.of(
                        applied.upstream().stream().map(Settlement.Upstream::nano),
                        applied.contributors().stream().map(Settlement.Share::nano),
                        Stream.of(applied.treasuryNano(), applied.pooled(), applied.ownerNano()))
                .flatMap(parts -> parts)
                .reduce(0L, Math::addExact);
        if (sum != applied.grossNano()) {
            throw new AssertionError("parts of " + sum + " in " + applied);
        }
    }

    private void keep(AccountId account, Money amount) {
        kept.merge(account + " " + amount.currency(), BigInteger.valueOf(amount.nano()), BigInteger::add);
    }

    private <T extends Document> Stream<T> all(Drawer drawer, Class<T> type) {
        return of(drawer.prefix() + "/", type);
    }

    private <T extends Document> Stream<T> of(String range, Class<T> type) {
        return ledger.all(range).values().stream().map(json -> Codec.decode(json, type));
    }
}
