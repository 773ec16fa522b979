package org.stemma.gateway.health;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** {@code stemma_certificate_expiry_seconds{name=}}: seconds until each certificate ends. */
@Component
class CertificateMetrics implements MeterBinder {
    private final Certificates certificates;
    private volatile Optional<MultiGauge> gauge = Optional.empty();

    CertificateMetrics(Certificates certificates) {
        this.certificates = certificates;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        gauge = Optional.of(MultiGauge.builder("stemma.certificate.expiry")
                .description("Seconds until a certificate of this gateway ends")
                .baseUnit("seconds")
                .register(registry));
        update();
    }

    /** Certificates come, go and are renewed while the gateway runs. */
    @Scheduled(fixedDelay = 60_000, initialDelay = 60_000)
    void update() {
        gauge.ifPresent(all -> {
            List<MultiGauge.Row<?>> rows = certificates.ends().entrySet().stream()
                    .<MultiGauge.Row<?>>map(one -> MultiGauge.Row.of(
                            Tags.of("name", one.getKey()), one.getValue(), CertificateMetrics::secondsUntil))
                    .toList();
            all.register(rows, true);
        });
    }

    private static double secondsUntil(Instant end) {
        return end.getEpochSecond() - Instant.now().getEpochSecond();
    }
}
