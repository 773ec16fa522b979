package org.stemma.gateway.audit;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The settings {@code stemma.audit.*}.
 *
 * @param keep how long rows are kept
 * @param maxRows the most rows that are kept, whatever their age
 * @param flushEvery how long a row may wait to be written; what a kill -9 loses is not older
 * @param anonymousPerSecond refusals of requests without an accepted key that are noted one by one; more are counted
 */
@Validated
@ConfigurationProperties("stemma.audit")
public record AuditSettings(
        @DefaultValue("400d") Duration keep,

        @DefaultValue("2000000") @Min(1_000) @Max(100_000_000)
        long maxRows,

        @DefaultValue("200ms") Duration flushEvery,
        @DefaultValue("10") @Min(1) @Max(1_000) long anonymousPerSecond) {}
