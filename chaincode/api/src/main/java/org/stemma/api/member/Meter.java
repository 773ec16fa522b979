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
public record Meter(MeterId id, String name, OrgId organisation, String publicKey, Digest command) implements Made {}
