package org.stemma.gateway.webhooks;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.stemma.api.Digest;
import org.stemma.api.RequestId;
import org.stemma.gateway.ledger.Caller;
import org.stemma.gateway.security.GatewaySecret;

/** Secrets of webhooks. They are derived from the gateway's own and from who asked for them, and stored nowhere. */
final class WebhookSecrets {
    static final String PREFIX = "whsec_";

    private final GatewaySecret secret;

    WebhookSecrets(GatewaySecret secret) {
        this.secret = secret;
    }

    /** What a secret is derived from: the same request gives the same. */
    static String seed(Caller caller, RequestId request) {
        return Digest.of(caller.name() + "\n" + request.value()).hex();
    }

    /** The secret as its receiver gets it: whsec_ and base64. */
    String shown(String webhook, String seed) {
        return PREFIX + Base64.getEncoder().encodeToString(bytes(webhook, seed));
    }

    /** What signs now: the present secret and, for a time, the one of before. */
    List<byte[]> signing(Webhook webhook, Instant now) {
        List<byte[]> signing = new ArrayList<>();
        signing.add(bytes(webhook.id(), webhook.seed()));
        webhook.previousUntil()
                .filter(now::isBefore)
                .flatMap(until -> webhook.previousSeed())
                .ifPresent(seed -> signing.add(bytes(webhook.id(), seed)));
        return signing;
    }

    private byte[] bytes(String webhook, String seed) {
        return Base64.getUrlDecoder().decode(secret.key(PREFIX, webhook, seed).substring(PREFIX.length()));
    }
}
