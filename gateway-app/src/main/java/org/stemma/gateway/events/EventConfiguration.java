package org.stemma.gateway.events;

import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.stemma.gateway.readmodel.EventLog;
import org.stemma.gateway.readmodel.ReadModel;

/** Puts events and their streams together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(EventSettings.class)
class EventConfiguration {
    @Bean
    Events events(EventLog log, ReadModel readModel) {
        return new Events(log, new Concerns(readModel));
    }

    @Bean
    EventStreams eventStreams(Events events, EventSettings settings, MeterRegistry registry) {
        return new EventStreams(events, settings, new EventMetrics(registry));
    }
}
