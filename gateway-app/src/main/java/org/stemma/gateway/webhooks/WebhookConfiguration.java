package org.stemma.gateway.webhooks;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.stemma.gateway.config.GatewaySettings;
import org.stemma.gateway.events.Events;
import org.stemma.gateway.ledger.Callers;
import org.stemma.gateway.security.GatewaySecret;

/** Puts webhooks together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(WebhookSettings.class)
class WebhookConfiguration {
    private static final Clock CLOCK = Clock.systemUTC();

    @Bean
    WebhookTable webhookTable(JdbcTemplate jdbc) {
        return new WebhookTable(jdbc);
    }

    @Bean
    DeliveryLog deliveryLog(JdbcTemplate jdbc, WebhookTable table, WebhookSettings settings) {
        return new DeliveryLog(jdbc, settings.deliveriesKept());
    }

    @Bean
    WebhookSecrets webhookSecrets(GatewaySecret secret) {
        return new WebhookSecrets(secret);
    }

    @Bean
    Targets webhookTargets(WebhookSettings settings, GatewaySettings gateway) {
        return new Targets(settings.allowsPrivate(gateway.demo()));
    }

    @Bean
    WebhookMetrics webhookMetrics(MeterRegistry registry) {
        return new WebhookMetrics(registry);
    }

    @Bean
    Deliveries webhookDeliveries(
            WebhookTable table,
            DeliveryLog log,
            Events events,
            Callers callers,
            WebhookSecrets secrets,
            Targets targets,
            WebhookSettings settings,
            PlatformTransactionManager transactions,
            WebhookMetrics metrics) {
        return new Deliveries(
                table,
                log,
                events,
                callers.organisation(),
                new Sender(settings, secrets, targets, CLOCK),
                new Backoff(
                        settings.retryAfter(), () -> ThreadLocalRandom.current().nextDouble()),
                settings.disableAfter(),
                new TransactionTemplate(transactions),
                CLOCK,
                metrics);
    }

    @Bean
    DeliveryAgent deliveryAgent(Deliveries deliveries, WebhookSettings settings) {
        return new DeliveryAgent(deliveries, settings, CLOCK);
    }

    @Bean
    Webhooks webhooks(
            WebhookTable table,
            DeliveryLog log,
            Events events,
            Deliveries deliveries,
            DeliveryAgent agent,
            Targets targets,
            WebhookSettings settings,
            WebhookMetrics metrics) {
        Webhooks webhooks = new Webhooks(table, log, events, deliveries, agent, targets, settings, CLOCK);
        metrics.watch(agent::oldestSeconds, webhooks::disabled);
        return webhooks;
    }

    @Bean
    WebhookHealth webhooksHealthIndicator(Webhooks webhooks) {
        return new WebhookHealth(webhooks);
    }
}
