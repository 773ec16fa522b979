package org.stemma.api.member;

import org.stemma.api.Category;
import org.stemma.api.Refusal;

/** Why the member room refuses. */
public enum MemberRefusal implements Refusal {
    PARTY_UNKNOWN("member.party_unknown", Category.ABSENT, "No such party is registered."),
    PARTY_FOREIGN("member.party_foreign", Category.FORBIDDEN, "Another organisation acts for this party."),
    METER_UNKNOWN("member.meter_unknown", Category.ABSENT, "No such meter is registered."),
    METER_FOREIGN("member.meter_foreign", Category.FORBIDDEN, "Another organisation runs this meter."),
    KEY_INVALID("member.key_invalid", Category.INVALID, "The key is not an Ed25519 public key.");

    private final String code;
    private final Category category;
    private final String sentence;

    MemberRefusal(String code, Category category, String sentence) {
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
