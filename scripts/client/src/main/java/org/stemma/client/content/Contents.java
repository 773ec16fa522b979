package org.stemma.client.content;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stemma.api.asset.AssetVersion.Content;
import org.stemma.api.asset.ContentTree.Manifest;

/** What the ledger keeps of a manifest. */
public final class Contents {
    private Contents() {}

    public static Content of(Manifest manifest, String spdx, @Nullable String source) {
        return new Content(
                manifest.root(), manifest.leaves().size(), manifest.bytes(), spdx, Optional.ofNullable(source));
    }
}
