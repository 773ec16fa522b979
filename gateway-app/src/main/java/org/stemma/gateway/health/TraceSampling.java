package org.stemma.gateway.health;

import io.opentelemetry.sdk.trace.samplers.Sampler;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * Which requests are traced: none while there is no collector, since to record spans that nobody reads is a fifth of what a
 * gateway computes for a write. Lines of the log carry their trace's id all the same.
 */
@Configuration(proxyBeanMethods = false)
class TraceSampling {
    static final String COLLECTOR = "management.opentelemetry.tracing.export.otlp.endpoint";

    /** @param probability of a request that no sampled trace of its client's begins */
    @Bean
    Sampler sampler(Environment environment, @Value("${management.tracing.sampling.probability}") double probability) {
        return environment.containsProperty(COLLECTOR)
                ? Sampler.parentBased(Sampler.traceIdRatioBased(probability))
                : Sampler.alwaysOff();
    }
}
