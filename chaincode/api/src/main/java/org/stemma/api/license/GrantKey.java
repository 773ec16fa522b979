package org.stemma.api.license;

import org.stemma.api.Digest;
import org.stemma.api.Document;
import org.stemma.api.GrantId;

/**
 * A key under which a grant is used, by the digest of its secret text: whoever serves the asset recognises it, and nobody
 * learns it from the ledger.
 */
public record GrantKey(Digest key, GrantId grant, boolean revoked) implements Document {}
