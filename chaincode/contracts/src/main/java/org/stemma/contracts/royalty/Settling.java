package org.stemma.contracts.royalty;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.stemma.api.AssetId;
import org.stemma.api.CurrencyCode;
import org.stemma.api.Money;
import org.stemma.api.Outcome;
import org.stemma.api.PartyId;
import org.stemma.api.Refused;
import org.stemma.api.account.AccountId;
import org.stemma.api.account.Receipt;
import org.stemma.api.asset.Asset;
import org.stemma.api.asset.AssetVersion;
import org.stemma.api.royalty.Payable;
import org.stemma.api.royalty.RoyaltyEvent;
import org.stemma.api.royalty.RoyaltyRefusal;
import org.stemma.api.royalty.Settlement;
import org.stemma.api.royalty.Settlement.Applied;
import org.stemma.api.royalty.Settlement.Group;
import org.stemma.contracts.account.Accounts;
import org.stemma.contracts.account.Treasuries;
import org.stemma.contracts.asset.AssetBook;
import org.stemma.contracts.kernel.Tx;

/** One step of settling a closed period: folds a page of receipts; once all are folded, pays groups. */
final class Settling {
    /** A step pays groups until it has written about this many records. */
    private static final int WRITES_PER_STEP = 256;

    private final Tx tx;
    private final RoyaltyBook book;
    private final AssetBook assets;
    private final Accounts accounts;
    private final SortedMap<CurrencyCode, Long> fees = new TreeMap<>();

    Settling(Tx tx) {
        this.tx = tx;
        this.book = new RoyaltyBook(tx);
        this.assets = new AssetBook(tx);
        this.accounts = new Accounts(tx);
    }

    Outcome step(AssetId id, long period) {
        Asset asset = assets.asset(id);
        Refused.unless(
                period >= 1 && period < tx.period() && tx.isClosed(period),
                RoyaltyRefusal.PERIOD_OPEN,
                "asset",
                id,
                "period",
                period);
        Settlement before = book.find(id, period).orElse(RoyaltyRules.begin(id, period));
        RoyaltyRules.mustBeOpen(before);
        List<Receipt> page = accounts.receipts(id, period, before.cursor(), RoyaltyRules.MAX_FOLDED);
        Settlement folded = RoyaltyRules.fold(before, page);
        Refused.unless(folded.receipts() > 0, RoyaltyRefusal.NOTHING_TO_SETTLE, "asset", id, "period", period);
        boolean complete = page.size() < RoyaltyRules.MAX_FOLDED;
        Settlement after = complete ? pay(asset, folded) : folded;
        book.save(after);
        tell(after);
        return new Outcome(id + "." + period, Optional.of((long) after.applied().size()));
    }

    private void tell(Settlement after) {
        boolean paid = after.state() == Settlement.State.PAID;
        tx.tell(
                paid
                        ? new RoyaltyEvent.Settled(after.asset(), after.period(), after.receipts())
                        : new RoyaltyEvent.Folded(after.asset(), after.period(), after.receipts()));
    }

    private Settlement pay(Asset asset, Settlement folded) {
        Settlement settlement = folded;
        int writes = 0;
        while (settlement.state() != Settlement.State.PAID && writes < WRITES_PER_STEP) {
            int index = settlement.applied().size();
            Group group = settlement.groups().get(index);
            AssetVersion version = assets.version(asset, group.version());
            Applied applied = RoyaltyRules.divide(
                    group,
                    tx.charter().rulesFor(group.usagePeriod()),
                    version,
                    asset.owner(),
                    asset.sharesAt(group.usagePeriod()).isPresent());
            pay(settlement, index, applied);
            settlement = RoyaltyRules.apply(settlement, applied);
            writes += applied.upstream().size() + applied.contributors().size() + 1;
        }
        collectFees(asset.id(), folded.period());
        if (settlement.state() == Settlement.State.PAID) {
            distribute(asset, settlement);
        }
        return settlement;
    }

    /** One fee per step and currency, however many groups it paid. */
    private void collectFees(AssetId asset, long period) {
        Treasuries treasuries = new Treasuries(tx);
        fees.forEach((currency, nano) ->
                treasuries.collect(asset, period, Money.zero(currency).with(nano)));
    }

    /** Once all is divided, one entry per usage period and currency, however many groups and holders there are. */
    private void distribute(Asset asset, Settlement settlement) {
        Map<PoolShare, Long> sums =
                new TreeMap<>(Comparator.comparingLong(PoolShare::usagePeriod).thenComparing(PoolShare::currency));
        for (int i = 0; i < settlement.groups().size(); i++) {
            Group group = settlement.groups().get(i);
            PoolShare share = new PoolShare(group.usagePeriod(), group.currency());
            sums.merge(share, settlement.applied().get(i).pooled(), Math::addExact);
        }
        sums.forEach((share, nano) -> distribute(asset, settlement, share, nano));
    }

    private void distribute(Asset asset, Settlement settlement, PoolShare share, long nano) {
        if (nano > 0) {
            long units = asset.sharesAt(share.usagePeriod()).orElseThrow().units();
            PoolRules.Distribution made = PoolRules.distribute(
                    book.pool(settlement.asset(), share.currency()),
                    nano,
                    units,
                    share.usagePeriod(),
                    settlement.period());
            book.append(made);
            Money amount = Money.zero(share.currency()).with(nano);
            accounts.setAside(AccountId.clearing(settlement.asset(), settlement.period()), settlement.asset(), amount);
            tx.tell(new RoyaltyEvent.Distributed(
                    settlement.asset(), share.currency(), made.entry().number(), share.usagePeriod(), amount));
        }
    }

    private record PoolShare(long usagePeriod, CurrencyCode currency) {}

    private void pay(Settlement settlement, int index, Applied applied) {
        Group group = settlement.groups().get(index);
        Money none = Money.zero(group.currency());
        AccountId clearing = AccountId.clearing(settlement.asset(), settlement.period());
        fees.merge(group.currency(), applied.treasuryNano(), Math::addExact);
        for (Settlement.Upstream part : applied.upstream()) {
            accounts.receive(
                    clearing,
                    new Accounts.Due(
                            part.asset(),
                            part.version(),
                            group.usagePeriod(),
                            Receipt.Kind.UPSTREAM,
                            none.with(part.nano()),
                            Optional.empty(),
                            Optional.of(settlement.asset() + "/" + settlement.period())));
        }
        for (Settlement.Share part : applied.contributors()) {
            owe(settlement, index, part.party(), Payable.Reason.CONTRIBUTOR, none.with(part.nano()));
        }
        owe(settlement, index, applied.owner(), Payable.Reason.OWNER, none.with(applied.ownerNano()));
    }

    private void owe(Settlement settlement, int group, PartyId party, Payable.Reason reason, Money amount) {
        if (amount.isPositive()) {
            accounts.owe(AccountId.clearing(settlement.asset(), settlement.period()), party, amount);
            book.add(new Payable(
                    tx.nextId(),
                    party,
                    Optional.of(settlement.asset()),
                    settlement.period(),
                    Optional.of(group),
                    Optional.empty(),
                    reason,
                    amount,
                    tx.now()));
        }
    }
}
