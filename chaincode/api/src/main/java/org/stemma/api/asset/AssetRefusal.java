package org.stemma.api.asset;

import org.stemma.api.Category;
import org.stemma.api.Refusal;

/** Why the asset room refuses. */
public enum AssetRefusal implements Refusal {
    UNKNOWN("asset.unknown", Category.ABSENT, "No such asset is registered."),
    VERSION_UNKNOWN("asset.version_unknown", Category.ABSENT, "The asset has no such version."),
    FOREIGN("asset.foreign", Category.FORBIDDEN, "Another organisation owns this asset."),
    NOT_LISTED("asset.not_listed", Category.HELD, "An order holds or delists the asset."),
    SHARES_EXCEED_WHOLE("asset.shares_exceed_whole", Category.INVALID, "The contributors' shares exceed the whole."),
    CONTRIBUTOR_TWICE("asset.contributor_twice", Category.INVALID, "A contributor stands there twice."),
    TOO_MANY_CONTRIBUTORS("asset.too_many_contributors", Category.INVALID, "An asset names at most 64 contributors."),
    TOO_MANY_VERSIONS("asset.too_many_versions", Category.CONFLICT, "An asset has at most 1000 versions."),
    PARENT_TWICE("asset.parent_twice", Category.INVALID, "A parent stands there twice."),
    TOO_MANY_PARENTS("asset.too_many_parents", Category.INVALID, "A version names at most 16 parents."),
    TOO_MANY_ANCESTORS("asset.too_many_ancestors", Category.INVALID, "A version has at most 1024 ancestors."),
    CYCLE("asset.cycle", Category.INVALID, "An asset can't descend from itself."),
    UPSTREAM_EXCEEDS_BOUND(
            "asset.upstream_exceeds_bound", Category.INVALID, "The ancestors' shares exceed the charter's bound."),
    CONTENT_EMPTY("asset.content_empty", Category.INVALID, "Content has at least one file.");

    private final String code;
    private final Category category;
    private final String sentence;

    AssetRefusal(String code, Category category, String sentence) {
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
