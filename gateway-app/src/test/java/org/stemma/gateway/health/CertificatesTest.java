package org.stemma.gateway.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.mock.env.MockEnvironment;

class CertificatesTest {
    private static final Instant NOW = Instant.parse("2026-11-21T09:00:00Z");

    private static Health health(Map<String, Duration> left) {
        Map<String, Instant> ends = new TreeMap<>();
        left.forEach((name, time) -> ends.put(name, NOW.plus(time)));
        Certificates certificates = new Certificates(
                () -> new TreeMap<>(ends),
                new StaticListableBeanFactory().getBeanProvider(SslBundles.class),
                new MockEnvironment());
        return new CertificatesHealthIndicator(certificates, Clock.fixed(NOW, ZoneOffset.UTC)).health();
    }

    @Test
    void certificates_that_last_are_no_news() {
        Health health = health(Map.of("owner", Duration.ofDays(31)));
        assertEquals(Status.UP, health.getStatus());
        assertFalse(health.getDetails().containsKey("warnings"));
    }

    @Test
    void thirty_days_before_the_end_there_is_a_warning() {
        Health health =
                health(Map.of("owner", Duration.ofDays(29), "buyer", Duration.ofDays(300), "old", Duration.ZERO));
        assertEquals(Status.UP, health.getStatus());
        assertEquals(
                Map.of("owner", "ends in 29 days: renew it", "old", "has ended"),
                health.getDetails().get("warnings"));
    }

    @Test
    void when_all_have_ended_the_gateway_is_down() {
        assertEquals(Status.DOWN, health(Map.of("owner", Duration.ofDays(-1))).getStatus());
    }
}
