package org.stemma.api.license;

import org.stemma.api.Category;
import org.stemma.api.Refusal;

/** Why the license room refuses. */
public enum LicenseRefusal implements Refusal {
    NOT_OFFERED("license.not_offered", Category.ABSENT, "The asset is not offered under these terms."),
    TERMS_INVALID("license.terms_invalid", Category.INVALID, "The terms contradict themselves or are out of bounds."),
    TOO_MANY_OFFERS("license.too_many_offers", Category.CONFLICT, "An asset has at most 32 offers; withdraw one."),
    TOO_MANY_METERS("license.too_many_meters", Category.INVALID, "A grant names at most 16 meters."),
    METER_TWICE("license.meter_twice", Category.INVALID, "Each meter is named once."),
    FEE_ABOVE_MAX("license.fee_above_max", Category.INVALID, "The fee is above the most that the buyer accepts."),
    WALLET_NEEDED("license.wallet_needed", Category.INVALID, "A priced grant is paid from a wallet."),
    METER_NEEDED("license.meter_needed", Category.INVALID, "A grant by the unit names a meter."),
    METER_NOT_AGREED("license.meter_not_agreed", Category.INVALID, "The offer does not name this meter."),
    GRANT_UNKNOWN("license.grant_unknown", Category.ABSENT, "No such grant exists."),
    GRANT_FOREIGN("license.grant_foreign", Category.FORBIDDEN, "Another organisation holds this grant."),
    GRANT_CLOSED("license.grant_closed", Category.CONFLICT, "The grant is closed."),
    GRANT_SUSPENDED("license.grant_suspended", Category.HELD, "The grant is suspended: usage is owed."),
    EXPIRED("license.expired", Category.INVALID, "The grant has expired."),
    OTHER_ASSET("license.other_asset", Category.INVALID, "The grant is for another asset or version."),
    ACTION_DENIED("license.action_denied", Category.FORBIDDEN, "The terms do not allow this action."),
    PURPOSE_DENIED("license.purpose_denied", Category.FORBIDDEN, "The terms do not allow this purpose."),
    QUOTA_EXCEEDED("license.quota_exceeded", Category.INVALID, "The grant's quota does not cover this."),
    FUNDS_EXHAUSTED("license.funds_exhausted", Category.INVALID, "What was prepaid does not cover this."),
    METER_NOT_NAMED("license.meter_not_named", Category.FORBIDDEN, "The grant does not name this meter."),
    KEY_UNKNOWN("license.key_unknown", Category.UNAUTHENTICATED, "No grant knows this key."),
    KEY_REVOKED("license.key_revoked", Category.UNAUTHENTICATED, "The key was revoked."),
    KEY_USED("license.key_used", Category.CONFLICT, "The key is in use already."),
    NO_GRANT_FOR_PARENT(
            "license.no_grant_for_parent", Category.FORBIDDEN, "No active grant of the owner allows this derivation."),
    LANES_IN_USE("license.lanes_in_use", Category.CONFLICT, "Usage can still be reported; try again later."),
    LANES_RELEASED("license.lanes_released", Category.CONFLICT, "The lanes were released before.");

    private final String code;
    private final Category category;
    private final String sentence;

    LicenseRefusal(String code, Category category, String sentence) {
        this.code = code;
        this.category = category;
        this.sentence = sentence;
    }

    @Override
    public String code() {
        return code;
    }

    @Override
    public Category category() {
        return category;
    }

    @Override
    public String sentence() {
        return sentence;
    }
}
