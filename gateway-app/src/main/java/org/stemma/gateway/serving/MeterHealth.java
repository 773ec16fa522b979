package org.stemma.gateway.serving;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * How the meter is. It is well as long as its log can be written: what waits is reported later, and what was refused is
 * shown, for somebody to look at.
 */
@Component("meterHealthIndicator")
final class MeterHealth implements HealthIndicator {
    private final Metering metering;

    MeterHealth(Metering metering) {
        this.metering = metering;
    }

    @Override
    public Health health() {
        MeterLog.Backlog backlog = metering.backlog();
        Health.Builder health = Health.up()
                .withDetail("waitingEvents", backlog.events())
                .withDetail("refusedUnits", metering.unitsAside());
        metering.id().ifPresent(id -> health.withDetail("meter", id.value()));
        backlog.oldest().ifPresent(oldest -> health.withDetail("oldest", oldest.toString()));
        return health.build();
    }
}
