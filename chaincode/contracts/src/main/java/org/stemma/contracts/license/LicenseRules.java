package org.stemma.contracts.license;

import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.stemma.api.AssetId;
import org.stemma.api.MeterId;
import org.stemma.api.Money;
import org.stemma.api.PartyId;
import org.stemma.api.Ppm;
import org.stemma.api.Refused;
import org.stemma.api.account.AccountRefusal;
import org.stemma.api.asset.Asset;
import org.stemma.api.kernel.Charter;
import org.stemma.api.license.Grant;
import org.stemma.api.license.LicenseCommand;
import org.stemma.api.license.LicenseRefusal;
import org.stemma.api.license.Terms;
import org.stemma.api.license.Terms.Price;
import org.stemma.api.usage.UsageRefusal;

/** The law of grants: what a purchase needs, what a grant allows, and until when. */
public final class LicenseRules {
    private static final long LOW_MARK_PARTS = 10;

    private LicenseRules() {}

    /** What is paid for a grant when it is bought. */
    record Bill(Money fee, Money prepaid, Money lowMark) {}

    static Money feeOf(Price price, Money none) {
        if (price instanceof Price.OneTime once) {
            return once.fee();
        }
        return price instanceof Price.PerUnit unit ? unit.fee() : none;
    }

    /** The bill of a purchase; empty if the grant costs nothing and never will. */
    static Optional<Bill> bill(LicenseCommand.BuyGrant command, Price price) {
        if (price instanceof Price.Free) {
            return Optional.empty();
        }
        Money none = Money.zero(
                price instanceof Price.OneTime once
                        ? once.fee().currency()
                        : ((Price.PerUnit) price).rate().currency());
        Money fee = feeOf(price, none);
        Money most = sameCurrency(command.maxFee().orElse(none), none);
        Refused.unless(
                fee.compareTo(most) <= 0, LicenseRefusal.FEE_ABOVE_MAX, "fee", fee.amount(), "maxFee", most.amount());
        Money prepaid = sameCurrency(command.prepay().orElse(none), none);
        Money lowMark = sameCurrency(command.lowMark().orElse(none.with(prepaid.nano() / LOW_MARK_PARTS)), none);
        Refused.unless(
                !prepaid.isNegative() && !lowMark.isNegative() && !most.isNegative(),
                AccountRefusal.AMOUNT_NOT_POSITIVE,
                "prepay",
                prepaid.amount(),
                "lowMark",
                lowMark.amount());
        return Optional.of(new Bill(fee, prepaid, lowMark));
    }

    private static Money sameCurrency(Money money, Money price) {
        Refused.unless(
                money.currency().equals(price.currency()),
                AccountRefusal.CURRENCY_MISMATCH,
                "asked",
                money.currency(),
                "price",
                price.currency());
        return money;
    }

    /** Refuses meters that the offer does not name, and a metered grant without one. */
    static void mustBeAgreed(Asset.Offer offer, List<MeterId> meters, Price price) {
        meters.forEach(meter ->
                Refused.unless(offer.meters().contains(meter), LicenseRefusal.METER_NOT_AGREED, "meter", meter));
        Refused.unless(
                !(price instanceof Price.PerUnit) || !meters.isEmpty(),
                LicenseRefusal.METER_NEEDED,
                "member",
                "meters");
    }

    static void mustServe(Terms terms, Terms.Purpose purpose) {
        Refused.unless(
                terms.purposes().isEmpty() || terms.purposes().contains(purpose),
                LicenseRefusal.PURPOSE_DENIED,
                "asked",
                purpose,
                "allowed",
                terms.purposes());
    }

    /** The end of a grant that is bought now. */
    static Optional<Instant> validUntil(Terms terms, Instant now) {
        return terms.termSeconds().map(now::plusSeconds);
    }

    /** Refuses unless the grant is in force at a time. */
    public static void mustBeInForce(Grant grant, Instant at) {
        Refused.unless(
                grant.closedAt().isEmpty() || at.isBefore(grant.closedAt().get()),
                LicenseRefusal.GRANT_CLOSED,
                "grant",
                grant.id(),
                "closedAt",
                grant.closedAt().map(Instant::toString).orElse(""));
        mustBeWithinTerm(grant, at);
    }

    /**
     * Refuses usage of a time that the grant does not pay. A closing has a time that its client gave, and a meter serves
     * until it has the block; so what was used before any block could have it at the latest is payable, from the lane.
     */
    public static void mustPayFor(Grant grant, Instant at, Charter charter) {
        Optional<Instant> until = grant.closedAt().map(closed -> charter.closableFrom(charter.epochOf(closed)));
        Refused.unless(
                until.isEmpty() || at.isBefore(until.get()),
                LicenseRefusal.GRANT_CLOSED,
                "grant",
                grant.id(),
                "closedAt",
                grant.closedAt().map(Instant::toString).orElse(""),
                "payableUntil",
                until.map(Instant::toString).orElse(""));
        mustBeWithinTerm(grant, at);
    }

    private static void mustBeWithinTerm(Grant grant, Instant at) {
        Refused.unless(
                !at.isBefore(grant.validFrom())
                        && (grant.validUntil().isEmpty()
                                || at.isBefore(grant.validUntil().get())),
                LicenseRefusal.EXPIRED,
                "grant",
                grant.id(),
                "at",
                at,
                "validFrom",
                grant.validFrom(),
                "validUntil",
                grant.validUntil().map(Instant::toString).orElse(""));
    }

