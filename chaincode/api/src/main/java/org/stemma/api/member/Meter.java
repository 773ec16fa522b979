package org.stemma.api.member;

import org.stemma.api.Digest;
import org.stemma.api.Made;
import org.stemma.api.MeterId;
import org.stemma.api.OrgId;

/**
 * A meter that an organisation runs.
 *
 * @param publicKey Ed25519, the 32 raw bytes in base64 (RFC 8032)
 */
public record Meter(MeterId id, String name, OrgId organisation, String publicKey, Digest command) implements Made {
    /** What a report is checked by: who sends it and who signs it. A meter never has another: it is registered once. */
    public record Key(OrgId organisation, String publicKey) {}

    public Key key() {
        return new Key(organisation, publicKey);
    }
}
