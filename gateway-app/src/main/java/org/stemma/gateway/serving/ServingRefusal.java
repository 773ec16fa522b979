package org.stemma.gateway.serving;

import org.stemma.api.Category;
import org.stemma.api.Refusal;

/** Why serving refuses, where it is not the ledger that does. */
public enum ServingRefusal implements Refusal {
    ROOT_MISMATCH("gateway.root_mismatch", Category.INVALID, "The content is not what the version registered."),
    MANIFEST_ABSENT("gateway.manifest_absent", Category.ABSENT, "This gateway holds no manifest of the version."),
    NOT_A_MODEL("gateway.not_a_model", Category.INVALID, "Only a model has an artifact that is served."),
    FILE_NAME_INVALID(
            "gateway.file_name_invalid",
            Category.MALFORMED,
            "X-File-Name is a file's name in percent-encoded UTF-8: at most 255 bytes, see facts.reason."),
    ARTIFACT_TOO_LARGE("gateway.artifact_too_large", Category.INVALID, "An artifact has at most 256 MiB."),
    ARTIFACT_EMPTY("gateway.artifact_empty", Category.MALFORMED, "An artifact has at least one byte."),
    ARTIFACT_DAMAGED(
            "gateway.artifact_damaged", Category.UNAVAILABLE, "The stored model is not what the version registered."),
    MODEL_UNREADABLE(
            "gateway.model_unreadable",
            Category.INVALID,
            "The registered file is no model that this gateway can open."),
    NOT_SERVED("gateway.not_served", Category.ABSENT, "This gateway does not serve the version."),
    UNIT_NOT_METERED("gateway.unit_not_metered", Category.INVALID, "This gateway's meter counts bytes of output only."),
    METER_NOT_READY("gateway.meter_not_ready", Category.UNAVAILABLE, "The gateway's meter is not registered yet."),
    METER_FOREIGN("gateway.meter_foreign", Category.ABSENT, "This gateway does not run this meter."),
    BUSY("gateway.busy", Category.LIMIT, "Too many calls are under way here; try again in a moment.");

    private final String code;
    private final Category category;
    private final String sentence;

    ServingRefusal(String code, Category category, String sentence) {
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