    /** Refuses an action or a purpose that grant and terms do not allow. */
    static void mustAllow(Grant grant, Terms terms, Terms.Action action, Terms.Purpose purpose) {
        Terms.Permission permission = terms.permission(action);
        Refused.unless(
                permission == Terms.Permission.ALLOW || permission == Terms.Permission.PRICED,
                LicenseRefusal.ACTION_DENIED,
                "action",
                action,
                "permission",
                permission);
        mustServe(terms, purpose);
        Refused.unless(
                grant.purpose() == purpose,
                LicenseRefusal.PURPOSE_DENIED,
                "asked",
                purpose,
                "granted",
                grant.purpose());
    }

    /** Refuses a meter that the grant does not name. */
    public static void mustName(Grant grant, MeterId meter) {
        Refused.unless(
                grant.meters().contains(meter), LicenseRefusal.METER_NOT_NAMED, "grant", grant.id(), "meter", meter);
    }

    static void mustBeFor(Grant grant, AssetId asset) {
        Refused.unless(
                grant.asset().equals(asset), LicenseRefusal.OTHER_ASSET, "granted", grant.asset(), "asked", asset);
    }

    /** The share that a parent takes, if this grant lets the owner of a new version derive from it now. */
    static Ppm mustAllowDerivation(
            Grant grant, Terms terms, AssetId parent, long version, PartyId owner, boolean fineTune, Instant now) {
        Terms.Action action = fineTune ? Terms.Action.FINE_TUNE : Terms.Action.TRAIN;
        Terms.Permission permission = terms.permission(action);
        boolean allows = grant.asset().equals(parent)
                && grant.version() == version
                && grant.licensee().equals(owner)
                && (permission == Terms.Permission.ALLOW || permission == Terms.Permission.PRICED);
        Refused.unless(
                allows,
                LicenseRefusal.NO_GRANT_FOR_PARENT,
                "parent",
                parent,
                "version",
                version,
                "grant",
                grant.id(),
                "action",
                action,
                "owner",
                owner);
        mustBeInForce(grant, now);
        return terms.upstream();
    }

    /** Refuses units that neither the quota nor what was prepaid covers. */
    static void mustCover(Price price, long units, Optional<Long> unitsLeft, Optional<Money> funds) {
        Refused.unless(units > 0, UsageRefusal.UNITS_INVALID, "units", units);
        Refused.unless(
                unitsLeft.isEmpty() || units <= unitsLeft.get(),
                LicenseRefusal.QUOTA_EXCEEDED,
                "asked",
                units,
                "allowed",
                unitsLeft.orElse(0L));
        if (price instanceof Price.PerUnit unit) {
            BigInteger cost = BigInteger.valueOf(unit.rate().nano())
                    .multiply(BigInteger.valueOf(units))
                    .divide(BigInteger.valueOf(unit.perUnits()));
            long available = funds.map(Money::nano).orElse(0L);
            Refused.unless(
                    cost.compareTo(BigInteger.valueOf(available)) <= 0,
                    LicenseRefusal.FUNDS_EXHAUSTED,
                    "asked",
                    Money.decimal(cost),
                    "available",
                    Money.decimal(BigInteger.valueOf(available)));
        }
    }

    /** The closed grant. Ledger times are not monotonic: it is never closed before it began. */
    static Grant close(Grant grant, Instant now) {
        Refused.unless(grant.closedAt().isEmpty(), LicenseRefusal.GRANT_CLOSED, "grant", grant.id());
        Instant at = now.isBefore(grant.validFrom()) ? grant.validFrom() : now;
        return with(grant, Optional.of(at), grant.lanesReleased(), grant.suspended());
    }

    /** The grant once usage was reported that it can't pay. */
    public static Grant suspend(Grant grant) {
        return with(grant, grant.closedAt(), grant.lanesReleased(), true);
    }

    /**
     * The grant with its lanes released.
     *
     * @param endPeriod the period in which it was closed or expired
     * @param usageWindow how many periods after that usage may still be reported
     */
    static Grant release(Grant grant, long endPeriod, long usageWindow, long period) {
        Refused.unless(!grant.lanesReleased(), LicenseRefusal.LANES_RELEASED, "grant", grant.id());
        Refused.unless(
                period > Math.addExact(endPeriod, usageWindow),
                LicenseRefusal.LANES_IN_USE,
                "grant",
                grant.id(),
                "period",
                period,
                "releasedAfter",
                Math.addExact(endPeriod, usageWindow));
        return with(grant, grant.closedAt(), true, grant.suspended());
    }

    private static Grant with(Grant grant, Optional<Instant> closedAt, boolean released, boolean suspended) {
        return new Grant(
                grant.id(),
                grant.licensee(),
                grant.organisation(),
                grant.asset(),
                grant.version(),
                grant.terms(),
                grant.price(),
                grant.purpose(),
                grant.currency(),
                grant.wallet(),
                grant.meters(),
                grant.meterKeys(),
                grant.validFrom(),
                grant.validUntil(),
                closedAt,
                released,
                suspended,
                grant.command());
    }
}
