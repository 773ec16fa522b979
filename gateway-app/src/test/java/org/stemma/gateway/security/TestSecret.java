package org.stemma.gateway.security;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.file.Path;
import java.util.Optional;
import org.stemma.gateway.ledger.Caller;

/** A gateway's secret for tests of other packages. */
public final class TestSecret {
    private TestSecret() {}

    /** A request as it is once a caller was told from its key. */
    public static void asked(HttpServletRequest request, Caller caller) {
        RequestNotes.asker(request, new Asker("key_1", caller, Optional.empty()));
    }

    public static GatewaySecret in(Path folder) {
        return GatewaySecret.in(folder);
    }
}
