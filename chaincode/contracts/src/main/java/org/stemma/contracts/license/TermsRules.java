package org.stemma.contracts.license;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.stemma.api.MeterId;
import org.stemma.api.Money;
import org.stemma.api.Ppm;
import org.stemma.api.Refused;
import org.stemma.api.Text;
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

    /**
     * Refuses a share that no derived asset could give: whoever bought it could do nothing with it. The bound is that of
     * now; what was bought under it stands, whatever it becomes.
     */
    static void mustBeGivable(Terms terms, Ppm bound) {
        mustHold(terms.upstream().value() <= bound.value(), "upstream", terms.upstream(), "at most " + bound.value());
    }

    /** Refuses terms that contradict themselves or can't be charged. */
    static void mustBeSound(Charter charter, Terms terms) {
        Text.label("terms.name", terms.name());
        mustHold(
                terms.actions().values().stream().anyMatch(permission -> permission != Terms.Permission.DENY),
                "actions",
                terms.actions().keySet(),
                "one that is not denied");
        mustHold(
                terms.purposes().stream().distinct().count() == terms.purposes().size(),
                "purposes",
                terms.purposes(),
                "each once");
        mustBeWithin(terms.termSeconds(), MAX_TERM_SECONDS, "termSeconds");
        mustBeWithin(terms.quotaUnits(), MAX_UNITS, "quotaUnits");
        // Only what is reported is counted: a quota of anything else would be declared and never enforced.
        mustHold(
                terms.quotaUnits().isEmpty() || terms.price() instanceof Price.PerUnit,
                "quotaUnits",
                terms.quotaUnits(),
                "with a price per unit only");
        mustHold(
                !terms.actions().containsValue(Terms.Permission.PRICED) || !(terms.price() instanceof Price.Free),
                "price",
                "free",
                "a price, since an action is priced");
        mustBeChargeable(charter, terms.price());
    }

    private static void mustBeChargeable(Charter charter, Price price) {
        if (price instanceof Price.OneTime once) {
            mustBeMoney(charter, once.fee(), "price.fee");
            mustHold(once.fee().isPositive(), "price.fee", once.fee(), "above 0");
        } else if (price instanceof Price.PerUnit unit) {
            mustBeMoney(charter, unit.fee(), "price.fee");
            mustBeMoney(charter, unit.rate(), "price.rate");
            mustHold(unit.rate().isPositive(), "price.rate", unit.rate(), "above 0");
            mustHold(
                    unit.rate().currency().equals(unit.fee().currency()),
                    "price.rate",
                    unit.rate(),
                    "in the currency of the fee");
            mustBeWithin(Optional.of(unit.perUnits()), MAX_PER_UNITS, "price.perUnits");
        }
    }

    private static void mustBeMoney(Charter charter, Money money, String member) {
        mustHold(
                !money.isNegative() && charter.currency(money.currency()).isPresent(),
                member,
                money,
                "not below 0, in a currency of the charter");
    }

    private static void mustBeWithin(Optional<Long> value, long most, String member) {
        mustHold(value.stream().allMatch(number -> number >= 1 && number <= most), member, value, "1 to " + most);
    }

    private static void mustHold(boolean holds, String member, Object value, String bound) {
        Refused.unless(
                holds, LicenseRefusal.TERMS_INVALID, "member", "terms." + member, "value", value, "bound", bound);
    }

    /** The offers with one more; the same terms again replace their meters. */
    static List<Asset.Offer> offer(Asset asset, Terms terms, List<MeterId> meters) {
        mustBeMeters(meters);
        boolean metered = terms.price() instanceof Price.PerUnit;
        Refused.unless(
                !metered || !meters.isEmpty(), LicenseRefusal.METER_NEEDED, "member", "meters", "asset", asset.id());
        List<Asset.Offer> offers = new ArrayList<>(asset.offers());
        offers.removeIf(offer -> offer.terms().equals(terms.id()));
        offers.add(new Asset.Offer(terms.id(), meters));
        Refused.unless(
                offers.size() <= AssetLimits.MAX_OFFERS,
                LicenseRefusal.TOO_MANY_OFFERS,
                "asset",
                asset.id(),
                "allowed",
                AssetLimits.MAX_OFFERS);
        return offers;
    }

    static void mustBeMeters(List<MeterId> meters) {
        Refused.unless(
                meters.size() <= AssetLimits.MAX_METERS,
                LicenseRefusal.TOO_MANY_METERS,
                "member",
                "meters",
                "asked",
                meters.size(),
                "allowed",
                AssetLimits.MAX_METERS);
        Refused.unless(
                meters.stream().distinct().count() == meters.size(),
                LicenseRefusal.METER_TWICE,
                "member",
                "meters",
                "meters",
                meters);
    }
}
