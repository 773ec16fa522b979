package org.stemma.gateway.readmodel;

import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stemma.api.Codec;
import org.stemma.api.Drawer;
import org.stemma.api.MalformedException;
import org.stemma.api.Money;
import org.stemma.api.account.AccountId;
import org.stemma.api.asset.Asset;

/**
 * What successive blocks make of the tables, gathered so that the database is told once. The result does not depend on
 * how blocks are divided into batches. Reads of the database only what {@link Stored} gives. Used by one thread.
 */
final class Batch {
    private static final Logger LOG = LoggerFactory.getLogger(Batch.class);
    private static final long NANOS = 1_000_000_000L;

    /** What the tables hold before the batch. */
    interface Stored {
        boolean hasTransaction(String id);

        Optional<Asset> asset(String key);
    }

    /** A key's last value, with the fields under which lists find it; absent means deleted. */
    private record Change(Optional<String> value, TransactionRow row, List<Object[]> fields) {}

    /** An account of a currency that has a stored balance beside its postings. */
    record Account(String account, String currency) implements Comparable<Account> {
        private static final Set<String> STORED = Set.of("wallet", "purse", "lane", "pool", "treasury");

        static boolean isStored(AccountId account) {
            return STORED.contains(account.kind());
        }

        @Override
        public int compareTo(Account other) {
            int byAccount = account.compareTo(other.account);
            return byAccount != 0 ? byAccount : currency.compareTo(other.currency);
        }
    }

    /** A payable that was taken away before the database knew of it, or that it knows. */
    record Ended(String key, TransactionRow by) {}

    private final Stored stored;
    private final Map<ModelTable, List<Object[]>> rows = new HashMap<>();
    private final Map<String, Change> changes = new LinkedHashMap<>();
    private final List<Ended> ended = new ArrayList<>();
    private final Set<String> transactions = new HashSet<>();
    private final Map<Account, BigInteger> moved = new TreeMap<>();

    Batch(Stored stored) {
        this.stored = stored;
        for (ModelTable table : ModelTable.values()) {
            rows.put(table, new ArrayList<>());
        }
    }

    void add(LedgerBlock block) {
        Instant latest = block.transactions().stream()
                .map(transaction -> transaction.row().at())
                .max(Instant::compareTo)
                .orElse(Instant.EPOCH);
        row(ModelTable.BLOCK, block.number(), block.transactions().size(), block.dataHash(), nanos(latest));
        Map<String, Change> inBlock = new LinkedHashMap<>();
        for (LedgerBlock.LedgerTransaction transaction : block.transactions()) {
            add(transaction.row());
            transaction.envelope().ifPresent(envelope -> add(transaction.row(), envelope));
            // The last writer wins, in the order of the block.
            transaction
                    .writes()
                    .forEach(
                            write -> inBlock.put(write.key(), new Change(write.value(), transaction.row(), List.of())));
        }
        inBlock.forEach(this::keepEnded);
        changes.putAll(inBlock);
        // As of the end of the block: an asset that a grant names may have come in it.
        inBlock.forEach((key, change) -> change.value()
                .ifPresent(value -> changes.put(key, new Change(change.value(), change.row(), fields(key, value)))));
    }

    private void add(TransactionRow row) {
        // Fabric marks a transaction that was sent twice DUPLICATE_TXID; the first one is what happened.
        boolean known = !transactions.add(row.id()) || (!row.valid() && stored.hasTransaction(row.id()));
        if (!known) {
            row(
                    ModelTable.TX,
                    row.id(),
                    row.block(),
                    row.index(),
                    row.code(),
                    row.function(),
                    row.command().orElse(null),
                    row.request().orElse(null),
                    row.answer().orElse(null),
                    row.mspId(),
                    row.subject(),
                    String.join(",", row.endorsers()),
                    nanos(row.at()),
                    row.epoch().orElse(null),
                    row.period().orElse(null));
            for (BatchedCommand command : BatchedCommand.of(row)) {
                row(ModelTable.TX_COMMAND, row.id(), command.place(), command.function(), command.request());
            }
        }
    }

    private void add(TransactionRow row, EventEnvelope envelope) {
        int n = 0;
        for (var posting : envelope.postings()) {
            row(
                    ModelTable.POSTING,
                    row.block(),
                    row.id(),
                    n++,
                    posting.amount().currency().value(),
                    posting.debit().value(),
                    posting.credit().value(),
                    posting.amount().nano());
            move(posting.credit(), posting.amount(), 1);
            move(posting.debit(), posting.amount(), -1);
        }
        n = 0;
        Map<Integer, String> functions = new HashMap<>();
        BatchedCommand.of(row).forEach(command -> functions.put(command.place(), command.function()));
        for (var event : envelope.events()) {
            row(
                    ModelTable.EVENT,
                    row.block(),
                    row.id(),
                    n++,
                    event.type(),
                    event.json(),
                    event.command().map(functions::get).orElse(null));
        }
    }

