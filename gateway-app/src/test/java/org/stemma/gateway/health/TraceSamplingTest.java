package org.stemma.gateway.health;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.opentelemetry.sdk.trace.samplers.Sampler;
import org.junit.jupiter.api.Test;
import org.springframework.mock.env.MockEnvironment;

final class TraceSamplingTest {
    private final MockEnvironment environment = new MockEnvironment();
    private final TraceSampling sampling = new TraceSampling();

    @Test
    void nothing_is_recorded_without_a_collector() {
        assertEquals(Sampler.alwaysOff(), sampling.sampler(environment, 1));
    }

    @Test
    void with_a_collector_requests_are_traced_as_often_as_is_wanted() {
        environment.setProperty(TraceSampling.COLLECTOR, "http://127.0.0.1:4318/v1/traces");
        assertEquals(
                Sampler.parentBased(Sampler.traceIdRatioBased(0.5)).getDescription(),
                sampling.sampler(environment, 0.5).getDescription());
    }
}
