package org.stemma.contracts.account;

import java.util.List;
import java.util.Optional;
import org.stemma.api.Drawer;
import org.stemma.api.GrantId;
import org.stemma.api.MeterId;
import org.stemma.api.Money;
import org.stemma.api.WalletId;
import org.stemma.api.account.AccountId;
import org.stemma.api.account.Lane;
import org.stemma.api.account.Purse;
import org.stemma.contracts.kernel.Tx;

/** Purses and lanes as other rooms use them: opened with a grant, charged by reports, returned at the end. */
public final class Lanes {
    private final AccountBook book;
    private final Accounts accounts;

    public Lanes(Tx tx) {
        this.book = new AccountBook(tx);
        this.accounts = new Accounts(tx);
    }

    /** What a report charged to a lane, and which part of it could not be paid. */
    public record Charged(Money charge, Money owed) {}

    /**
     * Opens a purse with what was prepaid from a wallet, and a lane per meter. A grant that no meter may charge, and for
     * which nothing was prepaid, has neither.
     */
    public void open(GrantId grant, List<MeterId> meters, Money prepaid, Money lowMark, Optional<Long> quota) {
        if (meters.isEmpty() && prepaid.isZero()) {
            return;
        }
        Money left = prepaid;
        Optional<Long> laneQuota = LaneRules.firstQuota(quota, meters.size());
        for (MeterId meter : meters) {
            Money fill = LaneRules.firstFill(left, lowMark);
            Money none = prepaid.with(0);
            book.save(new Lane(grant, meter, fill, lowMark, laneQuota, 0, none, 0));
            accounts.post(AccountId.purse(grant), AccountId.lane(grant, meter), fill);
            left = left.minus(fill);
        }
        Optional<Long> purseQuota = quota.map(units -> meters.size() == 1 ? 0L : units);
        book.save(new Purse(grant, left, purseQuota));
    }

    public static String keyOf(GrantId grant, MeterId meter) {
        return Drawer.LANE.key(grant, meter);
    }

    public Optional<Purse> purse(GrantId grant) {
        return book.purse(grant);
    }

    public Optional<Lane> lane(GrantId grant, MeterId meter) {
        return book.lane(grant, meter);
    }

    /** Charges units to a lane, as payments due to an asset. What can't be paid is owed. */
    public Charged charge(GrantId grant, MeterId meter, long rateNano, long perUnits, long units, Accounts.Due due) {
        Lane lane = book.lane(grant, meter).orElseThrow();
        LaneRules.Rate rate = new LaneRules.Rate(rateNano, perUnits);
        // A read that is not needed is a round trip, and a conflict whenever another meter's lane is filled.
        Purse purse = LaneRules.isEnough(lane, rate, units)
                ? LaneRules.untouched(lane)
                : book.purse(grant).orElseThrow();
        LaneRules.Charge charge = LaneRules.charge(lane, purse, rate, units);
        if (!charge.purse().equals(purse)) {
            Money filled = purse.balance().minus(charge.purse().balance());
            accounts.post(AccountId.purse(grant), AccountId.lane(grant, meter), filled);
            book.save(charge.purse());
        }
        book.save(charge.lane());
        accounts.receive(
                AccountId.lane(grant, meter),
                new Accounts.Due(
                        due.asset(),
                        due.version(),
                        due.usagePeriod(),
                        due.kind(),
                        charge.paid(),
                        due.grant(),
                        due.source()));
        return new Charged(charge.charge(), charge.owed());
    }

    /** Returns what the purse holds, if there is one, to a wallet. Its units stay for usage that is still to be reported. */
    public void returnPurse(GrantId grant, WalletId wallet) {
        book.purse(grant).ifPresent(purse -> {
            accounts.credit(wallet, purse.balance(), AccountId.purse(grant));
            book.save(new Purse(grant, purse.balance().with(0), purse.quotaLeft()));
        });
    }

    /** Returns what a lane holds to a wallet. */
    public Money returnLane(GrantId grant, MeterId meter, WalletId wallet) {
        Lane lane = book.lane(grant, meter).orElseThrow();
        accounts.credit(wallet, lane.balance(), AccountId.lane(grant, meter));
        book.save(new Lane(
                grant,
                meter,
                lane.balance().with(0),
                lane.lowMark(),
                lane.quotaLeft().map(units -> 0L),
                lane.carry(),
                lane.owed(),
                lane.units()));
        return lane.balance();
    }
}
