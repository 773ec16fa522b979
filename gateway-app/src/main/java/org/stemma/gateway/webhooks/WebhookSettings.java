package org.stemma.gateway.webhooks;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The settings {@code stemma.webhooks.*}.
 *
 * @param enabled whether this copy of the gateway delivers; of several on one database, one should
 * @param most how many there may be
 * @param privateTargets whether addresses of private networks and of this machine are allowed, the latter by http too;
 *     unless it is said, only in the demo profile
 * @param connectTimeout of one attempt
 * @param timeout of one attempt, as a whole
 * @param retryAfter pauses after the first, second, ... failed attempt; the last one goes on
 * @param disableAfter a webhook that has failed for so long is disabled
 * @param rotationOverlap how long deliveries are signed with the secret of before, too
 * @param deliveriesKept attempts in a webhook's log
 */
@Validated
@ConfigurationProperties("stemma.webhooks")
record WebhookSettings(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("20") @Min(0) @Max(200) int most,
        @Nullable Boolean privateTargets,
        @DefaultValue("5s") @NotNull Duration connectTimeout,
        @DefaultValue("15s") @NotNull Duration timeout,

        @DefaultValue({"1s", "5s", "30s", "5m", "30m", "1h", "2h"}) @NotEmpty
        List<Duration> retryAfter,

        @DefaultValue("5d") @NotNull Duration disableAfter,
        @DefaultValue("24h") @NotNull Duration rotationOverlap,
        @DefaultValue("1000") @Min(1) @Max(100_000) int deliveriesKept) {
    boolean allowsPrivate(boolean demo) {
        return Optional.ofNullable(privateTargets).orElse(demo);
    }
}
