package org.stemma.gateway.security;

/**
 * Knows grant keys ({@code sgk_…}). Asked only for handlers that are {@link Allowed} to grant keys; a handler gets the
 * answer as an argument of type {@link GrantUser}.
 */
public interface GrantKeyAuthenticator {
    /**
     * Tells whose key it is.
     *
     * @param key the bearer token, {@code sgk_} included
     * @throws org.stemma.gateway.ledger.LedgerRefused {@code license.key_unknown} or {@code license.key_revoked}
     */
    GrantUser authenticate(String key);
}
