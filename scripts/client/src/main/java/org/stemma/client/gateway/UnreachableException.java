package org.stemma.client.gateway;

import java.net.URI;

/** No gateway answered. Whether a write took place is unknown: send it again under the same request id. */
public final class UnreachableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnreachableException(URI gateway, Exception cause) {
        super("no gateway answers at " + gateway + ": " + cause, cause);
    }
}
