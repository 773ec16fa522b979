package org.stemma.contracts.license;

import java.util.ArrayList;
import java.util.List;
import org.stemma.api.MeterId;
import org.stemma.api.Money;
import org.stemma.api.Refused;
import org.stemma.api.asset.Asset;
import org.stemma.api.asset.AssetLimits;
import org.stemma.api.kernel.Charter;
import org.stemma.api.license.LicenseRefusal;
import org.stemma.api.license.Terms;
import org.stemma.api.license.Terms.Price;

/** The law of terms and offers. */
final class TermsRules {
    private static final long MAX_TERM_SECONDS = 100L * 366 * 86_400;
    private static final long MAX_UNITS = 1L << 50;
    private static final long MAX_PER_UNITS = 1_000_000_000_000L;

    private TermsRules() {}

    /** Refuses terms that contradict themselves or can't be charged. */
    static void mustBeSound(Charter charter, Terms terms) {
        mustHold(
                terms.actions().values().stream().anyMatch(permission -> permission != Terms.Permission.DENY),
                "actions");
        mustHold(
                terms.purposes().stream().distinct().count() == terms.purposes().size(), "purposes");
        mustHold(terms.termSeconds().stream().allMatch(seconds -> within(seconds, 1, MAX_TERM_SECONDS)), "termSeconds");
        mustHold(terms.quotaUnits().stream().allMatch(units -> within(units, 1, MAX_UNITS)), "quotaUnits");
        // Only what is reported is counted: a quota of anything else would be declared and never enforced.
        mustHold(terms.quotaUnits().isEmpty() || terms.price() instanceof Price.PerUnit, "quotaUnits");
        mustHold(
                !terms.actions().containsValue(Terms.Permission.PRICED) || !(terms.price() instanceof Price.Free),
                "price");
        if (terms.price() instanceof Price.OneTime once) {
            mustBeMoney(charter, once.fee(), "price.fee");
            mustHold(once.fee().isPositive(), "price.fee");
        } else if (terms.price() instanceof Price.PerUnit unit) {
            mustBeMoney(charter, unit.fee(), "price.fee");
            mustBeMoney(charter, unit.rate(), "price.rate");
            mustHold(unit.rate().isPositive(), "price.rate");
            mustHold(unit.rate().currency().equals(unit.fee().currency()), "price.rate");
            mustHold(within(unit.perUnits(), 1, MAX_PER_UNITS), "price.perUnits");
        }
    }

    private static void mustBeMoney(Charter charter, Money money, String member) {
        mustHold(!money.isNegative() && charter.currency(money.currency()).isPresent(), member);
    }

    private static void mustHold(boolean holds, String member) {
        Refused.unless(holds, LicenseRefusal.TERMS_INVALID, "member", member);
    }

    private static boolean within(long value, long least, long most) {
        return value >= least && value <= most;
    }

    /** The offers with one more; the same terms again replace their meters. */
    static List<Asset.Offer> offer(Asset asset, Terms terms, List<MeterId> meters) {
        mustBeMeters(meters);
        boolean metered = terms.price() instanceof Price.PerUnit;
        Refused.unless(!metered || !meters.isEmpty(), LicenseRefusal.METER_NEEDED, "asset", asset.id());
        List<Asset.Offer> offers = new ArrayList<>(asset.offers());
        offers.removeIf(offer -> offer.terms().equals(terms.id()));
        offers.add(new Asset.Offer(terms.id(), meters));
        Refused.unless(offers.size() <= AssetLimits.MAX_OFFERS, LicenseRefusal.TOO_MANY_OFFERS, "asset", asset.id());
        return offers;
    }

    static void mustBeMeters(List<MeterId> meters) {
        Refused.unless(
                meters.size() <= AssetLimits.MAX_METERS
                        && meters.stream().distinct().count() == meters.size(),
                LicenseRefusal.TOO_MANY_METERS,
                "asked",
                meters.size(),
                "allowed",
                AssetLimits.MAX_METERS);
    }
}
