package org.stemma.gateway.health;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * When certificates end, with a warning 30 days before. A warning is no illness; the gateway is down only when all have
 * ended, since one that was left over must not stop the others.
 */
@Component
class CertificatesHealthIndicator implements HealthIndicator {
    static final Duration WARNING = Duration.ofDays(30);

    private final Certificates certificates;
    private final Clock clock;

    @org.springframework.beans.factory.annotation.Autowired
    CertificatesHealthIndicator(Certificates certificates) {
        this(certificates, Clock.systemUTC());
    }

    CertificatesHealthIndicator(Certificates certificates, Clock clock) {
        this.certificates = certificates;
        this.clock = clock;
    }

    @Override
    public Health health() {
        Instant now = clock.instant();
        SortedMap<String, Instant> ends = certificates.ends();
        SortedMap<String, String> warnings = new TreeMap<>();
        ends.forEach((name, end) -> {
            if (!end.isAfter(now)) {
                warnings.put(name, "has ended");
            } else if (end.isBefore(now.plus(WARNING))) {
                warnings.put(name, "ends in " + Duration.between(now, end).toDays() + " days: renew it");
            }
        });
        boolean some = ends.values().stream().anyMatch(end -> end.isAfter(now));
        Health.Builder health = some ? Health.up() : Health.down();
        health.withDetail("ends", ends);
        if (!warnings.isEmpty()) {
            health.withDetail("warnings", warnings);
        }
        return health.build();
    }
}
