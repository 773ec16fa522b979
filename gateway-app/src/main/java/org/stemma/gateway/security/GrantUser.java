package org.stemma.gateway.security;

import javax.crypto.SecretKey;
import org.stemma.api.Digest;
import org.stemma.api.GrantId;

/**
 * Who asks under a grant key.
 *
 * @param key the digest of the key
 * @param answers derived from the key: opens what was answered under it
 */
public record GrantUser(GrantId grant, Digest key, SecretKey answers) {}
