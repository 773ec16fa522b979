package org.stemma.governance.action;

import java.util.Optional;

/** Holds or releases an asset: it gets the standing {@code after}, provided that it still has {@code before}. */
public record OrderAsset(Subject asset, Standing before, Standing after) implements Action {
    @Override
    public String target() {
        return asset.value();
    }

    @Override
    public Optional<Subject> concerns() {
        return Optional.of(asset);
    }
}
