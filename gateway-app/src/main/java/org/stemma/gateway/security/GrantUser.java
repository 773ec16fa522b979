package org.stemma.gateway.security;

import org.stemma.api.Digest;
import org.stemma.api.GrantId;

/** Who asks under a grant key: the grant, and the digest of the key. */
public record GrantUser(GrantId grant, Digest key) {}
