package org.stemma.gateway.serving;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/** The settings of serving and of the meter. */
final class ServingSettings {
    private ServingSettings() {}

    /**
     * {@code stemma.meter.*}
     *
     * @param enabled whether the meter registers and reports by itself; without, only when it is asked to
     * @param name of the meter on the ledger, for people
     * @param batchSeconds the longest that usage waits for a report
     * @param batchEvents so many events that wait are reported at once
     * @param arrivalWait how long a call at the edge of its quota waits for a report that is on its way
     * @param shutdownWait how long the last report may take when the gateway stops; what is left is sent at the next start
     * @param answersKept how long a repeated request finds its first answer
     */
    @Validated
    @ConfigurationProperties("stemma.meter")
    record MeterSettings(
            @DefaultValue("true") boolean enabled,
            @DefaultValue("gateway meter") @NotBlank String name,
            @DefaultValue("5") @Min(1) @Max(86_400) int batchSeconds,
            @DefaultValue("500") @Min(1) int batchEvents,
            @DefaultValue("10s") Duration arrivalWait,
            @DefaultValue("10s") Duration shutdownWait,
            @DefaultValue("24h") Duration answersKept) {}

    /**
     * {@code stemma.completions.*}
     *
     * @param running how many calls run the model at once; 0 means one per processor
     * @param waitFor how long a call waits for its turn
     * @param authorizedFor how long the ledger's answer holds for the calls that follow
     * @param modelsOpen how many models are kept in memory
     */
    @Validated
    @ConfigurationProperties("stemma.completions")
    record CompletionSettings(
            @DefaultValue("0") @Min(0) @Max(1024) int running,
            @DefaultValue("30s") Duration waitFor,
            @DefaultValue("2s") Duration authorizedFor,
            @DefaultValue("4") @Min(1) @Max(64) int modelsOpen) {
        int turns() {
            return running > 0 ? running : Runtime.getRuntime().availableProcessors();
        }
    }
}
