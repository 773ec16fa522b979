package org.stemma.contracts.exactness;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.stemma.api.Codec;
import org.stemma.api.CurrencyCode;
import org.stemma.api.Document;
import org.stemma.api.Drawer;
import org.stemma.api.Envelope;
import org.stemma.api.Money;
import org.stemma.api.WalletId;
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
import org.stemma.contracts.exactness.model.Step;

/**
 * The ledger as its blocks tell it, and the money on it: after every block, what the records keep is what the postings sum
 * to, account by account, and received = paid + payable + pools + clearing + carries + treasury, to the nano.
 */
public final class BlockAudit {
    private final NavigableMap<String, String> state = new TreeMap<>();
    private final Map<String, Map<String, BigInteger>> keptByKey = new HashMap<>();
    private final Map<String, BigInteger> kept = new TreeMap<>();
    private final Map<String, BigInteger> posted = new TreeMap<>();
    private final Map<String, BigInteger> total = new TreeMap<>();
    private final Map<String, PoolBooks> pools = new HashMap<>();
    private final Map<String, Map<String, Holding>> holdings = new HashMap<>();
    private final Set<String> touched = new LinkedHashSet<>();
    private final Set<String> poolsTouched = new LinkedHashSet<>();
    private final TreeSet<String> unsettled = new TreeSet<>();
    private long blocks;

    private static final class PoolBooks {
        BigInteger carry = BigInteger.ZERO;
        final List<PoolEntry> entries = new ArrayList<>();
    }

    /** Takes a block's valid transactions; returns what does not balance after it. */
    public synchronized List<String> block(List<Step> valid) {
        touched.clear();
        poolsTouched.clear();
        valid.forEach(this::take);
        List<String> differences = new ArrayList<>();
        poolsTouched.forEach(pool -> keepPool(pool).ifPresent(differences::add));
        for (String account : touched) {
            BigInteger records = kept.getOrDefault(account, BigInteger.ZERO);
            BigInteger postings = posted.getOrDefault(account, BigInteger.ZERO);
            if (!records.equals(postings)) {
                differences.add(account + ": records keep " + records + " nano, postings sum to " + postings);
            }
        }
        total.forEach((currency, sum) -> {
            if (sum.signum() != 0) {
                differences.add("received is not paid + payable + pools + clearing + carries + treasury, by " + sum
                        + " nano " + currency);
            }
        });
        blocks++;
        return differences;
    }

    private void take(Step step) {
        step.writes().forEach(this::write);
        step.event()
                .ifPresent(
                        event -> Codec.decode(event, Envelope.class).postings().forEach(this::post));
    }

    private void post(Posting posting) {
        BigInteger nano = BigInteger.valueOf(posting.amount().nano());
        String debit = account(posting.debit(), posting.amount());
        String credit = account(posting.credit(), posting.amount());
        posted.merge(debit, nano.negate(), BigInteger::add);
        posted.merge(credit, nano, BigInteger::add);
        touched.add(debit);
        touched.add(credit);
    }

    private static String account(AccountId account, Money amount) {
        return account + " " + amount.currency();
    }

    private void write(String key, Optional<String> value) {
        value.ifPresentOrElse(json -> state.put(key, json), () -> state.remove(key));
        Map<String, BigInteger> now = new HashMap<>();
        Drawer.of(key).ifPresent(drawer -> {
            if (KEEPING.contains(drawer)) {
                value.map(json -> Codec.decode(json, drawer.type())).ifPresent(record -> keep(record, now));
            }
        });
        Map<String, BigInteger> before = keptByKey.getOrDefault(key, Map.of());
        before.forEach((account, nano) -> change(account, nano.negate()));
        now.forEach(this::change);
        if (now.isEmpty()) {
            keptByKey.remove(key);
        } else {
            keptByKey.put(key, now);
        }
    }

    private static final Set<Drawer> KEEPING = Set.of(
            Drawer.WALLET,
            Drawer.CREDIT,
            Drawer.PURSE,
            Drawer.LANE,
            Drawer.TILL,
            Drawer.WITHDRAWAL,
            Drawer.PAYABLE,
            Drawer.RECEIPT,
            Drawer.SETTLEMENT,
            Drawer.POOL,
            Drawer.POOL_ENTRY,
            Drawer.HOLDING,
            Drawer.TREASURY,
            Drawer.TREASURY_FEE);

    private void change(String account, BigInteger nano) {
        kept.merge(account, nano, BigInteger::add);
        total.merge(account.substring(account.lastIndexOf(' ') + 1), nano, BigInteger::add);
        touched.add(account);
    }

    private void keep(Document record, Map<String, BigInteger> into) {
        if (record instanceof Wallet wallet) {
            add(into, AccountId.wallet(wallet.id()), wallet.balance());
        } else if (record instanceof Credit credit) {
            add(into, AccountId.wallet(credit.wallet()), credit.amount());
        } else if (record instanceof Purse purse) {
            add(into, AccountId.purse(purse.grant()), purse.balance());
        } else if (record instanceof Lane lane) {
            add(into, AccountId.lane(lane.grant(), lane.meter()), lane.balance());
        } else if (record instanceof Till till) {
            add(
                    into,
                    AccountId.cash(till.cashier()),
                    till.held().with(-till.held().nano()));
        } else if (record instanceof Withdrawal asked && asked.reference().isEmpty()) {
            add(into, AccountId.withdrawal(asked.id()), asked.amount());
        } else if (record instanceof Treasury treasury) {
            add(into, AccountId.TREASURY, treasury.balance());
        } else if (record instanceof TreasuryFee fee) {
            add(into, AccountId.TREASURY, fee.amount());
        } else if (record instanceof Payable payable) {
            add(into, AccountId.payable(payable.party()), payable.amount());
        } else if (record instanceof Receipt receipt) {
            add(into, AccountId.clearing(receipt.asset(), receipt.period()), receipt.gross());
            unsettled.add(receipt.asset() + "/" + receipt.period());
        } else if (record instanceof Settlement settlement) {
            keepSettlement(settlement, into);
        } else {
            keepShares(record);
        }
    }

