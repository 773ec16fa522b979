package org.stemma.gateway.webhooks;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** How webhooks are. A receiver that fails is no illness of the gateway, but is shown. */
final class WebhookHealth implements HealthIndicator {
    private final Webhooks webhooks;

    WebhookHealth(Webhooks webhooks) {
        this.webhooks = webhooks;
    }

    @Override
    public Health health() {
        return Health.up()
                .withDetail("failing", webhooks.failing())
                .withDetail("disabled", webhooks.disabled())
                .withDetail("oldestUndeliveredSeconds", webhooks.oldest().toSeconds())
                .build();
    }
}