    private void move(AccountId account, Money amount, int sign) {
        if (Account.isStored(account)) {
            moved.merge(
                    new Account(account.value(), amount.currency().value()),
                    BigInteger.valueOf(amount.nano()).multiply(BigInteger.valueOf(sign)),
                    BigInteger::add);
        }
    }

    /** A claim takes payables away; what was claimed is still to be explained. */
    private void keepEnded(String key, Change change) {
        if (change.value().isPresent() || !Drawer.of(key).equals(Optional.of(Drawer.PAYABLE))) {
            return;
        }
        Change before = changes.get(key);
        if (before == null) {
            ended.add(new Ended(key, change.row()));
        } else if (before.value().isPresent()) {
            row(
                    ModelTable.ENDED,
                    key,
                    before.value().get(),
                    before.row().block(),
                    before.row().id(),
                    change.row().block(),
                    change.row().id());
        }
    }

    private List<Object[]> fields(String key, String value) {
        Optional<Drawer> drawer = Drawer.of(key).filter(IndexedFields::has);
        if (drawer.isEmpty()) {
            return List.of();
        }
        List<Object[]> fields = new ArrayList<>();
        try {
            IndexedFields.of(drawer.get(), Codec.decode(value, drawer.get().type()), this::asset)
                    .forEach((field, texts) -> texts.forEach(text -> fields.add(new Object[] {key, field, text})));
        } catch (MalformedException e) {
            // Only lists miss it; halting here would take everything else down as well.
            LOG.error("{} is not of its form and is not indexed: {}", key, e.getMessage());
        }
        return fields;
    }

    private Optional<Asset> asset(Object id) {
        String key = Drawer.ASSET.key(id);
        Change changed = changes.get(key);
        return changed == null ? stored.asset(key) : changed.value().map(json -> Codec.decode(json, Asset.class));
    }

    private void row(ModelTable table, @org.jspecify.annotations.Nullable Object... values) {
        rows(table).add(values);
    }

    /** Rows to insert, each with the values of {@link ModelTable#insert}. */
    List<Object[]> rows(ModelTable table) {
        return rows.computeIfAbsent(table, absent -> new ArrayList<>());
    }

    /** Payables in the database that the batch takes away: their rows move to {@link ModelTable#ENDED} first. */
    List<Ended> ended() {
        return ended;
    }

    /** The keys whose rows in the state are to be deleted before {@link #addState}. */
    Collection<String> changed() {
        return changes.keySet();
    }

    /** Of the changed keys those that may have fields. */
    List<String> indexed() {
        return changes.keySet().stream()
                .filter(key -> Drawer.of(key).filter(IndexedFields::has).isPresent())
                .toList();
    }

    /** Of the changed keys those of what waits to be taken. */
    List<String> pending() {
        return changes.keySet().stream()
                .filter(key -> Pending.drawer(key).isPresent())
                .toList();
    }

    /** What the postings added to the accounts that have a stored balance, in the order of the accounts. */
    Map<Account, BigInteger> moved() {
        return moved;
    }

    /** Makes rows of the last values. Once, at the end. */
    void addState() {
        changes.forEach((key, change) -> change.value().ifPresent(value -> {
            row(ModelTable.STATE, key, value, change.row().block(), change.row().id());
            rows(ModelTable.STATE_FIELD).addAll(change.fields());
            Pending.drawer(key).ifPresent(drawer -> addPending(key, drawer, value));
        }));
    }

    private void addPending(String key, Drawer drawer, String value) {
        try {
            Pending pending = Pending.of(drawer, Codec.decode(value, drawer.type()));
            row(
                    ModelTable.WAITING,
                    key,
                    Pending.range(key),
                    pending.amount().currency().value(),
                    nanos(pending.at()),
                    pending.amount().nano());
        } catch (MalformedException e) {
            LOG.error("{} is not of its form and waits for nobody: {}", key, e.getMessage());
        }
    }

    private static long nanos(Instant time) {
        return Math.addExact(Math.multiplyExact(time.getEpochSecond(), NANOS), time.getNano());
    }

    static Instant instant(long nanos) {
        return Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS), Math.floorMod(nanos, NANOS));
    }
}
