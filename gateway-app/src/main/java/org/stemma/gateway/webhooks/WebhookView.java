package org.stemma.gateway.webhooks;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A webhook as it is listed: never its secret.
 *
 * @param state enabled or disabled
 * @param reason why it is disabled: asked, failing or gone
 * @param position everything up to here is delivered, or not wanted
 * @param attempts how often the next event was tried in vain
 * @param previousSecretUntil until when the secret of before signs as well
 */
record WebhookView(
        String id,
        String url,
        String label,
        List<String> types,
        Optional<String> party,
        Optional<String> asset,
        String state,
        Optional<String> reason,
        Instant createdAt,
        String position,
        int attempts,
        Optional<Instant> failingSince,
        Optional<Instant> nextAttempt,
        Optional<Instant> previousSecretUntil) {
    static WebhookView of(Webhook webhook) {
        return new WebhookView(
                webhook.id(),
                webhook.url(),
                webhook.label(),
                webhook.types(),
                webhook.party(),
                webhook.asset(),
                webhook.isEnabled() ? "enabled" : "disabled",
                webhook.reason().map(reason -> reason.name().toLowerCase(Locale.ROOT)),
                webhook.createdAt(),
                webhook.position().toString(),
                webhook.attempts(),
                webhook.failingSince(),
                webhook.nextAttempt(),
                webhook.previousUntil());
    }
}