    private void keepSettlement(Settlement settlement, Map<String, BigInteger> into) {
        for (int i = 0; i < settlement.applied().size(); i++) {
            Settlement.Applied applied = settlement.applied().get(i);
            Money none = Money.zero(settlement.groups().get(i).currency());
            add(into, AccountId.clearing(settlement.asset(), settlement.period()), none.with(-applied.grossNano()));
        }
        if (settlement.state() == Settlement.State.PAID) {
            unsettled.remove(settlement.asset() + "/" + settlement.period());
        }
    }

    private void keepShares(Document record) {
        if (record instanceof Pool pool) {
            poolsTouched.add(pool.asset() + " " + pool.currency());
            books(pool.asset() + " " + pool.currency()).carry = pool.carry();
        } else if (record instanceof PoolEntry entry) {
            books(entry.asset() + " " + entry.currency()).entries.add(entry);
        } else if (record instanceof Holding holding) {
            String asset = holding.asset().value();
            holdings.computeIfAbsent(asset, key -> new TreeMap<>()).put(holding.holder(), holding);
            pools.keySet().stream().filter(pool -> pool.startsWith(asset + " ")).forEach(poolsTouched::add);
        }
    }

    private PoolBooks books(String pool) {
        return pools.computeIfAbsent(pool, key -> new PoolBooks());
    }

    /** A pool stores no balance: it is what holders have not claimed, their remainders and the carry. */
    private Optional<String> keepPool(String pool) {
        String asset = pool.substring(0, pool.indexOf(' '));
        PoolBooks books = books(pool);
        BigInteger owed = books.carry;
        CurrencyCode currency = new CurrencyCode(pool.substring(pool.indexOf(' ') + 1));
        for (Holding holding : holdings.getOrDefault(asset, Map.of()).values()) {
            Holding.Position position = holding.position(currency);
            owed = owed.add(position.remainder());
            for (PoolEntry entry : books.entries.subList((int) position.entry(), books.entries.size())) {
                owed = owed.add(entry.owed(holding));
            }
        }
        BigInteger[] nano = owed.divideAndRemainder(Pool.SCALE);
        String account = "pool/" + pool;
        change(account, nano[0].subtract(kept.getOrDefault(account, BigInteger.ZERO)));
        return nano[1].signum() == 0
                ? Optional.empty()
                : Optional.of(account + ": " + nano[1] + " of 10^18 parts of a nano have come from nowhere or gone");
    }

    private static void add(Map<String, BigInteger> into, AccountId account, Money amount) {
        if (!amount.isZero()) {
            into.merge(account(account, amount), BigInteger.valueOf(amount.nano()), BigInteger::add);
        }
    }

    /** The postings' balances that are not zero, by account and currency, in nano. */
    public synchronized Map<String, BigInteger> balances() {
        Map<String, BigInteger> open = new TreeMap<>(posted);
        open.values().removeIf(nano -> nano.signum() == 0);
        return open;
    }

    /** How many blocks were checked. */
    public synchronized long blocks() {
        return blocks;
    }

    public synchronized <T extends Document> Optional<T> find(Drawer drawer, Class<T> type, Object... parts) {
        return Optional.ofNullable(state.get(drawer.key(parts))).map(json -> Codec.decode(json, type));
    }

    /** What lies under a key. */
    public synchronized Optional<String> text(String key) {
        return Optional.ofNullable(state.get(key));
    }

    /** At most so many records whose keys begin with these parts. */
    public synchronized <T extends Document> List<T> scan(Drawer drawer, Class<T> type, int most, Object... parts) {
        String range = drawer.range(parts);
        return state.subMap(range, true, Drawer.after(range), false).values().stream()
                .limit(most)
                .map(json -> Codec.decode(json, type))
                .toList();
    }

    /** The periods of an asset that have receipts and are not settled: {@code ASSET/PERIOD}, in order. */
    public synchronized List<String> unsettled() {
        return List.copyOf(unsettled);
    }

    /** What a wallet can spend once it folds these credits. */
    synchronized BigInteger available(WalletId wallet, int folds) {
        return scan(Drawer.CREDIT, Credit.class, folds, wallet).stream()
                .map(credit -> BigInteger.valueOf(credit.amount().nano()))
                .reduce(
                        find(Drawer.WALLET, Wallet.class, wallet)
                                .map(one -> BigInteger.valueOf(one.balance().nano()))
                                .orElse(BigInteger.ZERO),
                        BigInteger::add);
    }

    public synchronized long poolEntries(String asset, String currency) {
        return pools.containsKey(asset + " " + currency)
                ? books(asset + " " + currency).entries.size()
                : 0;
    }

    public synchronized List<Holding> holdings(String asset) {
        return List.copyOf(holdings.getOrDefault(asset, Map.of()).values());
    }
}
